// While a run is played that leaves the picture, the picture draws back just so far that the point stays in it.

import { runOf, wantsMotion } from "../runs/run-store.js";
import { stageOf } from "./stage.js";

/** @import { Stage } from "./stage.js" */
/** @import { Path } from "../runs/api.js" */

const MOST = 14; // times: the landscape stays to be seen, and a run that goes on from there leaves the picture
const ROOM = 1.12; // around what is shown
const EASE = 0.16; // of the way that is left, a frame
const NEAR = 0.002; // what is left of the way, as good as nothing

export default function (root) {
  new ZoomOut(stageOf(root), runOf(root)).watch();
}

class ZoomOut {
  #stage;
  #run;
  #isWatching = false; // whether the path at hand was played
  #shown = 1;
  #wanted = 1;
  #frame = 0;
  /** @type {Path | null} */
  #path = null;
  /** @type {number[]} how far to draw back at each step */
  #needed = [];
  #home = ""; // the view box that the server drew

  /** @param {Stage} stage @param {import("../runs/run-store.js").Run} run */
  constructor(stage, run) {
    this.#stage = stage;
    this.#run = run;
  }

  watch() {
    this.#run.on("step", () => this.#follow());
    this.#run.on("trajectory", () => this.#rest());
    this.#run.on("settings", () => this.#rest());
    this.#run.on("landscape", () => (this.#home = ""));
  }

  #follow() {
    this.#isWatching ||= this.#run.playing;
    if (!this.#isWatching) return;
    if (this.#path !== this.#run.path) {
      this.#path = this.#run.path;
      this.#needed = needed(this.#path, this.#stage.frame);
    }
    this.#wanted = this.#needed[this.#run.step];
    if (this.#wanted !== this.#shown) this.#frame ||= requestAnimationFrame(() => this.#move());
  }

  #rest() {
    this.#isWatching = false;
    if (this.#shown === 1) return;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#wanted = 1;
    this.#draw(1);
  }

  #move() {
    this.#frame = 0;
    const left = Math.log(this.#wanted / this.#shown);
    const isThere = Math.abs(left) < NEAR || !wantsMotion();
    this.#draw(isThere ? this.#wanted : this.#shown * Math.exp(left * EASE));
    if (!isThere) this.#frame = requestAnimationFrame(() => this.#move());
  }

  /** @param {number} times */
  #draw(times) {
    this.#shown = times;
    const { svg, frame } = this.#stage;
    this.#home ||= svg.getAttribute("viewBox");
    const [left, top, width, height] = this.#home.split(" ").map(Number);
    const [x, y] = [frame.width / 2, frame.height / 2];
    const back = [x + (left - x) * times, y + (top - y) * times, width * times, height * times];
    svg.setAttribute("viewBox", times === 1 ? this.#home : back.join(" "));
    svg.toggleAttribute("data-drawn-back", times > 1);
    this.#clip(times > 1 ? 2 * MOST : 1);
  }

  // What is drawn beyond the ground is seen while the picture has drawn back.
  #clip(times) {
    const { svg, frame } = this.#stage;
    const box = { x: frame.width * (1 - times) / 2, y: frame.height * (1 - times) / 2, width: frame.width * times, height: frame.height * times };
    for (const [name, value] of Object.entries(box)) svg.querySelector("clipPath rect").setAttribute(name, String(value));
  }
}

/**
 * How many times as large the picture has to be at each step for all steps until then to be in it.
 * @param {Path} path
 * @param {import("./frame.js").Frame} frame
 */
export function needed({ x, y, n }, frame) {
  let most = 1;
  return Array.from({ length: n + 1 }, (_, t) => {
    const across = Math.abs(frame.X(x[t]) / frame.width - 0.5);
    const up = Math.abs(frame.Y(y[t]) / frame.height - 0.5);
    const far = 2 * Math.max(across, up);
    if (far > 1) most = Math.max(most, far * ROOM);
    return Math.min(most, MOST);
  });
}
