// Bundles the entries: what they share becomes files of its own, which each of them asks for. The prose that plotly.js keeps
// beside each attribute is left out: nothing reads it at run time.
import { build } from "esbuild";
import { readFile } from "node:fs/promises";

const [, , out, version] = process.argv;
const STRING = String.raw`(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")`;
const LIST = String.raw`\[(?:\s|,|\+|//[^\n]*\n|${STRING})*\]\.join\(\s*${STRING}\s*\)`;
const DESCRIPTION = new RegExp(String.raw`\bdescription:\s*(?:${LIST}|${STRING})(?=\s*[,}\n])`, "g");

const withoutDescriptions = {
    name: "without-descriptions",
    setup(bundle) {
        bundle.onLoad({ filter: /plotly\.js\/src\/.*\.js$/ }, async ({ path }) => ({
            contents: (await readFile(path, "utf8")).replace(DESCRIPTION, 'description: ""'),
        }));
    },
};

await build({
    entryPoints: ["charts", "plane", "space"].map((name) => ({ in: `${name}.entry.js`, out: `${name}-${version}.min` })),
    outdir: out,
    splitting: true,
    chunkNames: `core-${version}-[hash].min`,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2020",
    legalComments: "eof",
    loader: { ".css": "empty" },
    define: { global: "window", "define.amd": "false", "process.env.NODE_DEBUG": "false" },
    plugins: [withoutDescriptions],
});
