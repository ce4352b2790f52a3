// Another landscape, or another shape of this one, under the run.

import { redraw } from "./redraw.js";
import { ask } from "./api.js";
import { runOf } from "./run-store.js";
import { stageOf } from "../drawing/stage.js";
import { fieldOf } from "./form.js";
import { ROOT } from "../web/root.js";

const OF_THE_LANDSCAPE = /^(landscape\.|loss\.)/;

export default function (root) {
  const run = runOf(root);
  const shape = new Shape(run);
  root.addEventListener("change", (event) => event.target.name === "landscape" && replace(run));
  run.on("settings", ({ names }) => isAboutShape(names) && shape.follow());
  run.on("landscape", () => shape.leave());
}

// With "landscape" among them, a whole run was set, and its ground is there.
function isAboutShape(names) {
  return names.some((name) => name.startsWith("landscape.")) && !names.includes("landscape");
}

/** @param {import("./run-store.js").Run} run The stage is drawn anew; the server knows which start goes with it. */
async function replace(run) {
  const wanted = run.settings;
  for (const name of [...wanted.keys()]) if (OF_THE_LANDSCAPE.test(name)) wanted.delete(name);
  wanted.set("shown", fieldOf(run.form, "shown").value);
  if (!(await redraw(run, wanted))) return;
  run.atEnd = true;
  run.change({});
}

// A landscape's own parameters move its contour lines; its view and its minima stay.
class Shape {
  #run;
  #request = null;

  /** @param {import("./run-store.js").Run} run */
  constructor(run) {
    this.#run = run;
  }

  leave() {
    this.#request?.abort();
  }

  async follow() {
    this.leave();
    const request = (this.#request = new AbortController());
    const settings = [...this.#run.settings].filter(([name]) => name.startsWith("landscape"));
    const answer = await ask(`${ROOT}/api/contours?${new URLSearchParams(settings)}`, request.signal);
    if (answer?.levels && !request.signal.aborted) stageOf(this.#run.root).takeLevels(answer.levels);
  }
}
