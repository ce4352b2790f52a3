#!/bin/sh
# Builds the parts of plotly.js beside this script, from the npm packages that the package-lock.json beside it names, in a
# directory that is thrown away afterwards. Needs node, npm and the command brotli.
# The version must be the one that the Python package plotly carries (plotly.offline.get_plotlyjs_version()).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp "$here"/*.entry.js "$here/build.mjs" "$here/package.json" "$here/package-lock.json" "$work"
cd "$work"
npm ci --ignore-scripts --no-audit --no-fund
node node_modules/esbuild/install.js
version=$(node -p 'require("plotly.js/package.json").version')
rm -f "$here"/*.min.js "$here"/*.min.js.br
node build.mjs "$here" "$version"
cp node_modules/plotly.js/LICENSE "$here/LICENSE"
cd "$here"
# The largest files are compressed here once, so that no site waits for them at its first start.
for file in *.min.js; do
    brotli --best --keep "$file" || echo "brotli is not here: make $file.br elsewhere" >&2
done
sha256sum *.min.js | tee SHA256
