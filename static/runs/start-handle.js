// The start of the run: drag it, click on the plot, or move it with the arrow keys (shift for longer moves).

import { Frame } from "../drawing/frame.js";
import { setting } from "./numbers.js";
import { runOf } from "./run-store.js";

const MOVE = 0.01; // of the view's longer side, for one press of an arrow key
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export default function (root) {
  const handle = new Handle(root.querySelector(".plot"), runOf(root));
  handle.show();
  handle.watch();
}

class Handle {
  #svg;
  #run;
  #handle;
  #wanted = null; // where it was put, until the next frame asks for the run from there
  #waiting = 0;

  constructor(svg, run) {
    this.#svg = svg;
    this.#run = run;
    this.#handle = svg.querySelector("[data-handle]");
  }

  show() {
    const words = "Start of the run; arrow keys move it, with shift further";
    const attributes = { tabindex: "0", role: "slider", "aria-label": words };
    for (const [name, value] of Object.entries(attributes)) this.#handle.setAttribute(name, value);
    this.#svg.dataset.live = "";
    this.#describe();
  }

  watch() {
    this.#run.addEventListener("settings", ({ detail }) => detail.names.includes("start") && this.#describe());
    this.#run.addEventListener("landscape", () => this.#describe());
    this.#svg.addEventListener("pointerdown", (event) => this.#pressed(event));
    this.#svg.addEventListener("pointermove", (event) => this.#dragged(event));
    for (const end of ["pointerup", "pointercancel"]) this.#svg.addEventListener(end, () => delete this.#svg.dataset.dragging);
    this.#svg.addEventListener("click", (event) => this.#tapped(event));
    this.#handle.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    this.#handle.addEventListener("keydown", (event) => this.#keyed(event));
  }

  get #start() {
    if (this.#wanted) return this.#wanted;
    const [x, y] = this.#run.get("start").split(",").map(Number);
    return { x, y };
  }

  #describe() {
    const { x, y } = this.#start;
    const frame = new Frame(this.#svg);
    const attributes = { min: frame.left, max: frame.left + frame.width / frame.scale, now: x, text: `x ${setting(x)}, y ${setting(y)}` };
    for (const [name, value] of Object.entries(attributes)) this.#handle.setAttribute(`aria-value${name}`, value);
  }

  // The handle moves at once; the run is asked for once a frame.
  #put(place) {
    const frame = new Frame(this.#svg);
    this.#wanted = within(frame, place);
    this.#handle.setAttribute("transform", `translate(${frame.X(this.#wanted.x).toFixed(1)} ${frame.Y(this.#wanted.y).toFixed(1)})`);
    if (!this.#waiting) this.#waiting = requestAnimationFrame(() => this.#ask(frame));
  }

  #ask(frame) {
    this.#waiting = 0;
    const start = text(this.#wanted, frame);
    this.#wanted = null;
    this.#run.atEnd = true;
    this.#run.change({ start });
  }

  #pressed(event) {
    const isOnHandle = this.#handle.contains(event.target);
    if (event.button !== 0 || (event.pointerType !== "mouse" && !isOnHandle)) return; // a finger elsewhere may be scrolling
    const frame = new Frame(this.#svg);
    const place = frame.under(event, this.#svg);
    if (!isOnHandle && !frame.shows(place.x, place.y)) return;
    event.preventDefault();
    this.#handle.focus({ preventScroll: true });
    this.#svg.setPointerCapture(event.pointerId);
    this.#svg.dataset.dragging = "";
    if (!isOnHandle) this.#put(place);
  }

  #dragged(event) {
    if ("dragging" in this.#svg.dataset) this.#put(new Frame(this.#svg).under(event, this.#svg));
  }

  // A finger that did not scroll.
  #tapped(event) {
    if (event.pointerType === "mouse" || this.#handle.contains(event.target)) return;
    const frame = new Frame(this.#svg);
    const place = frame.under(event, this.#svg);
    if (frame.shows(place.x, place.y)) this.#put(place);
  }

  #keyed(event) {
    const way = KEYS[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const frame = new Frame(this.#svg);
    const size = ((event.shiftKey ? 10 : 1) * MOVE * Math.max(frame.width, frame.height)) / frame.scale;
    const { x, y } = this.#start;
    this.#put({ x: x + way[0] * size, y: y + way[1] * size });
  }
}

function within(frame, { x, y }) {
  const right = frame.left + frame.width / frame.scale;
  const bottom = frame.top - frame.height / frame.scale;
  return { x: Math.max(frame.left, Math.min(right, x)), y: Math.max(bottom, Math.min(frame.top, y)) };
}

// As many decimals as the picture can show.
function text({ x, y }, frame) {
  const decimals = Math.max(0, Math.ceil(Math.log10(frame.scale)));
  return `${Number(x.toFixed(decimals))},${Number(y.toFixed(decimals))}`;
}
