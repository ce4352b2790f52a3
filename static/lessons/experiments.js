// An experiment sets the controls, brings the stage into view and plays; a link stays a link where the page cannot show it.

import { runOf } from "../runs/run-store.js";

export default function (root) {
  const run = runOf(root);
  root.addEventListener("click", (event) => {
    const link = event.target.closest("[data-query]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!run.canShow(link.dataset.query)) return;
    event.preventDefault();
    for (const shown of root.querySelectorAll("[data-shown]")) delete shown.dataset.shown;
    link.closest(".experiment").dataset.shown = "";
    run.show(link.dataset.query, link.dataset.other ? [link.dataset.other] : []);
  });
}
