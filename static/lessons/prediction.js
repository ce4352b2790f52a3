// Predict, then watch: one click, the run answers, and one more click says why. The server keeps what was said.

import { note } from "../taking/noting.js";
import { runOf } from "../runs/run-store.js";
import { bringWordsIntoView, isSeen } from "../web/sight.js";

/** @import { Run } from "../runs/run-store.js" */

const BEAT = 400; // milliseconds between the end of the run and the verdict on it

export default function (root) {
  const run = runOf(root);
  const lesson = `lessons/${run.root.dataset.lesson}`;
  const part = (name) => root.querySelector(`[data-${name}]`);
  root.addEventListener("submit", (event) => {
    const { submitter } = event;
    if (!submitter?.dataset.option) return;
    event.preventDefault();
    if (submitter.name === "predicted") predicted(submitter);
    else explained(submitter);
  });

  function predicted(chosen) {
    press(chosen);
    clearMarks(root);
    part("why").hidden = true;
    part("reply").replaceChildren();
    run.predicted({ predicted: chosen.value, reason: null });
    note(lesson, "predictions", { predicted: chosen.value });
    part("verdict").textContent = "Watch the picture …";
    run.show(root.dataset.query);
    whenWatched(run, () => setTimeout(() => answer(chosen), BEAT));
  }

  function answer(chosen) {
    mark(chosen);
    const isRight = chosen.value === chosen.form.dataset.right;
    part("verdict").replaceChildren(part(`said="${isRight ? "right" : "wrong"}"`).content.cloneNode(true));
    root.querySelector(".why [name=predicted]").value = chosen.value;
    part("why").hidden = false;
    if (isSeen(chosen)) bringWordsIntoView(part("verdict")); // whoever has read on is not called back
  }

  function explained(chosen) {
    press(chosen);
    clearMarks(chosen.form);
    mark(chosen);
    part("reply").replaceChildren(part(`replies="${chosen.value}"`).content.cloneNode(true));
    const said = { predicted: chosen.form.elements.namedItem("predicted").value, reason: chosen.value };
    run.predicted(said);
    note(lesson, "predictions", said);
    if (run.isAt(root.dataset.query)) run.goTo(Number(root.dataset.at) - 1);
    bringWordsIntoView(part("reply"));
  }
}

function press(chosen) {
  for (const option of chosen.form.querySelectorAll("[data-option]")) option.setAttribute("aria-pressed", String(option === chosen));
}

function clearMarks(root) {
  for (const option of root.querySelectorAll("[data-mark]")) delete option.dataset.mark;
}

function mark(chosen) {
  const right = chosen.form.querySelector(`[data-option="${chosen.form.dataset.right}"]`);
  if (chosen !== right) chosen.dataset.mark = "wrong";
  right.dataset.mark = "right";
}

/**
 * Once the run has come to rest: played to its end, or stopped before it.
 * @param {Run} run
 * @param {() => void} then
 */
function whenWatched(run, then) {
  const ends = ["step", "rest"].map((name) => run.on(/** @type {"step" | "rest"} */ (name), look));
  function look() {
    if (!run.path || run.loading || run.playing) return;
    for (const end of ends) end();
    then();
  }
}
