// A lens on the map: where the point is now, so much enlarged that the last steps fill it. It shows what a map cannot, how a run
// buzzes or jitters near a minimum.

import { roundBelow } from "./arrows.js";
import { element, oncePerFrame, stageOf } from "./stage.js";
import { setting } from "../runs/numbers.js";
import { runOf } from "../runs/run-store.js";

const LAST = 12; // so many steps are to be seen
const FILL = 0.75; // of the lens
const LEAST = 3; // times enlarged
const MOST = 1e9;
const CLEAR = 60; // enlarged more, contour lines say nothing
const SIZE = 100; // half of the lens, in its own units

/** @param {HTMLButtonElement} root */
export default function (root) {
  new Lens(root, runOf(root)).watch();
}

class Lens {
  #button;
  #run;
  #stage;
  #glass = document.createElement("div");
  #svg = element("svg", { viewBox: `0 0 ${2 * SIZE} ${2 * SIZE}`, "aria-hidden": "true" });
  #words = document.createElement("span");

  /** @param {HTMLButtonElement} button @param {import("../runs/run-store.js").Run} run */
  constructor(button, run) {
    this.#button = button;
    this.#run = run;
    this.#stage = stageOf(/** @type {Element} */ (run.root.querySelector(".stage")));
  }

  watch() {
    this.#glass.className = "lens";
    this.#glass.hidden = true;
    this.#glass.append(this.#svg, this.#words);
    this.#stage.svg.after(this.#glass);
    this.#button.addEventListener("click", () => this.#toggle());
    const soon = oncePerFrame(() => this.#draw());
    for (const name of /** @type {const} */ (["trajectory", "step", "landscape"])) this.#run.on(name, soon);
  }

  #toggle() {
    this.#glass.hidden = !this.#glass.hidden;
    this.#button.setAttribute("aria-pressed", String(!this.#glass.hidden));
    this.#draw();
  }

  #draw() {
    const { path, step } = this.#run;
    if (this.#glass.hidden || !path) return;
    const [cx, cy] = [path.x[step], path.y[step]];
    const times = this.#times(path, step);
    const { frame } = this.#stage;
    const unit = (2 * SIZE * times) / frame.side; // of the lens, in one unit of the landscape
    const X = (x) => SIZE + (x - cx) * unit;
    const Y = (y) => SIZE - (y - cy) * unit;
    this.#words.textContent = `× ${setting(times)}`;
    this.#glass.dataset.at = `${frame.X(cx) > frame.width / 2 ? "left" : "right"} ${frame.Y(cy) > frame.height / 2 ? "top" : "bottom"}`;
    this.#svg.replaceChildren(...this.#ground(times, unit, cx, cy), ...this.#way(path, step, X, Y));
  }

  // How much larger: round, and so that the last steps fill the lens.
  #times({ x, y }, step) {
    let far = 0;
    for (let t = Math.max(0, step - LAST); t < step; t += 1) far = Math.max(far, Math.hypot(x[t] - x[step], y[t] - y[step]));
    const fits = far > 0 ? (this.#stage.frame.side / 2 / far) * FILL : LEAST;
    return Number.isFinite(fits) ? roundBelow(Math.max(LEAST, Math.min(MOST, fits))) : LEAST;
  }

  *#ground(times, unit, cx, cy) {
    const { frame } = this.#stage;
    const scale = unit / frame.scale;
    if (times > CLEAR) return;
    const move = `translate(${SIZE - frame.X(cx) * scale} ${SIZE - frame.Y(cy) * scale}) scale(${scale})`;
    yield element("use", { href: `#${this.#stage.svg.querySelector(".levels").id}`, transform: move });
  }

  *#way({ x, y, n }, step, X, Y) {
    const near = (t) => Math.abs(X(x[t])) < 1e5 && Math.abs(Y(y[t])) < 1e5;
    const places = Array.from({ length: step + 1 }, (_, t) => t).filter(near).map((t) => `${X(x[t]).toFixed(2)},${Y(y[t]).toFixed(2)}`);
    const look = `opt-${this.#run.get("optimizer").replaceAll("_", "-")}`;
    /** @type {NodeListOf<SVGElement>} */
    const minima = this.#stage.svg.querySelectorAll(".lowest");
    for (const minimum of minima) yield this.#star(minimum, X, Y);
    yield element("polyline", { class: `path walked ${look}`, points: places.join(" ") });
    if (n) yield element("path", { class: `stops ${look}`, d: `M${places.join("h0M")}h0` });
    yield element("path", { class: "at", d: `M${SIZE},${SIZE}h0` });
  }

  // Where the minimum is, at its size on the map.
  #star(minimum, X, Y) {
    const place = `translate(${X(Number(minimum.dataset.x))} ${Y(Number(minimum.dataset.y))}) scale(.6)`;
    return element("path", { class: "lowest", d: minimum.getAttribute("d"), transform: place });
  }
}
