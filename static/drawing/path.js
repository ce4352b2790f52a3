// Draws the run on the stage: its path, the point, the arrows, and the runs beside it.

import { arrowsOf, putArrows } from "./arrows.js";
import { drawExtras } from "./extras.js";
import { element, oncePerFrame, stageOf } from "./stage.js";
import { runOf } from "../runs/run-store.js";

const MANY = 400; // more steps than this are drawn without a dot each
const PARTS = ["path", "walked", "stops", "now", "handle", "exit", "arrows", "others", "extras"];

export default function (root) {
  new Drawing(root, runOf(root)).watch();
}

class Drawing {
  #root;
  #run;
  #stage;
  #parts;
  #path = null;
  #places = [];
  #others = [];
  #magnified = 1;

  /** @param {any} root @param {import("../runs/run-store.js").Run} run */
  constructor(root, run) {
    this.#root = root;
    this.#run = run;
    this.#stage = stageOf(root);
    this.#parts = Object.fromEntries(PARTS.map((name) => [name, this.#stage.part(name)]));
  }

  watch() {
    const soon = oncePerFrame(() => this.#draw());
    this.#run.on("trajectory", soon);
    this.#run.on("step", soon);
    this.#run.on("redraw", soon);
    this.#run.on("others", () => this.#drawOthers());
    this.#run.on("landscape", () => this.#redrawn());
    if (this.#run.path) soon();
  }

  #redrawn() {
    this.#path = null;
    this.#drawOthers();
    if (this.#run.path) this.#draw();
  }

  #draw() {
    if (this.#path !== this.#run.path) this.#drawPath();
    this.#drawWalked();
    this.#drawArrows();
    this.#drawWalkedOthers();
    drawExtras(this.#parts.extras, this.#stage.frame, this.#run, this.#magnified);
    this.#root.dataset.drawn = this.#run.path.n;
  }

  #drawPath() {
    this.#path = this.#run.path;
    this.#places = this.#stage.frame.places(this.#path);
    this.#parts.path.setAttribute("points", this.#places.join(" "));
    this.#stage.put(this.#parts.handle, this.#path.x[0], this.#path.y[0]);
    this.#drawExit();
  }

  #drawExit() {
    const exit = this.#stage.frame.exit(this.#path);
    this.#parts.exit.toggleAttribute("hidden", !exit);
    if (exit) this.#parts.exit.setAttribute("transform", `translate(${exit.X.toFixed(1)} ${exit.Y.toFixed(1)}) rotate(${exit.angle.toFixed(1)})`);
  }

  #drawWalked() {
    const { step, path } = this.#run;
    const walked = this.#places.slice(0, step + 1);
    this.#parts.walked.setAttribute("points", walked.join(" "));
    this.#parts.stops.setAttribute("d", path.n > MANY ? "" : `M${walked.join("h0M")}h0`);
    this.#stage.put(this.#parts.now, path.x[step], path.y[step]);
  }

  #drawArrows() {
    const { magnified, each, note, scales } = arrowsOf(this.#stage.frame, this.#run.path, this.#run.shown);
    putArrows(this.#parts.arrows, each);
    for (const { name, isShort } of each) this.#root.querySelector(`.arrow-key .${name.replaceAll(" ", "-")}`)?.classList.toggle("short", isShort);
    this.#magnified = magnified;
    this.#tell("[data-note]", note);
    for (const name of ["uphill", "step"]) this.#tell(`[data-scale="${name}"]`, scales[name] ?? "");
  }

  /** @param {string} where @param {string} words */
  #tell(where, words) {
    const told = this.#root.querySelector(where);
    if (told && told.textContent !== words) told.textContent = words;
  }

  #drawOthers() {
    this.#others = this.#run.others
      .filter(({ path }) => path)
      .map(({ optimizer, path }) => {
        const twin = optimizer === this.#run.get("optimizer") ? " twin" : "";
        const line = element("polyline", { class: `path other opt-${optimizer.replaceAll("_", "-")}${twin}` });
        return { line, places: this.#stage.frame.places(path), drawn: -1 };
      });
    this.#parts.others.replaceChildren(...this.#others.map(({ line }) => line));
    this.#drawWalkedOthers();
  }

  // The others keep pace with the run; before it begins and once it has ended they are whole.
  #drawWalkedOthers() {
    const isResting = this.#run.step === 0 && !this.#run.playing;
    this.#root.toggleAttribute("data-resting", isResting);
    const until = this.#run.atEnd || isResting ? Infinity : this.#run.step + 1;
    for (const other of this.#others) {
      const shown = Math.min(until, other.places.length);
      if (shown !== other.drawn) other.line.setAttribute("points", other.places.slice(0, shown).join(" "));
      other.drawn = shown;
    }
  }
}
