// The switch between the views of a run. The choice is remembered; an address that names a view comes first.

import { plotViews } from "./plotly.js";
import { oncePerFrame } from "./stage.js";
import { ReliefView } from "./relief-view.js";
import { runOf } from "../runs/run-store.js";

/** @import { View } from "../runs/playback.js" */
/** @import { PlotView } from "./plot-view.js" */

const KEPT = "view"; // under which name the choice is remembered
// By scripts, over the map; what Plotly's view needs is loaded when it is first asked for.
const DRAWN = { relief: async () => ReliefView, plot: async () => (await plotViews()).PlotView };

export default function (root) {
  new Views(root, runOf(root)).watch();
}

class Views {
  #root;
  #run;
  #figure;
  /** @type {Map<View, ReliefView | PlotView>} */
  #drawn = new Map();

  /** @param {any} root @param {import("../runs/run-store.js").Run} run */
  constructor(root, run) {
    this.#root = root;
    this.#run = run;
    this.#figure = /** @type {HTMLElement} */ (run.root.querySelector(".stage"));
  }

  watch() {
    this.#root.addEventListener("change", (event) => this.#run.look(event.target.value, { isChosen: true }));
    // Who points at the plot is likely to choose it.
    this.#root.querySelector('[value="plot"]').parentElement.addEventListener("pointerenter", fetchPlot, { once: true });
    this.#run.on("view", ({ isChosen }) => this.#show(isChosen));
    const soon = oncePerFrame(() => this.#drawn.get(this.#run.view)?.draw());
    for (const name of /** @type {const} */ (["trajectory", "step", "others", "redraw"])) this.#run.on(name, soon);
    for (const name of /** @type {const} */ (["settings", "landscape"])) this.#run.on(name, () => this.#drawn.get(this.#run.view)?.renew());
    this.#run.on("said", ({ words }) => (this.#root.parentElement.querySelector("[data-said-of-view]").textContent = words));
    // On paper the relief stands where the plot in space was, which the browser prints blank: it is drawn beforehand.
    this.#run.on("plane", async () => this.#figure.querySelector('[data-kind="space"]') && (await this.#viewOf("relief")).show());
    window.addEventListener("beforeprint", () => this.#drawn.get("relief")?.draw());
    this.#open();
  }

  #open() {
    const asked = this.#root.querySelector("input:checked").value;
    const view = new URLSearchParams(location.search).has("view") ? asked : remembered() ?? asked;
    if (view !== "map") this.#run.look(view);
  }

  #show(isChosen) {
    const { view } = this.#run;
    this.#root.querySelector(`[value="${view}"]`).checked = true;
    this.#figure.dataset.view = view;
    for (const [name, drawn] of this.#drawn) if (name !== view) drawn.hide();
    if (isChosen) remember(view);
    if (DRAWN[view]) void this.#showDrawn(view);
  }

  /** Somebody may have turned to another view while this one was loaded. */
  async #showDrawn(view) {
    const drawn = await this.#viewOf(view);
    if (this.#run.view === view) drawn.show();
  }

  async #viewOf(view) {
    const Drawn = await DRAWN[view]();
    if (!this.#drawn.has(view)) this.#drawn.set(view, new Drawn(this.#figure, this.#run));
    return this.#drawn.get(view);
  }
}

async function fetchPlot() {
  (await DRAWN.plot()).fetchLibrary();
}

/** @returns {View | null} */
function remembered() {
  try {
    const view = localStorage.getItem(KEPT);
    return view in DRAWN || view === "map" ? /** @type {View} */ (view) : null;
  } catch {
    return null; // the browser keeps nothing for this site
  }
}

function remember(view) {
  try {
    localStorage.setItem(KEPT, view);
  } catch {
    // it is only forgotten
  }
}
