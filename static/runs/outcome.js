// How the run ended, in words, said when it comes to rest; while it plays, where it is.

import { stageOf } from "../drawing/stage.js";
import { briefly, digits } from "./numbers.js";
import { runOf } from "./run-store.js";

export default function (root) {
  const run = runOf(root);
  const stage = stageOf(root);
  root.setAttribute("aria-live", "polite");
  const show = () => {
    const text = run.playing || run.step < run.path.n ? here(run) : ending(run.path, stage.frame);
    root.setAttribute("aria-live", run.playing ? "off" : "polite");
    if (root.textContent !== text) root.textContent = text;
  };
  run.on("trajectory", show);
  run.on("step", show);
  run.on("refused", ({ errors }) => (root.textContent = errors.map(({ field, message }) => `${field} ${message}`).join(" ")));
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
