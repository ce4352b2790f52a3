// Another landscape, or another shape of this one, under the run.

import { redraw } from "./redraw.js";
import { ask, runOf } from "./run-store.js";
import { element } from "../drawing/stage.js";

const OF_THE_LANDSCAPE = /^(landscape\.|loss\.|start$)/;

export default function (root) {
  const run = runOf(root);
  const shape = new Shape(run);
  root.addEventListener("change", (event) => event.target.name === "landscape" && replace(run));
  run.addEventListener("settings", ({ detail }) => isAboutShape(detail.names) && shape.follow());
  run.addEventListener("landscape", () => shape.leave());
}

// With "landscape" among them, a whole run was set, and its ground is there.
function isAboutShape(names) {
  return names.some((name) => name.startsWith("landscape.")) && !names.includes("landscape");
}

// The stage is drawn anew, and the run starts where that landscape suggests.
async function replace(run) {
  const wanted = run.settings;
  for (const name of [...wanted.keys()]) if (OF_THE_LANDSCAPE.test(name)) wanted.delete(name);
  if (!(await redraw(run, wanted))) return;
  run.atEnd = true;
  run.change({});
}

// A landscape's own parameters move its contour lines; its view and its minima stay.
class Shape {
  #run;
  #request = null;

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
    const answer = await ask(`/api/contours?${new URLSearchParams(settings)}`, request.signal);
    if (answer?.levels && !request.signal.aborted) this.#draw(answer.levels);
  }

  #draw(levels) {
    const group = this.#run.root.querySelector(".plot .levels");
    for (const old of group.querySelectorAll("path")) old.remove();
    group.append(...levels.map(level));
  }
}

function level({ d }) {
  const drawn = element("path");
  drawn.setAttribute("d", d);
  return drawn;
}
