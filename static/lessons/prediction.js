// Predict, then watch: one click, then the run answers and says why.

import { runOf } from "../runs/run-store.js";
import { bringWordsIntoView } from "../web/sight.js";

export default function (root) {
  const run = runOf(root);
  const verdict = root.querySelector("[data-verdict]");
  root.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-option]");
    if (!chosen) return;
    for (const option of root.querySelectorAll("[data-option]")) option.setAttribute("aria-pressed", String(option === chosen));
    run.predicted();
    verdict.textContent = "Watch the picture …";
    run.show(root.dataset.query);
    whenWatched(run, () => answer(root, chosen, verdict));
  });
}

function answer(root, chosen, verdict) {
  const isRight = chosen.dataset.option === root.dataset.answer;
  for (const option of root.querySelectorAll("[data-option]")) {
    delete option.dataset.mark;
    if (option.dataset.option === root.dataset.answer) option.dataset.mark = "right";
    else if (option === chosen) option.dataset.mark = "wrong";
  }
  const word = document.createElement("strong");
  word.textContent = isRight ? "★ As you said." : "✕ Not quite.";
  verdict.replaceChildren(word, root.querySelector("[data-because]").content.cloneNode(true));
  bringWordsIntoView(verdict);
}

/**
 * Once the run has been played to its end, or three seconds of it.
 * @param {import("../runs/run-store.js").Run} run
 * @param {() => void} then
 */
function whenWatched(run, then) {
  const started = performance.now();
  const look = () => {
    const isOver = run.path && !run.loading && !run.playing;
    if (isOver || performance.now() - started > 3500) then();
    else setTimeout(look, 100);
  };
  setTimeout(look, 250);
}
