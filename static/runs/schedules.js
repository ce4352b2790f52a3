// Another learning-rate schedule has other settings: the server makes their controls.

import { redraw } from "./redraw.js";
import { runOf } from "./run-store.js";

export default function (root) {
  const run = runOf(root);
  root.addEventListener("change", async (event) => {
    if (event.target.name !== "schedule") return;
    const wanted = run.settings;
    for (const name of [...wanted.keys()]) if (name.startsWith("schedule.")) wanted.delete(name);
    if (await redraw(run, wanted)) run.change({});
  });
}
