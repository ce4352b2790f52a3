// Joins the sources of static/ into one style sheet, one script for lessons, one for other pages and one for Plotly's views:
// `make bundle`. The sources stay what is read and changed; the server serves them instead as long as SOURCES does not hold
// their digest.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const APART = new Set(["bundle", "fonts", "vendor"]);
const banner = "/* Made by `make bundle` from the files in static/: change those. */";

function sources() {
  const rooms = readdirSync(root).filter((name) => !APART.has(name) && statSync(join(root, name)).isDirectory());
  const files = rooms.flatMap((room) => readdirSync(join(root, room)).map((name) => `${room}/${name}`));
  return files.filter((name) => /\.(css|js)$/.test(name)).sort();
}

function digest(names) {
  const total = createHash("sha256");
  for (const name of names) {
    const body = readFileSync(join(root, name));
    total.update(`${name}\0${body.length}\0`).update(body);
  }
  return total.digest("hex");
}

// What a lesson binds comes with every page, in one script; the behaviours of other pages come in a second one, when asked for.
const OTHERS = /^(accounts|classes|grading|playground|taking|training)\/|^lessons\/tour/;
const WITH_LESSONS = new Set(["taking/lesson-work"]);

// The page's own loader names behaviours by their place; in the bundle it finds them in a table instead.
const table = {
  name: "table",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^others$/ }, () => ({ path: "others", namespace: "table" }));
    onLoad({ filter: /^others$/, namespace: "table" }, () => ({ contents: tabled(others), resolveDir: root }));
    onLoad({ filter: /web\/main\.js$/ }, () => {
      const text = readFileSync(join(root, "web/main.js"), "utf8");
      const asked = "import(`../${name}.js`)";
      if (!text.includes(asked)) throw new Error(`web/main.js no longer says ${asked}`);
      const found = '(behaviours[name] ?? (await import("others")).default[name])';
      return { contents: `${tabled(first, "behaviours")}\n${text.replace(asked, found)}`, resolveDir: join(root, "web") };
    });
  },
};

const isBehaviour = (name) => /^export default/m.test(readFileSync(join(root, name), "utf8"));
const names = sources().filter((name) => name.endsWith(".js") && isBehaviour(name)).map((name) => name.slice(0, -3));
const others = names.filter((name) => OTHERS.test(name) && !WITH_LESSONS.has(name));
const first = names.filter((name) => !others.includes(name));

/** A module that holds behaviours by their names, as its default or under a name of its own. */
function tabled(some, as = null) {
  const imports = some.map((name, place) => `import * as behaviour${place} from "${join(root, name)}.js";`);
  const rows = some.map((name, place) => `"${name}": behaviour${place}`);
  return `${imports.join("\n")}\n${as ? `const ${as} =` : "export default"} { ${rows.join(", ")} };`;
}

for (const name of readdirSync(here)) if (/\.mjs$/.test(name) && name !== "build.mjs") unlinkSync(join(here, name));
await build({
  entryPoints: [
    { in: join(root, "web/main.js"), out: "main" },
    { in: join(root, "web/main.css"), out: "main" },
  ],
  outdir: here,
  outExtension: { ".js": ".mjs" },
  plugins: [table],
  bundle: true,
  splitting: true,
  chunkNames: "[name]",
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "utf8",
  external: ["*.woff2"],
  banner: { js: banner, css: banner },
  legalComments: "none",
  tsconfigRaw: {}, // what the checker of types is told is no business of the bundle
});
// Other pages' script shares the first one's code, so all of that stands in a chunk: pages load it in the entry's place.
const entry = join(here, "main.mjs");
if (!/\*\/\s*import\{[^}]*\}from"\.\/chunk\.mjs";export\{[^}]*\};\s*$/.test(readFileSync(entry, "utf8"))) throw new Error("main.mjs holds code");
unlinkSync(entry);
writeFileSync(join(here, "SOURCES"), `${digest(sources())}\n`);
