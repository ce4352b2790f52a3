// How the run ended, in words, said when it comes to rest; while it plays, where it is.

import { Frame } from "./frame.js";
import { digits } from "./numbers.js";
import { runOf } from "./run-store.js";

const KINDS = {
  converged: (step) => `Arrives at step ${step}.`,
  escaped: (step) => `Has left the saddle at step ${step}.`,
  trapped: (step) => `Trapped at step ${step}, above the lowest point.`,
  ran_out: (step) => `Has not arrived after ${step} steps.`,
  diverged: (step) => `Diverges at step ${step}.`,
};

export default function (root) {
  const run = runOf(root);
  const svg = root.closest(".stage").querySelector(".plot");
  root.setAttribute("aria-live", "polite");
  const show = () => {
    const text = run.playing || run.step < run.path.n ? here(run) : ending(run.path, new Frame(svg));
    root.setAttribute("aria-live", run.playing ? "off" : "polite");
    if (root.textContent !== text) root.textContent = text;
  };
  run.addEventListener("trajectory", show);
  run.addEventListener("step", show);
  run.addEventListener("refused", ({ detail }) => (root.textContent = detail.errors.map(({ field, message }) => `${field} ${message}`).join(" ")));
}

function here({ path, step, exact }) {
  const loss = exact ? `, f = ${digits(exact.losses[step])}` : "";
  return `Step ${step} of ${path.n}: x = ${digits(path.x[step])}, y = ${digits(path.y[step])}${loss}.`;
}

function ending({ outcome, exact, ...path }, frame) {
  const words = exact ? sentence(outcome.message) : KINDS[outcome.kind](outcome.step);
  const exit = outcome.kind === "escaped" ? null : frame.exit(path);
  if (!exit) return words;
  return `${words} ${exit.step ? `It leaves the picture at step ${exit.step}, at the ${exit.side}.` : "It starts outside the picture."}`;
}

function sentence(message) {
  return message[0].toUpperCase() + message.slice(1) + (message.endsWith(".") ? "" : ".");
}
