// A plot of the page's run by Plotly, kept as long as the page: where it is not seen nothing is drawn, and it is never made anew
// unless the graphics card forgets it.

import { arrowsNow } from "./arrows.js";
import { appearance, theme } from "./charts.js";
import { Ground } from "./ground.js";
import { plotly } from "./plotly.js";
import { planeTraces, spaceTraces } from "./plot-traces.js";
import { colourOf, withColours } from "./plot-colours.js";
import { shapeOf } from "./relief-view.js";
import { stageOf } from "./stage.js";
import { ask } from "../runs/api.js";
import { ROOT } from "../web/root.js";

/** @typedef {"plane" | "space"} Kind */

const SLOW = 90; // milliseconds for a picture, the wait for its frame included
const NARROW = 440; // pixels across or down, below which the marks on f are thinned
const SMALL = { plane: 170, space: 240 }; // pixels, below which nothing stands along the edges: it would take half of the picture
const BARE = { showticklabels: false, title: { text: "" } };
const OPTIONS = { displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: "reset" };
const MARGINS = { plane: { l: 46, r: 12, t: 8, b: 38 }, space: { l: 0, r: 0, t: 0, b: 0 }, small: { l: 2, r: 2, t: 2, b: 2 } };

export class LivePlot {
  root = document.createElement("div"); // with its tools; it may change its place
  /** @type {any} Plotly keeps the figure there, too. */
  plot = document.createElement("div");
  isOnStage = false; // the one in the plane is at home in the text
  #isSeen = false;
  #run;
  #busy = false;
  #again = false;
  #shape = "";
  #figure = null;
  #kept = "";
  #patience = new AbortController().signal; // a server that is away is asked until it answers
  /** @type {Map<string, any>} What the style sheet says, until the theme changes. */
  #styles = new Map();
  #wasSmall = false;
  #pause = 0; // how long the last picture took, in milliseconds

