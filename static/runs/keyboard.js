// Keys for the whole page: space plays, ← and → step. With the focus on the stage, [ and ] go to the lesson before and after:
// a single letter that acted everywhere would get in the way of those who speak to their computer.

import { runOf } from "./run-store.js";

const STEPS = { ArrowLeft: "back", ArrowRight: "forward" };
const PAGES = { "[": "prev", "]": "next" };

export default function (root) {
  const run = runOf(root);
  document.addEventListener("keydown", (event) => {
    const { target } = /** @type {{ target: Element }} */ (/** @type {unknown} */ (event));
    if (event.ctrlKey || event.metaKey || event.altKey || isBusy(target, event.key)) return;
    if (event.key === " ") run.play();
    else if (STEPS[event.key]) run.move(STEPS[event.key]);
    else if (PAGES[event.key] && target.closest(".lesson-stage")) follow(PAGES[event.key]);
    else return;
    event.preventDefault();
  });
}

function follow(rel) {
  /** @type {HTMLAnchorElement | null} */
  const link = document.querySelector(`a[rel="${rel}"]`);
  link?.click();
}

// Whether the key belongs to the control that has the focus.
function isBusy(target, key) {
  if (key === " ") return target.closest("input:not([type=range]), select, textarea, button, summary") !== null;
  return target.closest("input, select, textarea, [role=slider], [tabindex='0']") !== null;
}
