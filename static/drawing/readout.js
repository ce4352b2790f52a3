// What lies under the pointer on the map: a step of the path with its numbers, or a place with f and the slope there. Those the
// server computes from the landscape's own formula, once the pointer rests. Without a pointer: the step that is looked at.

import { element, oncePerFrame, stageOf } from "./stage.js";
import { shapeOf } from "./relief-view.js";
import { ask } from "../runs/api.js";
import { digits, setting } from "../runs/numbers.js";
import { runOf } from "../runs/run-store.js";
import { ROOT } from "../web/root.js";

const REST = 90; // milliseconds without a move after which the server is asked
const REACH = 10; // pixels within which a step is pointed at

export default function (root) {
  new Readout(root, runOf(root)).watch();
}

class Readout {
  #root;
  #run;
  #stage;
  #ring = element("path", { class: "pointed" });
  #resting = 0;
  /** @type {AbortController | null} */
  #request = null;
  #soon = oncePerFrame(() => this.#atStep());
  #isPointing = false;

  /** @param {HTMLElement} root @param {import("../runs/run-store.js").Run} run */
  constructor(root, run) {
    this.#root = root;
    this.#run = run;
    this.#stage = stageOf(/** @type {Element} */ (run.root.querySelector(".stage")));
  }

  watch() {
    const { svg } = this.#stage;
    svg.querySelector(".paths").append(this.#ring);
    svg.addEventListener("pointermove", (event) => this.#over(event));
    svg.addEventListener("pointerleave", () => this.#leave());
    for (const name of /** @type {const} */ (["trajectory", "step", "landscape"])) this.#run.on(name, this.#soon);
    this.#run.root.querySelector("[data-scrub]")?.setAttribute("aria-describedby", this.#root.id);
    this.#soon();
  }

  #leave() {
    this.#isPointing = false;
    this.#forget();
    this.#atStep();
  }

  #forget() {
    clearTimeout(this.#resting);
    this.#request?.abort();
    this.#ring.setAttribute("d", "");
  }

  #atStep() {
    if (!this.#isPointing) this.#tell(this.#step(this.#run.step));
  }

  #over(event) {
    if (event.pointerType === "touch") return; // a finger hides what it points at, and moves the start
    const place = this.#stage.under(event);
    if (!this.#stage.frame.shows(place.x, place.y)) return this.#leave();
    this.#isPointing = true;
    this.#forget();
    const step = this.#nearest(place);
    if (step === null) return this.#at(place);
    const { x, y } = this.#run.path;
    this.#ring.setAttribute("d", `M${this.#stage.frame.X(x[step]).toFixed(1)},${this.#stage.frame.Y(y[step]).toFixed(1)}h0`);
    this.#tell(this.#step(step));
  }

  // The step of the path that is nearest to a place, if one is near.
  #nearest({ x, y }) {
    const { path } = this.#run;
    const pixel = 1 / (this.#stage.frame.scale * (this.#stage.svg.getScreenCTM()?.a ?? 1));
    let [best, found] = [REACH * pixel, null];
    for (let t = 0; t <= (path?.x ? path.n : -1); t += 1) {
      const away = Math.hypot(path.x[t] - x, path.y[t] - y);
      if (away < best) [best, found] = [away, t];
    }
    return found;
  }

  #step(step) {
    const { path } = this.#run;
    if (!path?.x) return "";
    const { exact } = path;
    const where = `Step ${step}: x = ${digits(path.x[step])}, y = ${digits(path.y[step])}`;
    if (!exact) return where;
    const [gx, gy] = exact.gradients;
    const slope = step < gx.length ? `, |g| = ${digits(Math.hypot(gx[step], gy[step]))}` : "";
    return `${where}, f = ${digits(exact.losses[step])}${slope}`;
  }

  #at({ x, y }) {
    const decimals = Math.max(0, Math.ceil(Math.log10(this.#stage.frame.scale)));
    const [atX, atY] = [x, y].map((value) => Number(value.toFixed(decimals)));
    const where = `x = ${setting(atX)}, y = ${setting(atY)}`;
    this.#tell(where);
    this.#resting = window.setTimeout(() => this.#ask(where, `${atX},${atY}`), REST);
  }

  async #ask(where, at) {
    const request = (this.#request = new AbortController());
    const answer = await ask(`${ROOT}/api/point?${shapeOf(this.#run.settings)}&at=${at}`, request.signal);
    if (!answer || answer.errors || request.signal.aborted) return;
    this.#tell(`${where}, f = ${digits(answer.f)}, slope |∇f| = ${digits(answer.slope)}`);
  }

  #tell(words) {
    const whole = words.replaceAll(" = ", "\u00a0=\u00a0"); // a name and its number stay on one line
    if (this.#root.textContent !== whole) this.#root.textContent = whole;
  }
}
