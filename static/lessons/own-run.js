// The way back to the lesson's own run, in sight while another one is shown.

import { runOf } from "../runs/run-store.js";

export default function (root) {
  const run = runOf(root);
  const link = root.querySelector("a");
  run.on("settings", () => (root.hidden = run.isAt(link.dataset.query)));
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !run.canShow(link.dataset.query)) return;
    event.preventDefault();
    run.show(link.dataset.query, link.dataset.other ? [link.dataset.other] : []);
  });
}
