// The start of the run: drag it, click on the plot, or move it with the arrow keys (shift for longer moves).

import { oncePerFrame, stageOf } from "../drawing/stage.js";
import { setting, typedPair } from "./numbers.js";
import { runOf } from "./run-store.js";

/** @import { Stage } from "../drawing/stage.js" */
/** @import { Run } from "./run-store.js" */

const MOVE = 0.01; // of the view's longer side, for one press of an arrow key
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export default function (root) {
  const handle = new Handle(stageOf(root), runOf(root));
  handle.show();
  handle.watch();
}

class Handle {
  #stage;
  #svg;
  #run;
  #handle;
  /** @type {{ x: number, y: number } | null} Where it was put, until the next frame asks for the run from there. */
  #wanted = null;
  #soon = oncePerFrame(() => this.#ask());
  #last = [0, 0]; // where it was when its coordinates could last be read

  /** @param {Stage} stage @param {Run} run */
  constructor(stage, run) {
    this.#stage = stage;
    this.#svg = stage.svg;
    this.#run = run;
    this.#handle = stage.part("handle");
  }

  show() {
    const words = "Start of the run; arrow keys move it, with shift further";
    const attributes = { tabindex: "0", role: "slider", "aria-label": words };
    for (const [name, value] of Object.entries(attributes)) this.#handle.setAttribute(name, value);
    this.#svg.dataset.live = "";
    this.#describe();
  }

  watch() {
    this.#run.on("settings", ({ names }) => names.includes("start") && this.#describe());
    this.#run.on("landscape", () => this.#describe());
    this.#svg.addEventListener("pointerdown", (event) => this.#pressed(event));
    this.#svg.addEventListener("pointermove", (event) => this.#dragged(event));
    for (const end of ["pointerup", "pointercancel"]) this.#svg.addEventListener(end, () => delete this.#svg.dataset.dragging);
    this.#svg.addEventListener("click", (event) => this.#tapped(event));
    this.#handle.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    this.#handle.addEventListener("keydown", (event) => this.#keyed(event));
  }

  get #start() {
    if (this.#wanted) return this.#wanted;
    const [x, y] = typedPair(this.#run.get("start")).value ?? this.#last;
    this.#last = [x, y];
    return { x, y };
  }

  #describe() {
    const { x, y } = this.#start;
    const { left, right } = this.#stage.frame;
    const attributes = { min: left, max: right, now: x, text: `x ${setting(x)}, y ${setting(y)}` };
    for (const [name, value] of Object.entries(attributes)) this.#handle.setAttribute(`aria-value${name}`, String(value));
  }

  // The handle moves at once; the run is asked for once a frame.
  #put({ x, y }) {
    this.#wanted = this.#stage.frame.within(x, y);
    this.#stage.put(this.#handle, this.#wanted.x, this.#wanted.y);
    this.#soon();
  }

  #ask() {
    const start = text(this.#wanted, this.#stage.frame);
    this.#wanted = null;
    this.#run.atEnd = true;
    this.#run.change({ start });
  }

  #pressed(event) {
    const isOnHandle = this.#handle.contains(event.target);
    if (event.button !== 0 || (event.pointerType !== "mouse" && !isOnHandle)) return; // a finger elsewhere may be scrolling
    const place = this.#stage.under(event);
    if (!isOnHandle && !this.#stage.frame.shows(place.x, place.y)) return;
    event.preventDefault();
    this.#handle.focus({ preventScroll: true });
    this.#svg.setPointerCapture(event.pointerId);
    this.#svg.dataset.dragging = "";
    if (!isOnHandle) this.#put(place);
  }

  #dragged(event) {
    if ("dragging" in this.#svg.dataset) this.#put(this.#stage.under(event));
  }

  // A finger that did not scroll.
  #tapped(event) {
    if (event.pointerType === "mouse" || this.#handle.contains(event.target)) return;
    const place = this.#stage.under(event);
    if (this.#stage.frame.shows(place.x, place.y)) this.#put(place);
  }

  #keyed(event) {
    const way = KEYS[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const size = (event.shiftKey ? 10 : 1) * MOVE * this.#stage.frame.side;
    const { x, y } = this.#start;
    this.#put({ x: x + way[0] * size, y: y + way[1] * size });
  }
}

// As many decimals as the picture can show.
function text({ x, y }, frame) {
  const decimals = Math.max(0, Math.ceil(Math.log10(frame.scale)));
  return `${Number(x.toFixed(decimals))},${Number(y.toFixed(decimals))}`;
}
