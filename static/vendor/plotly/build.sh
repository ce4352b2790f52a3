#!/bin/sh
# Builds plotly-<version>.min.js beside this script, from npm packages, in a directory that is thrown away afterwards.
# Needs node and npm. The version must be the one that the Python package plotly carries (plotly.offline.get_plotlyjs_version()).
set -eu
version=4.1.1
esbuild=0.28.2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp "$here/entry.js" "$here/build.mjs" "$work"
cd "$work"
npm init --yes >/dev/null
npm install --ignore-scripts --no-audit --no-fund "plotly.js@$version" "esbuild@$esbuild"
node node_modules/esbuild/install.js
node build.mjs "$here/plotly-$version.min.js"
cp node_modules/plotly.js/LICENSE "$here/LICENSE"
cd "$here"
sha256sum "plotly-$version.min.js" | tee SHA256
# The largest file is compressed here once, so that no site waits for it at its first start.
brotli --best --force "plotly-$version.min.js" || echo "brotli is not here: make plotly-$version.min.js.br elsewhere" >&2
