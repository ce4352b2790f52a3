// What can be played: a path of so many steps, the step that is looked at, and the view in which it is shown.

import { Teller } from "./events.js";

/** @typedef {"map" | "relief" | "plot"} View */

/**
 * @template {{ n: number }} Path
 * @extends Teller
 */
export class Playback extends Teller {
  /** @type {Path | null} */
  path = null;
  step = 0;
  atEnd = true;
  playing = false;
  /** @type {View} */
  view = "map";

  /** @param {Path} path A new path; who looked at the end of the old one looks at its end. */
  take(path, exact = true) {
    this.path = path;
    this.step = this.atEnd ? path.n : Math.min(this.step, path.n);
    this.tell("trajectory", { exact });
    this.tell("step", {});
  }

  /** @param {number} step */
  goTo(step) {
    if (!this.path) return;
    this.step = Math.max(0, Math.min(Math.round(step), this.path.n));
    this.atEnd = this.step === this.path.n;
    this.tell("step", {});
  }

  /** @param {View} view How the stage shows the run. @param {{ isChosen?: boolean }} [by] Whether the reader chose it: then it is remembered. */
  look(view, { isChosen = false } = {}) {
    this.view = view;
    this.tell("view", { isChosen });
  }

  /** @param {number} [from] */
  play(from) {
    this.tell("play", { from });
  }

  /** @param {"back" | "forward"} way */
  move(way) {
    this.tell("move", { way });
  }
}
