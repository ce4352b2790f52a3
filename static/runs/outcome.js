// How the run ended, in words, said when it comes to rest; while it plays, where it is. While a control moves, the words follow
// unsaid: the control says where it is itself, and they are said once the server has confirmed where it stopped.

import { stageOf } from "../drawing/stage.js";
import { briefly, digits } from "./numbers.js";
import { runOf } from "./run-store.js";

export default function (root) {
  const run = runOf(root);
  const stage = stageOf(run.root);
  const show = () => {
    const isOver = !run.playing && run.step === run.path.n;
    const text = isOver ? ending(run.path, stage.frame) : here(run);
    root.setAttribute("aria-live", isOver && run.path.exact ? "polite" : "off"); // where the run is, the scrubber says itself
    if (root.textContent !== text) root.textContent = text;
  };
  run.on("trajectory", show);
  run.on("step", show);
  run.on("refused", ({ errors }) => {
    root.setAttribute("aria-live", "polite");
    root.textContent = errors.map(({ field, message }) => `${field} ${message}`).join(" ");
  });
}

function here({ path, step, exact }) {
  const loss = exact ? `, f = ${digits(exact.losses[step])}` : "";
  return `Step ${step} of ${path.n}: x = ${digits(path.x[step])}, y = ${digits(path.y[step])}${loss}.`;
}

function ending({ outcome, exact, ...path }, frame) {
  const words = sentence(exact ? outcome.message : briefly(outcome));
  const exit = outcome.kind === "escaped" ? null : frame.exit(path);
  if (!exit) return words;
  return `${words} ${exit.step ? `It leaves the picture at step ${exit.step}, at the ${exit.side}.` : "It starts outside the picture."}`;
}

function sentence(message) {
  return message[0].toUpperCase() + message.slice(1) + (message.endsWith(".") ? "" : ".");
}
