// A map beside the stage: coarse at once, then finer and finer while nothing changes. Pointing or walking tells a cell in words, a
// click or Enter puts its run on the stage. What the map does not depend on moves only its marks.

import { element, oncePerFrame } from "../drawing/stage.js";
import { ask } from "../runs/api.js";
import { fieldOf } from "../runs/form.js";
import { briefly, digits, setting } from "../runs/numbers.js";
import { runOf } from "../runs/run-store.js";
import { reach } from "../web/connection.js";
import { ROOT } from "../web/root.js";
import { Cells } from "./map-cells.js";

const REST = 160; // milliseconds without a change after which the map is drawn anew
const QUIET = 350; // milliseconds without a step after which a walked cell is said
const COARSE = [25, 50];
const TRIALS = 3; // so many times more, where the server is busy
const BUSY = 2500; // milliseconds
const WALKS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

export default function (root) {
  const map = new LiveMap(root);
  map.watch();
}

class LiveMap {
  #root;
  #run;
  /** @type {Cells | null} */
  #cells = null;
  /** @type {AbortController | null} */
  #request = null;
  #resting = 0;
  #saying = 0;
  #drawnFor = "";
  /** @type {{ row: number, column: number } | null} */
  #cursor = null;
  #soon = oncePerFrame(() => this.#mark());

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#run = runOf(root);
  }

  watch() {
    this.#drawnFor = this.#key();
    this.#run.on("settings", () => this.#later());
    this.#run.on("landscape", () => this.#renewed());
    this.#run.on("trajectory", this.#soon);
    this.#root.addEventListener("change", (event) => this.#chosen(event.target));
    this.#root.addEventListener("pointermove", (event) => this.#over(event));
    this.#root.addEventListener("pointerout", (event) => this.#out(event));
    this.#root.addEventListener("click", (event) => this.#clicked(event));
    this.#root.addEventListener("keydown", (event) => this.#pressed(event));
    this.#run.load();
    this.#refine();
  }

  get #figure() {
    return /** @type {HTMLElement} */ (this.#root.querySelector(".map-figure"));
  }

  get #svg() {
    return /** @type {SVGSVGElement} */ (this.#figure.querySelector("svg.cells"));
  }

  get #field() {
    return /** @type {HTMLElement} */ (this.#figure.querySelector("[data-field]"));
  }

  get #kind() {
    return /** @type {HTMLInputElement} */ (this.#root.querySelector('[name="kind"]:checked')).value;
  }

  // Names of what the axes are.
  get #axes() {
    return this.#kind === "basin" ? ["start"] : ["x", "y"].map((axis) => this.#select(axis)?.value ?? "");
  }

  #select(axis) {
    return /** @type {HTMLSelectElement | null} */ (this.#root.querySelector(`select[name="${axis}"]`));
  }

  // What the map depends on, as a query.
  #query({ whole }) {
    const query = new URLSearchParams({ kind: this.#kind });
    if (this.#kind === "settings") for (const axis of ["x", "y"]) if (this.#select(axis)) query.set(axis, this.#select(axis).value);
    const without = whole ? [] : this.#axes;
    for (const [name, value] of this.#run.settings) if (!without.includes(name) && this.#isTold(name, value)) query.set(name, value);
    return query;
  }

  #isTold(name, value) {
    return name === "optimizer" || value !== fieldOf(this.#run.form, name)?.dataset.default;
  }

  #key() {
    return String(this.#query({ whole: false }));
  }

  #later() {
    this.#showAddress();
    this.#soon();
    if (this.#key() === this.#drawnFor) return;
    this.#request?.abort();
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#draw(), REST);
  }

  // Another rule is another page: its settings have other names. Another kind, or other axes: another map of the same run.
  #chosen(field) {
    if (field.name === "optimizer") {
      const query = this.#query({ whole: true });
      const kept = [...query].filter(([name]) => /^(kind|optimizer|landscape|loss|start|steps|seed)/.test(name));
      location.assign(`${location.pathname}?${new URLSearchParams([...kept.filter(([name]) => name !== "optimizer"), ["optimizer", field.value]])}`);
    } else if (["kind", "x", "y"].includes(field.name)) {
      if (field.name !== "kind") this.#partAxes(field);
      this.#later();
    }
  }

  // A setting against itself is no map: the other axis takes what this one had.
  #partAxes(field) {
    const other = this.#select(field.name === "x" ? "y" : "x");
    if (other?.value === field.value) other.value = [...other.options].find(({ value }) => value !== field.value)?.value ?? other.value;
  }

  // The server draws it coarsely, with axes and words; what was asked for before is called off.
  async #draw() {
    this.#request?.abort();
    const request = (this.#request = new AbortController());
    this.#progress("…");
    const key = this.#key();
    const query = this.#query({ whole: true });
    query.set("size", String(COARSE[0]));
    const page = await fetched(`${location.pathname}?${query}`, request.signal);
    if (!page || request.signal.aborted) return;
    this.#drawnFor = key;
    this.#swap(page);
    this.#refine();
  }

  // The landscape has been drawn anew, and the map with it.
  #renewed() {
    clearTimeout(this.#resting);
    this.#request?.abort();
    this.#drawnFor = this.#key();
    this.#showAddress();
    this.#refine();
  }

  #swap(page) {
    const isFocused = this.#field === document.activeElement;
    for (const name of ["axes", "map"]) {
      const focused = document.activeElement?.id;
      const [old, fresh] = [this.#root, page].map((each) => each.querySelector(`[data-swap="${name}"]`));
      if (old.contains(document.activeElement) && name === "axes" && fresh.querySelector(`#${focused}`)) {
        old.replaceWith(document.adoptNode(fresh));
        document.getElementById(focused).focus();
      } else old.replaceWith(document.adoptNode(fresh));
    }
    if (isFocused) this.#field.focus({ preventScroll: true });
    this.#cells = null;
  }

  // Ever finer, a part at a time, until it is as fine as it gets, or until something changes.
  async #refine() {
    this.#request?.abort();
    const request = (this.#request = new AbortController());
    const { fine, rows } = this.#figure.dataset;
    const last = Number(fine);
    for (const size of [...COARSE.filter((each) => each < last), last]) {
      const most = size === last ? Number(rows) : size;
      if (!(await this.#fill(size, most, request.signal))) return;
    }
    this.#progress("");
    this.#field.dataset.drawn = fine;
  }

  /** @param {number} size @param {number} most rows at a time @param {AbortSignal} signal */
  async #fill(size, most, signal) {
    /** @type {Cells | null} */
    let cells = null;
    let trials = TRIALS;
    for (let first = 0; first < (cells?.rows ?? 1); first = cells?.known ?? 0) {
      const query = this.#query({ whole: true });
      query.set("size", String(size));
      if (cells || most < size) query.set("rows", `${first},${cells ? Math.min(most, cells.rows - first) : most}`);
      const answer = await ask(`${ROOT}/api/map?${query}`, signal);
      if (signal.aborted) return false;
      if (!answer || answer.errors) {
        if ((trials -= 1) < 0) return this.#giveUp();
        most = Math.ceil(most / 2); // a smaller part, after a while
        await pause(BUSY);
        continue;
      }
      if (cells) cells.take(answer);
      else cells = new Cells(answer);
      if (this.#cells && cells.known < cells.rows) cells.fillFrom(this.#cells);
      this.#progress(cells.known < cells.rows ? `${Math.round((100 * cells.known) / cells.rows)} % at ${size} × ${cells.rows}` : "");
      if (cells.known === cells.rows || this.#cells) this.#show(cells);
    }
    return true;
  }

  #giveUp() {
    this.#progress("The server is busy: the map stays as fine as it is.");
    return false;
  }

  /** @param {Cells} cells */
  #show(cells) {
    const before = this.#cells;
    this.#cells = cells.known === cells.rows || !before ? cells : before;
    const unit = 1000 / Math.max(cells.rows, cells.columns);
    const looks = cells.looks(Number(this.#figure.dataset.tolerance));
    const group = (name, children) => {
      const each = this.#svg.querySelector(`[data-${name}]`);
      each.setAttribute("transform", `scale(${unit})`);
      each.replaceChildren(...children);
    };
    group("looks", looks.map(({ tone, d }) => element("path", { class: `tone ${tone}`, d })));
    group("patterns", looks.map(({ mark, d }) => element("path", { class: `mark ${mark}`, fill: `url(#cells-${mark})`, d })));
    for (const pattern of this.#svg.querySelectorAll('pattern[id^="cells-"]')) pattern.setAttribute("patternTransform", `scale(${1 / unit})`);
    if (before && this.#cursor && this.#cells !== before) this.#moveCursor(scaled(this.#cursor, before, this.#cells));
    const size = this.#figure.querySelector("[data-cells]");
    if (size) size.textContent = `${cells.columns} × ${cells.rows}`;
    this.#mark();
  }

  #progress(words) {
    const told = this.#figure.querySelector("[data-progress]");
    if (told && told.textContent !== words) told.textContent = words;
  }

  // Where the run on the stage stands, and on a map of starts the way that it goes.
  #mark() {
    if (!this.#cells) return;
    const { x, y } = this.#cells;
    const [along, up] = this.#kind === "basin" ? this.#run.get("start").split(",").map(Number) : this.#axes.map((name) => Number(this.#run.get(name)));
    const [X, Y] = [this.#X(position(x.values, along)), this.#Y(position(y.values, up))];
    for (const ring of this.#svg.querySelectorAll("[data-here]")) {
      ring.setAttribute("transform", `translate(${X.toFixed(1)} ${Y.toFixed(1)})`);
      ring.setAttribute("visibility", this.#isInside(X, Y) ? "visible" : "hidden");
    }
    const path = this.#kind === "basin" ? this.#run.path : null;
    const points = path ? Array.from({ length: path.n + 1 }, (_, t) => this.#place(path.x[t], path.y[t])).join(" ") : "";
    for (const way of this.#svg.querySelectorAll("[data-way]")) way.setAttribute("points", points);
  }

  #place(x, y) {
    const bounded = (value) => Math.max(-3000, Math.min(4000, value)).toFixed(1);
    return `${bounded(this.#X(position(this.#cells.x.values, x)))},${bounded(this.#Y(position(this.#cells.y.values, y)))}`;
  }

  #X(column) {
    return ((column + 0.5) * this.#width) / this.#cells.columns;
  }

  #Y(row) {
    return this.#height - ((row + 0.5) * this.#height) / this.#cells.rows;
  }

  get #width() {
    return Number(this.#svg.dataset.width);
  }

  get #height() {
    return Number(this.#svg.dataset.height);
  }

  #isInside(X, Y) {
    return X >= 0 && Y >= 0 && X <= this.#width && Y <= this.#height;
  }

  // The cell under the pointer.
  #under(event) {
    if (!this.#cells || !(event.target instanceof Element) || !event.target.closest("[data-field]")) return null;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.#svg.getScreenCTM().inverse());
    if (!this.#isInside(x, y)) return null;
    const column = Math.min(this.#cells.columns - 1, Math.floor((x * this.#cells.columns) / this.#width));
    const row = Math.min(this.#cells.rows - 1, Math.floor(((this.#height - y) * this.#cells.rows) / this.#height));
    return { row, column };
  }

  #over(event) {
    const cell = this.#under(event);
    if (cell) this.#tell(cell, { aloud: false });
  }

  #out(event) {
    if (event.target.closest?.("[data-field]") && !this.#field.contains(event.relatedTarget) && this.#field !== document.activeElement) this.#hideCursor();
  }

  #clicked(event) {
    if (event.target.closest("[data-png]")) return savePicture(/** @type {HTMLAnchorElement} */ (this.#root.querySelector("[data-svg]")).href);
    const cell = this.#under(event);
    if (!cell) return;
    this.#tell(cell, { aloud: true });
    this.#load(cell);
  }

  #pressed(event) {
    if (event.target !== this.#field || !this.#cells || event.altKey || event.ctrlKey || event.metaKey) return;
    const walk = WALKS[event.key];
    if (!walk && event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") return this.#hideCursor();
    const here = this.#cursor ?? this.#present();
    if (event.key === "Enter") return this.#load(here);
    const far = event.shiftKey ? 10 : 1;
    const held = (value, count) => Math.max(0, Math.min(count - 1, value));
    this.#tell({ row: held(here.row + far * walk[1], this.#cells.rows), column: held(here.column + far * walk[0], this.#cells.columns) }, { aloud: true });
  }

  // The cell of the run on the stage.
  #present() {
    const { x, y, rows, columns } = this.#cells;
    const [along, up] = this.#kind === "basin" ? this.#run.get("start").split(",").map(Number) : this.#axes.map((name) => Number(this.#run.get(name)));
    const held = (value, count) => Math.max(0, Math.min(count - 1, Math.round(value)));
    return { row: held(position(y.values, up), rows), column: held(position(x.values, along), columns) };
  }

  // Seen at once; said when the walk pauses, so that no one has to hear every cell on the way.
  #tell(cell, { aloud }) {
    this.#moveCursor(cell);
    const told = this.#figure.querySelector("[data-told]");
    const words = this.#words(cell);
    clearTimeout(this.#saying);
    told.setAttribute("aria-live", "off");
    told.textContent = words;
    if (!aloud) return;
    this.#saying = setTimeout(() => {
      told.setAttribute("aria-live", "polite");
      told.textContent = "";
      requestAnimationFrame(() => (told.textContent = words));
    }, QUIET);
  }

  #words({ row, column }) {
    const { x, y } = this.#cells;
    const told = this.#cells.told(row, column);
    const [along, up] = [setting(x.values[column]), setting(y.values[row])];
    const where = this.#kind === "basin" ? `From (${along}, ${up})` : `${symbol(x.name)} ${along}, ${symbol(y.name)} ${up}`;
    const loss = Number.isFinite(told.loss) ? `, f = ${digits(told.loss, 3)}` : "";
    const place = told.place ? ` at (${digits(told.place[0], 3)}, ${digits(told.place[1], 3)})` : "";
    return `${where}: ${briefly(told)}${place}${told.kind === "diverged" ? "" : loss}.`;
  }

  #moveCursor(cell) {
    this.#cursor = cell;
    const [width, height] = [this.#width / this.#cells.columns, this.#height / this.#cells.rows];
    const cursor = this.#svg.querySelector("[data-cursor]");
    const least = Math.max(width, 14);
    const [X, Y] = [this.#X(cell.column), this.#Y(cell.row)];
    for (const [name, value] of Object.entries({ x: X - least / 2, y: Y - Math.max(height, 14) / 2, width: least, height: Math.max(height, 14) })) cursor.setAttribute(name, value.toFixed(1));
    cursor.setAttribute("visibility", "visible");
  }

  #hideCursor() {
    this.#cursor = null;
    this.#svg.querySelector("[data-cursor]").setAttribute("visibility", "hidden");
  }

  #load({ row, column }) {
    const { x, y } = this.#cells;
    const [along, up] = [x.values[column], y.values[row]];
    this.#run.atEnd = true;
    if (this.#kind === "basin") this.#run.change({ start: `${along},${up}` });
    else this.#run.change({ [x.name]: along, [y.name]: up });
  }

  #showAddress() {
    const query = String(this.#query({ whole: true })).replaceAll("%2C", ",");
    const address = `${location.pathname}?${query}`;
    this.#figure.querySelector("[data-permalink]").setAttribute("href", address);
    this.#figure.querySelector("[data-svg]").setAttribute("href", `${location.pathname}.svg?${query}`);
    history.replaceState(history.state, "", address);
  }
}

function pause(time) {
  return new Promise((resolve) => setTimeout(resolve, time));
}

async function fetched(address, signal) {
  try {
    const answer = await reach(address, signal);
    return answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  } catch {
    return null;
  }
}

// Where a value lies among ascending values, as a place between their numbers.
function position(values, value) {
  if (values.length === 1) return 0;
  let after = values.findIndex((each) => each >= value);
  after = Math.max(1, after < 0 ? values.length - 1 : after);
  return after - 1 + (value - values[after - 1]) / (values[after] - values[after - 1]);
}

function scaled({ row, column }, from, to) {
  return { row: Math.floor(((row + 0.5) * to.rows) / from.rows), column: Math.floor(((column + 0.5) * to.columns) / from.columns) };
}

const SYMBOLS = { lr: "η", momentum: "γ", beta1: "β₁", beta2: "β₂", rho: "ρ", eps: "ε", "landscape.kappa": "κ", "loss.batch_size": "batch size", weight_decay: "w" };

function symbol(name) {
  return SYMBOLS[name] ?? name.replace(/^.*\./, "").replaceAll("_", " ");
}

// The picture to keep is the server's; a canvas makes a PNG of it, twice as large.
async function savePicture(address) {
  const text = await (await fetch(address)).text();
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: 2 * image.width, height: 2 * image.height });
  const pen = canvas.getContext("2d");
  pen.scale(2, 2);
  pen.drawImage(image, 0, 0);
  const link = document.createElement("a");
  Object.assign(link, { download: "map.png", href: canvas.toDataURL("image/png") });
  link.click();
}
