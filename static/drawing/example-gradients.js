// Each example's own gradient at the current point: the cloud that a mini-batch's gradient is drawn from.

import { ask } from "../runs/api.js";
import { runOf } from "../runs/run-store.js";
import { ROOT } from "../web/root.js";

export default function (root) {
  const run = runOf(root);
  const box = root.querySelector("input");
  let request = null;
  box.checked = run.wantsExamples;

  const show = async () => {
    request?.abort();
    if (!root.isConnected) return leave();
    if (!box.checked || run.playing || !run.path) return clear();
    request = new AbortController();
    const { step, path } = run;
    const settings = new URLSearchParams([...run.settings].filter(([name]) => name === "landscape" || name.startsWith("landscape.")));
    settings.set("at", `${path.x[step]},${path.y[step]}`);
    const answer = await ask(`${ROOT}/api/example-gradients?${settings}`, request.signal);
    if (!answer || answer.errors) return;
    run.exampleGradients = Array.isArray(answer) ? answer : answer.gradients;
    run.redraw();
  };
  const clear = () => {
    if (!run.exampleGradients) return;
    run.exampleGradients = null;
    run.redraw();
  };

  box.addEventListener("change", () => {
    run.wantsExamples = box.checked;
    show();
  });
  const leave = run.on("step", show);
}
