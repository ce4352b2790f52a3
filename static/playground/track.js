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
    for (const { walked, runner, places, mark } of this.#drawn) {
      const now = Math.min(this.#race.step, places.length - 1);
      walked.setAttribute("points", places.slice(0, now + 1).join(" "));
      const [x, y] = places[now].split(",");
      if (mark) mark.classList.toggle("ahead", now < this.#race.changedAfter);
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
    this.#drawn = this.#racers.map((racer) => drawn(racer, this.#race.changedAfter));
    this.#stage.part("racers").replaceChildren(...this.#drawn.map(({ group }) => group));
  }
}

/** @param {Racer} racer @param {number} changed After which step its rate is another, 0 if it is not. */
function drawn({ optimizer, places }, changed) {
  const group = element("g", { class: `racer opt-${optimizer.replaceAll("_", "-")}`, "data-racer": optimizer });
  const whole = element("polyline", { class: "path whole", points: places.join(" "), "data-path": "" });
  const walked = element("polyline", { class: "path walked", "data-walked": "" });
  const runner = element("circle", { class: "runner", r: "11" });
  const mark = changed && places[changed] ? changeMark(places[changed]) : null;
  group.append(whole, walked, ...(mark ? [mark] : []), runner);
  return { group, walked, runner, places, mark };
}

/** @param {string} place */
function changeMark(place) {
  const [cx, cy] = place.split(",");
  const mark = element("circle", { class: "changed", r: "8", cx, cy });
  mark.append(Object.assign(document.createElementNS("http://www.w3.org/2000/svg", "title"), { textContent: "the rate was changed here" }));
  return mark;
}
