// Draws the race on the stage: each racer's path so far, and where the racer is now.

import { element, oncePerFrame, stageOf } from "../drawing/stage.js";

/** @import { Race, Racer } from "./race.js" */

export class Track {
  #race;
  #stage;
  #drawn = [];
  #racers = null;

  /** @param {HTMLElement} root @param {Race} race */
  constructor(root, race) {
    this.#race = race;
    this.#stage = stageOf(root);
  }

  watch() {
    const soon = oncePerFrame(() => this.#draw());
    this.#race.on("trajectory", soon);
    this.#race.on("step", soon);
    this.#race.on("landscape", () => this.#drawStart());
  }

  #draw() {
    if (this.#racers !== this.#race.racers) this.#drawPaths();
    for (const { walked, runner, places } of this.#drawn) {
      const now = Math.min(this.#race.step, places.length - 1);
      walked.setAttribute("points", places.slice(0, now + 1).join(" "));
      const [x, y] = places[now].split(",");
      runner.setAttribute("cx", x);
      runner.setAttribute("cy", y);
    }
    this.#stage.svg.dataset.drawn = String(this.#race.step);
  }

  // All of them start from the same point.
  #drawStart() {
    const [X, Y] = this.#race.racers[0].places[0].split(",").map(Number);
    this.#stage.part("handle").setAttribute("transform", `translate(${X.toFixed(1)} ${Y.toFixed(1)})`);
  }

  #drawPaths() {
    this.#racers = this.#race.racers;
    this.#drawn = this.#racers.map(drawn);
    this.#stage.part("racers").replaceChildren(...this.#drawn.map(({ group }) => group));
  }
}

/** @param {Racer} racer */
function drawn({ optimizer, places }) {
  const group = element("g", { class: `racer opt-${optimizer.replaceAll("_", "-")}`, "data-racer": optimizer });
  const whole = element("polyline", { class: "path whole", points: places.join(" "), "data-path": "" });
  const walked = element("polyline", { class: "path walked", "data-walked": "" });
  const runner = element("circle", { class: "runner", r: "11" });
  group.append(whole, walked, runner);
  return { group, walked, runner, places };
}
