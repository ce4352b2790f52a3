// Another landscape, or another shape of this one: the stage is drawn anew, and the run starts where that landscape suggests.

import { redraw } from "./redraw.js";
import { runOf } from "./run-store.js";

export default function (root) {
  const run = runOf(root);
  root.addEventListener("change", (event) => {
    if (event.target.name === "landscape") change(run, (name) => /^(landscape\.|loss\.|start$)/.test(name));
    else if (event.target.closest('[data-name^="landscape."]')) change(run, () => false);
  });
}

async function change(run, isDropped) {
  const wanted = run.settings;
  for (const name of [...wanted.keys()]) if (isDropped(name)) wanted.delete(name);
  await redraw(run, wanted);
  run.atEnd = true;
  run.change({});
}
