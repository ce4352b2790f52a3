// The libraries' lines follow the settings on the page.

import { runOf } from "../runs/run-store.js";

export default function (root) {
  const run = runOf(root);
  const values = [...root.querySelectorAll("[data-value]")];
  run.on("settings", () => {
    for (const value of values) {
      const set = run.get(value.dataset.value);
      if (set && Number.isFinite(Number(set))) value.textContent = String(Number(set));
    }
  });
}
