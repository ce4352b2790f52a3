// Draws the run on the stage that the server drew: its path, the point, the arrows, and the runs beside it.

import { arrowsOf } from "./arrows.js";
import { drawExtras } from "./extras.js";
import { Frame } from "./frame.js";
import { runOf } from "../runs/run-store.js";

const LETTERS = 12.5; // the height of the plot's letters on the screen, in pixels
const MANY = 400; // more steps than this are drawn without a dot each

export default function (root) {
  const stage = new Stage(root, runOf(root));
  stage.watch();
}

class Stage {
  #root;
  #run;
  #svg;
  #frame;
  #parts = {};
  #path = null;
  #places = [];
  #others = [];
  #magnified = 1;
  #waiting = 0;

  constructor(root, run) {
    this.#root = root;
    this.#run = run;
    this.#svg = root.querySelector(".plot");
    for (const name of ["path", "walked", "stops", "now", "handle", "exit", "arrows", "others", "extras"]) {
      this.#parts[name] = this.#svg.querySelector(`[data-${name}]`);
    }
    this.#frame = new Frame(this.#svg);
  }

  watch() {
    const soon = () => (this.#waiting ||= requestAnimationFrame(() => this.#draw()));
    this.#run.addEventListener("trajectory", soon);
    this.#run.addEventListener("step", soon);
    this.#run.addEventListener("redraw", soon);
    this.#run.addEventListener("others", () => this.#drawOthers());
    this.#run.addEventListener("landscape", () => this.#redrawn());
    fitLetters(this.#svg);
    if (this.#run.path) soon();
  }

  #redrawn() {
    this.#frame = new Frame(this.#svg);
    this.#svg.querySelector("[data-magnified]")?.setAttribute("x", this.#frame.width - 14);
    this.#path = null;
    this.#drawOthers();
    if (this.#run.path) this.#draw();
  }

  #draw() {
    this.#waiting = 0;
    if (this.#path !== this.#run.path) this.#drawPath();
    this.#drawWalked();
    this.#drawArrows();
    this.#drawWalkedOthers();
    drawExtras(this.#parts.extras, this.#frame, this.#run, this.#magnified);
    this.#root.dataset.drawn = this.#run.path.n;
  }

  #drawPath() {
    this.#path = this.#run.path;
    this.#places = this.#frame.places(this.#path);
    this.#parts.path.setAttribute("points", this.#places.join(" "));
    move(this.#parts.handle, this.#frame.X(this.#path.x[0]), this.#frame.Y(this.#path.y[0]));
    this.#drawExit();
  }

  #drawExit() {
    const exit = this.#frame.exit(this.#path);
    this.#parts.exit.toggleAttribute("hidden", !exit);
    if (exit) this.#parts.exit.setAttribute("transform", `translate(${exit.X.toFixed(1)} ${exit.Y.toFixed(1)}) rotate(${exit.angle.toFixed(1)})`);
  }

  #drawWalked() {
    const { step, path } = this.#run;
    const walked = this.#places.slice(0, step + 1);
    this.#parts.walked.setAttribute("points", walked.join(" "));
    this.#parts.stops.setAttribute("d", path.n > MANY ? "" : `M${walked.join("h0M")}h0`);
    move(this.#parts.now, this.#frame.X(path.x[step]), this.#frame.Y(path.y[step]));
  }

  #drawArrows() {
    const { magnified, each, note } = arrowsOf(this.#frame, this.#run.path, this.#run.shown);
    const group = this.#parts.arrows;
    while (group.childElementCount > each.length) group.lastElementChild.remove();
    while (group.childElementCount < each.length) group.append(element("path"));
    each.forEach(({ name, idea, isShort, d }, index) => {
      const drawn = group.children[index];
      const lit = drawn.classList.contains("lit") ? " lit" : "";
      const look = name.replaceAll(" ", "-");
      drawn.setAttribute("class", `arrow ${look} idea-${idea}${isShort ? " short" : ""}${lit}`);
      drawn.setAttribute("d", d);
      this.#root.querySelector(`.arrow-key .${look}`)?.classList.toggle("short", Boolean(isShort));
    });
    this.#magnified = magnified;
    const told = this.#root.querySelector("[data-magnified]");
    if (told && told.textContent !== note) told.textContent = note;
  }

  #drawOthers() {
    this.#others = this.#run.others
      .filter(({ path }) => path)
      .map(({ optimizer, path }) => {
        const line = element("polyline");
        line.setAttribute("class", `path other opt-${optimizer.replaceAll("_", "-")}`);
        return { line, places: this.#frame.places(path) };
      });
    this.#parts.others.replaceChildren(...this.#others.map(({ line }) => line));
    this.#drawWalkedOthers();
  }

  // The others keep pace with the run; once it has ended they are whole.
  #drawWalkedOthers() {
    const until = this.#run.atEnd ? Infinity : this.#run.step + 1;
    for (const { line, places } of this.#others) line.setAttribute("points", places.slice(0, until).join(" "));
  }
}

// Keeps a plot's letters legible at every size of the plot.
export function fitLetters(svg) {
  const fit = () => {
    const scale = svg.getScreenCTM()?.a;
    if (scale) svg.style.setProperty("--text", `${LETTERS / scale}px`);
  };
  new ResizeObserver(fit).observe(svg);
}

function move(drawn, X, Y) {
  drawn.setAttribute("transform", `translate(${X.toFixed(1)} ${Y.toFixed(1)})`);
}

export function element(name) {
  return document.createElementNS("http://www.w3.org/2000/svg", name);
}
