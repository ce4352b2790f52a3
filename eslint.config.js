import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["static/vendor/", "static/bundle/*.mjs", ".venv/", "build/", "dist/", "instance/"] },
  js.configs.recommended,
  {
    files: ["static/**"],
    ignores: ["static/bundle/"],
    languageOptions: { globals: globals.browser },
    rules: { eqeqeq: "error", "no-var": "error", "prefer-const": "error" },
  },
  {
    files: ["static/bundle/build.mjs"],
    languageOptions: { globals: globals.node },
  },
];
