// Draws the race on the stage that the server drew: each racer's path so far, and where the racer is now.

import { element, fitLetters } from "../drawing/stage.js";

export class Track {
  #race;
  #svg;
  #racers;
  #drawn = [];
  #waiting = 0;
  #paths = null;

  constructor(root, race) {
    this.#race = race;
    this.#svg = root.querySelector(".plot");
    this.#racers = this.#svg.querySelector("[data-racers]");
  }

  watch() {
    fitLetters(this.#svg);
    const soon = () => (this.#waiting ||= requestAnimationFrame(() => this.#draw()));
    this.#race.addEventListener("trajectory", soon);
    this.#race.addEventListener("step", soon);
  }

  // Takes over another drawing: its landscape, and the racers' paths on it.
  redraw(fresh) {
    this.#svg.setAttribute("viewBox", fresh.getAttribute("viewBox"));
    for (const name of ["left", "top", "scale", "width", "height"]) this.#svg.dataset[name] = fresh.dataset[name];
    for (const part of ["defs", "title", "[data-ground]"]) {
      this.#svg.querySelector(part).replaceWith(document.adoptNode(fresh.querySelector(part)));
    }
    const handle = this.#svg.querySelector("[data-handle]");
    handle.setAttribute("transform", fresh.querySelector("[data-handle]").getAttribute("transform"));
    this.#race.take(fresh);
  }

  #draw() {
    this.#waiting = 0;
    if (this.#paths !== this.#race.racers) this.#drawPaths();
    for (const { walked, runner, places } of this.#drawn) {
      const now = Math.min(this.#race.step, places.length - 1);
      walked.setAttribute("points", places.slice(0, now + 1).join(" "));
      const [x, y] = places[now].split(",");
      runner.setAttribute("cx", x);
      runner.setAttribute("cy", y);
    }
    this.#svg.dataset.drawn = this.#race.step;
  }

  #drawPaths() {
    this.#paths = this.#race.racers;
    this.#drawn = this.#paths.map(({ optimizer, places }) => this.#group(optimizer, places));
    this.#racers.replaceChildren(...this.#drawn.map(({ group }) => group));
  }

  #group(optimizer, places) {
    const group = element("g");
    group.setAttribute("class", `racer opt-${optimizer.replaceAll("_", "-")}`);
    group.dataset.racer = optimizer;
    const [whole, walked, runner] = ["polyline", "polyline", "circle"].map(element);
    whole.setAttribute("class", "path whole");
    whole.setAttribute("points", places.join(" "));
    whole.dataset.path = "";
    walked.setAttribute("class", "path walked");
    walked.dataset.walked = "";
    runner.setAttribute("class", "runner");
    runner.setAttribute("r", "11");
    group.append(whole, walked, runner);
    return { group, walked, runner, places };
  }
}