  /** @param {import("../runs/run-store.js").Run} run @param {Kind} kind */
  constructor(run, kind) {
    this.#run = run;
    this.kind = kind;
    this.mode = /** @type {"zoom" | "pan" | false} */ (matchMedia("(pointer: coarse)").matches ? false : "zoom");
    this.root.className = `live-plot ${kind}`;
    this.plot.className = "live-plot-field";
    this.root.append(this.plot);
    for (const name of /** @type {const} */ (["trajectory", "step", "others", "landscape", "settings"])) run.on(name, () => this.draw());
    run.on("redraw", () => this.draw());
    document.addEventListener("theme", () => this.#recoloured());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#recoloured());
    new ResizeObserver(() => this.#fit()).observe(this.root);
    new IntersectionObserver((entries) => this.#look(entries.at(-1).isIntersecting), { rootMargin: "200px" }).observe(this.root);
  }

  #recoloured() {
    this.#styles.clear();
    this.draw();
  }

  #look(isSeen) {
    this.#isSeen = isSeen;
    this.draw();
  }

  /** @param {Element} place It is shown there now. */
  moveTo(place) {
    if (this.root.parentElement !== place) place.append(this.root);
  }

  // At most once a frame, and after the frame was painted. Where that is slow, as without a graphics card, a slider is not held
  // up: the plot follows when it rests, and a run that is played is drawn as often as leaves half of the time to the page.
  async draw() {
    this.#again = true;
    if (this.#busy || !this.#isSeen) return;
    this.#busy = true;
    try {
      while (this.#again && this.#isSeen && !(this.#pause > SLOW && !this.#run.exact)) {
        this.#again = false;
        await painted(this.#pause > SLOW ? this.#pause : 0);
        const begun = performance.now();
        await this.#react();
        await painted();
        this.#pause = performance.now() - begun;
      }
    } finally {
      this.#busy = false;
    }
  }

  async home() {
    const { relayout } = await plotly(this.kind);
    const { layout } = this.#figure;
    const { xaxis, yaxis, scene } = layout;
    await relayout(this.plot, scene ? { "scene.camera": structuredClone(scene.camera) } : { "xaxis.range": [...xaxis.range], "yaxis.range": [...yaxis.range] });
  }

  async relayout(changes) {
    const { relayout } = await plotly(this.kind);
    await relayout(this.plot, changes);
  }

  async drag(mode) {
    this.mode = mode;
    await this.relayout({ dragmode: mode });
  }

  /** @returns {Promise<string>} the picture as SVG, in a data: address */
  async picture() {
    const { toImage } = await plotly(this.kind);
    const { clientWidth: width, clientHeight: height } = this.plot;
    return toImage(this.plot, { format: "svg", width, height });
  }

  // As if it had never been drawn: for a graphics card that has forgotten it.
  async renew() {
    const { purge } = await plotly(this.kind);
    this.#kept = JSON.stringify(this.plot.layout?.scene?.camera ?? null);
    purge(this.plot);
    this.draw();
  }

  async #react() {
    const [library, figure] = await Promise.all([plotly(this.kind), this.#figureNow()]);
    if (!figure || !this.#run.path || !this.plot.clientWidth) return;
    const shown = this.#shown();
    const traces = this.kind === "plane" ? planeTraces(shown) : spaceTraces(shown, figure.ground);
    const [ground, ...marks] = figure.data;
    await library.react(this.plot, [this.#once(`ground ${this.#shape}`, () => withColours(ground, this.root)), ...marks.map((mark) => coloured(mark, shown)), ...traces], this.#layout(shown), OPTIONS);
    // The library's own recovery would wait for ever.
    const drawing = this.plot._fullLayout.scene?._scene?.glplot;
    if (drawing) drawing.oncontextloss = () => this.root.dispatchEvent(new CustomEvent("lost"));
    this.root.dataset.drawn = String(this.#run.step);
    this.root.dispatchEvent(new CustomEvent("drawn"));
  }

  // The ground for the landscape as it is set now: the last one asked for.
  async #figureNow() {
    const shape = shapeOf(this.#run.settings);
    if (shape === this.#shape && this.#figure) return this.#figure;
    const answers = await Promise.all([`${ROOT}/api/plots/${this.kind}?${shape}`, ...(this.kind === "space" ? [`${ROOT}/api/relief?${shape}`] : [])].map((address) => ask(address, this.#patience)));
    if (answers.some((answer) => !answer || answer.errors)) return this.#figure;
    const [figure, relief] = answers;
    this.#shape = shape;
    this.#figure = { ...figure, ground: relief && new Ground(relief) };
    return this.#figure;
  }

  #shown() {
    const { drawn, step, atEnd } = this.#run;
    const look = (optimizer) => this.#styled(`opt-${optimizer.replaceAll("_", "-")}`);
    return { paths: drawn, step, atEnd, look, ink: this.#theme.ink, paper: this.#colour("var(--paper)"), accent: this.#colour("var(--accent)"), arrows: this.kind === "plane" ? this.#arrows() : [] };
  }

  // The map's arrows, as long as there, if the page has a key to them; those that no paragraph speaks of stand back.
  #arrows() {
    const { frame } = stageOf(this.#run.root);
    /** @type {HTMLElement} */
    const stage = this.#run.root.querySelector(".stage");
    const spoken = stage.dataset.shows?.split(" ").filter(Boolean) ?? [];
    const each = arrowsNow(this.#run);
    return each.filter(({ isShort, d }) => d && !isShort).map(({ name, idea, tail, tip, isPart }) => {
      const { x, y } = frame.pathOf([tail, tip]);
      const isBroad = name === "step" && each.some((other) => other.isPart); // its parts lie on it
      const opacity = spoken.length && !spoken.includes(name) ? 0.18 : isBroad ? 0.4 : 1;
      return { name, from: [x[0], y[0]], to: [x[1], y[1]], colour: this.#styled(`idea-${idea}`).colour, isPart: Boolean(isPart), opacity };
    });
  }

  /** @param {string} look A class of the style sheet. */
  #styled(look) {
    return this.#once(look, () => appearance(this.root, look));
  }

  /** @param {string} colour */
  #colour(colour) {
    return this.#once(colour, () => colourOf(this.root, colour));
  }

  get #theme() {
    return this.#once("theme", () => theme(this.root));
  }

  #once(name, find) {
    if (!this.#styles.has(name)) this.#styles.set(name, find());
    return this.#styles.get(name);
  }

  // Its shorter side, in pixels.
  get #extent() {
    return Math.min(this.plot.clientWidth, this.plot.clientHeight);
  }

  get #isSmall() {
    return this.#extent < SMALL[this.kind];
  }

  #layout({ ink, paper }) {
    this.#wasSmall = this.#isSmall;
    const { soft, line, font } = this.#theme;
    const { layout } = this.#figure;
    const axis = { color: soft, gridcolor: line, zeroline: false, linecolor: line, ticks: "", showgrid: false, mirror: true, showline: true };
    const common = { margin: MARGINS[this.#wasSmall ? "small" : this.kind], paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", font: { family: font, size: 13, color: ink }, hovermode: "closest", uirevision: this.#shape, autosize: true, hoverlabel: { bgcolor: paper, bordercolor: line, font: { family: font, size: 13, color: ink }, align: "left" } };
    const edge = this.#wasSmall ? BARE : {};
    if (this.kind === "plane") return { ...layout, ...common, dragmode: this.mode, xaxis: { ...axis, ...layout.xaxis, ...edge }, yaxis: { ...axis, ...layout.yaxis, ...edge } };
    const wall = { color: soft, gridcolor: line, zeroline: false, showbackground: false, showspikes: false };
    const { xaxis, yaxis, camera, ...scene } = layout.scene;
    const zaxis = this.#extent < NARROW ? thinned(layout.scene.zaxis) : layout.scene.zaxis;
    const kept = this.#kept && JSON.parse(this.#kept);
    this.#kept = "";
    return { ...layout, ...common, scene: { ...scene, camera: kept || camera, uirevision: this.#shape, xaxis: { ...wall, ...xaxis, ...edge }, yaxis: { ...wall, ...yaxis, ...edge }, zaxis: { ...wall, ...zaxis, ...edge } } };
  }

  async #fit() {
    if (!this.root.dataset.drawn || !this.plot.clientWidth) return;
    const { resize } = await plotly(this.kind);
    resize(this.plot);
    if (this.#wasSmall !== this.#isSmall) this.draw();
  }
}

// Every other mark, since all of them would lie over each other.
function thinned(axis) {
  const every = (values) => values.filter((_, index) => index % 2 === 0);
  return { ...axis, tickvals: every(axis.tickvals), ticktext: every(axis.ticktext) };
}

function coloured(mark, { ink, paper }) {
  return { ...mark, marker: { ...mark.marker, color: ink, line: { width: 1.5, color: paper } } };
}

// After the next frame is on the screen.
function painted(pause = 0) {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, pause)));
}
