// The plot on the stage: in the plane the very figure that stands below in the text, in space a surface. Each is made once and
// kept; where the browser draws nothing in space, the relief stands in, and it is said.

import { LivePlot } from "./live-plot.js";
import { SpaceKeys } from "./space-keys.js";
import { plotly } from "./plotly.js";
import { tools } from "./plot-tools.js";

/** @import { Kind } from "./live-plot.js" */
/** @import { Run } from "../runs/run-store.js" */

const KEPT = "plot"; // under which name the choice between plane and space is remembered
const LOSSES = 3; // a graphics card that forgets so often is not asked again
/** @type {[Kind, string][]} */
const KINDS = [["plane", "Plane"], ["space", "Space"]];
/** @type {WeakMap<Run, LivePlot>} */
const planes = new WeakMap();

/** @param {Run} run @returns {LivePlot} the plot in the plane, of which a page has one */
export function planeOf(run) {
  if (!planes.has(run)) {
    const plane = new LivePlot(run, "plane");
    plane.root.prepend(tools(plane));
    planes.set(run, plane);
  }
  return planes.get(run);
}

export class PlotView {
  #run;
  #root;
  #field = document.createElement("div");
  /** @type {Kind} */
  #kind = remembered();
  /** @type {LivePlot | null} */
  #space = null;
  #losses = 0;

  /** @param {HTMLElement} figure @param {Run} run */
  constructor(figure, run) {
    this.#run = run;
    this.#root = /** @type {HTMLElement} */ (figure.querySelector("[data-plot-view]"));
    this.#field.className = "plot-field";
    this.#root.append(this.#switch(), this.#field);
  }

  static fetchLibrary() {
    plotly(remembered());
  }

  show() {
    if (this.#kind === "space" && !hasSpace()) return this.#standIn();
    const plane = planeOf(this.#run);
    plane.isOnStage = this.#kind === "plane";
    (plane.isOnStage ? plane : this.#spaceNow()).moveTo(this.#field);
    this.#field.dataset.kind = this.#kind;
    this.#run.tell("plane", {});
  }

  // Another view is on the stage: the figure goes back to its place in the text.
  hide() {
    planeOf(this.#run).isOnStage = false;
    this.#run.tell("plane", {});
  }

  draw() {} // the plots hear of the run themselves
  renew() {}

  #spaceNow() {
    if (this.#space) return this.#space;
    const space = (this.#space = new LivePlot(this.#run, "space"));
    space.root.prepend(tools(space));
    new SpaceKeys(space, this.#run).watch();
    space.root.addEventListener("lost", () => this.#lost());
    return space;
  }

  // What the graphics card has forgotten stays forgotten: the plot is made anew, seen from the same place.
  #lost() {
    this.#losses += 1;
    if (this.#losses > LOSSES) this.#standIn();
    else this.#space.renew();
  }

  #standIn() {
    this.#choose("plane");
    this.#run.tell("said", { words: "This browser draws nothing in space (WebGL is off or was lost). The relief stands in." });
    this.#run.look("relief");
  }

  /** @param {Kind} kind */
  #choose(kind) {
    this.#kind = kind;
    /** @type {HTMLInputElement} */ (this.#root.querySelector(`[value="${kind}"]`)).checked = true;
  }

  #switch() {
    const set = document.createElement("fieldset");
    set.className = "view-switch plot-switch";
    set.innerHTML = `<legend class="visually-hidden">Plot in the plane or in space</legend>`;
    for (const [kind, word] of KINDS) {
      const label = document.createElement("label");
      label.innerHTML = `<input type="radio" name="plot-kind" value="${kind}" autocomplete="off"> <span>${word}</span>`;
      label.querySelector("input").checked = kind === this.#kind;
      set.append(label);
    }
    set.addEventListener("change", (event) => {
      event.stopPropagation();
      this.#kind = /** @type {any} */ (event.target).value;
      remember(this.#kind);
      this.show();
    });
    return set;
  }
}

// Asked anew each time: it may have been switched off meanwhile.
function hasSpace() {
  const context = document.createElement("canvas").getContext("webgl");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

/** @returns {Kind} */
function remembered() {
  try {
    return localStorage.getItem(KEPT) === "space" ? "space" : "plane";
  } catch {
    return "plane"; // the browser keeps nothing for this site
  }
}

function remember(kind) {
  try {
    localStorage.setItem(KEPT, kind);
  } catch {
    // it is only forgotten
  }
}
