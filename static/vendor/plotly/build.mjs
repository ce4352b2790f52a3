// Bundles entry.js. The prose that plotly.js keeps beside each attribute is left out: nothing reads it at run time.
import { build } from "esbuild";
import { readFile } from "node:fs/promises";

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
    entryPoints: ["entry.js"],
    outfile: process.argv[2],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2020",
    legalComments: "eof",
    loader: { ".css": "empty" },
    define: { global: "window", "define.amd": "false", "process.env.NODE_DEBUG": "false" },
    plugins: [withoutDescriptions],
});
