// Both forms of Nesterov's rule at once: the papers' point θ, and the look-ahead point that PyTorch and Keras keep.

import { runOf } from "../runs/run-store.js";

export default function (root) {
  const run = runOf(root);
  const box = root.querySelector("input");
  box.checked = run.showsLookAheads;
  box.addEventListener("change", () => {
    run.showsLookAheads = box.checked;
    run.redraw();
  });
}
