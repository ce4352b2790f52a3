// Joins the sources of static/ into one script and one style sheet: `make bundle`. The sources stay what is read and changed;
// the server serves them instead as long as SOURCES does not hold their digest.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
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

// The page's own loader names behaviours by their place; in the bundle it finds them in a table instead.
const table = {
  name: "table",
  setup({ onLoad }) {
    onLoad({ filter: /web\/main\.js$/ }, () => {
      const text = readFileSync(join(root, "web/main.js"), "utf8");
      const asked = "import(`../${name}.js`)";
      if (!text.includes(asked)) throw new Error(`web/main.js no longer says ${asked}`);
      const names = sources().filter((name) => name.endsWith(".js") && !["web/main.js", "web/theme.js"].includes(name));
      const rows = names.map((name) => `"${name.slice(0, -3)}": () => import("../${name}")`);
      return { contents: `const behaviours = { ${rows.join(", ")} };\n${text.replace(asked, "behaviours[name]()")}` };
    });
  },
};

await build({
  entryPoints: [
    { in: join(root, "web/main.js"), out: "main" },
    { in: join(root, "web/main.css"), out: "main" },
  ],
  outdir: here,
  outExtension: { ".js": ".mjs" },
  plugins: [table],
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "utf8",
  external: ["*.woff2"],
  banner: { js: banner, css: banner },
  legalComments: "none",
  tsconfigRaw: {}, // what the checker of types is told is no business of the bundle
});
writeFileSync(join(here, "SOURCES"), `${digest(sources())}\n`);
