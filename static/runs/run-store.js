// The run that a page shows: its settings (the page's form), its path, and the step that is looked at.

import { ask, beginning, pathOf } from "./api.js";
import { fieldOf, put, settingsOf } from "./form.js";
import { plain } from "./numbers.js";
import { Playback } from "./playback.js";
import { bringIntoView } from "../web/sight.js";
import { needsRedrawing, redraw } from "./redraw.js";
import { Sweep } from "./sweeps.js";
import { ROOT } from "../web/root.js";

/** @import { Path } from "./api.js" */

const REST = 140; // milliseconds without a change after which a control counts as at rest
const PAGE = new Set(["compare", "shown", "view", "kind", "x", "y", "size", "drawn"]); // fields that are the page's alone
/** @type {WeakMap<Element, Run>} */
const stores = new WeakMap();

/**
 * @typedef {Pick<Run, Exclude<keyof Playback<{ n: number }>, "path" | "take"> | "form" | "settings" | "get" | "change" | "load">} Played
 * @typedef {{ optimizer: string, settings: URLSearchParams, path?: Path, refusal?: string }} Other A run drawn beside it.
 */

/**
 * The run of the part of the page that an element stands in.
 * @param {Element} element
 * @returns {Run}
 */
export function runOf(element) {
  /** @type {HTMLElement} */
  const root = element.closest("[data-run]");
  if (!stores.has(root)) stores.set(root, new Run(root));
  return stores.get(root);
}

/**
 * Lets something else be the run of a part of the page: a race is played as a run is.
 * @param {Element} root
 * @param {Played} run
 */
export function adopt(root, run) {
  stores.set(root, /** @type {Run} */ (run));
}

/** @extends {Playback<Path>} */
export class Run extends Playback {
  /** @type {Other[]} */
  others = [];
  loading = false;
  /** @type {AbortController | null} While the server draws another landscape, what calls that off: the form holds settings of both. */
  redrawing = null;
  wantsExamples = false;
  showsLookAheads = false; // the other form of Nesterov's rule
  isAsked = false; // what will happen is a question: nothing is drawn that lies ahead of the step
  /** @type {number[][] | null} */
  exampleGradients = null; // of each example, at the point
  /** @type {Map<string, Sweep | null>} */
  #sweeps = new Map();
  /** @type {AbortController | null} */
  #request = null;
  #resting = 0;
  #accepted = new URLSearchParams(); // the settings that the server took last
  #refused = false;
  #shown = 0; // how many whole runs were shown
  #ground; // the landscape and the schedule that the page was drawn for

  /** @param {HTMLElement} root */
  constructor(root) {
    super();
    this.root = root;
    /** @type {HTMLFormElement} */
    this.form = root.querySelector("[data-run-form]");
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.#ground = this.#drawnFor();
  }

  // Every setting, by its name in the API.
  get settings() {
    const settings = settingsOf(this.form);
    for (const name of PAGE) settings.delete(name);
    return settings;
  }

  /** @param {string} name @returns {string | null} */
  get(name) {
    return this.settings.get(name);
  }

  /** @returns {import("../drawing/ground.js").DrawnPath[]} The paths on the stage, its own first. */
  get drawn() {
    if (!this.path) return [];
    const others = this.others.filter(({ path }) => path).map(({ optimizer, path }) => ({ optimizer, path }));
    const drawn = [{ optimizer: this.get("optimizer"), path: this.path, isOwn: true }, ...others];
    return this.isAsked ? drawn.map((each) => ({ ...each, path: beginning(each.path, this.step) })) : drawn;
  }

  get exact() {
    return this.path?.exact ?? null;
  }

  // The step (from 1) whose equation and arrows are shown: the one about to be taken, or the last.
  get shown() {
    return this.path ? Math.min(this.step + 1, this.path.n) : 1;
  }

  /**
   * Changes settings; the exact run is fetched now, or when the control rests if a local path stands in for it.
   * @param {Record<string, unknown>} values
   * @param {{ local?: Path | null }} [options]
   */
  change(values, { local = null } = {}) {
    for (const [name, value] of Object.entries(values)) this.#write(name, value);
    this.#forget(Object.keys(values));
    this.tell("settings", { names: Object.keys(values) });
    if (local) this.take(local, false);
    this.load(local ? REST : 0);
  }

  #write(name, value) {
    const field = fieldOf(this.form, name);
    const text = typeof value === "number" ? plain(value) : value;
    if (field) put(field, text);
  }

  // A sweep over one setting stays true while only that setting moves.
  #forget(names) {
    for (const name of this.#sweeps.keys()) {
      if (names.some((each) => each !== name)) this.#sweeps.delete(name);
    }
  }

  load(wait = 0) {
    clearTimeout(this.#resting);
    this.#request?.abort();
    if (wait) this.#resting = setTimeout(() => this.#fetch(), wait);
    else this.#fetch();
  }

  async #fetch() {
    const request = (this.#request = new AbortController());
    const settings = this.settings;
    const answer = await ask(`${ROOT}/api/trajectory?${settings}`, request.signal);
    if (!answer || request.signal.aborted) return;
    this.#refused = Boolean(answer.errors);
    if (answer.errors) return this.tell("refused", answer);
    this.#accepted = settings;
    this.take(pathOf(answer));
  }

  /** @param {string} name What the server took last for a setting, or what it takes if nobody says. */
  accepted(name) {
    return this.#accepted.get(name) ?? fieldOf(this.form, name)?.dataset.default;
  }

  /** @param {string} name @returns {Sweep | null} */
  sweep(name) {
    return this.#sweeps.get(name) ?? null;
  }

  /** @param {string} name The slider, what every tick of which would do is fetched, unless it is known or on its way. */
  async fetchSweep(name) {
    if (this.redrawing || this.#sweeps.has(name) || this.#refused) return;
    this.#sweeps.set(name, null);
    const settings = this.settings;
    settings.delete(name);
    const answer = await ask(`${ROOT}/api/sweep?${settings}&over=${encodeURIComponent(name)}`);
    const now = this.settings;
    now.delete(name);
    if (String(now) !== String(settings)) return;
    if (!answer || answer.errors) {
      this.#sweeps.delete(name);
      return;
    }
    this.#sweeps.set(name, new Sweep(answer));
    this.tell("sweep", { name });
  }

  /** @param {Other[]} others */
  setOthers(others) {
    this.others = others;
    this.tell("others", {});
  }

  /** @param {string} name Whether a question is open whose answer the strip of this setting would tell. */
  withholds(name) {
    return (this.root.dataset.asks ?? "").split(" ").includes(name);
  }

  /** @param {{ predicted: string, reason: string | null }} said */
  predicted(said) {
    delete this.root.dataset.asks;
    this.tell("predicted", said);
  }

  /** @param {string} query Whether the page shows this run. */
  isAt(query) {
    const wanted = new URLSearchParams(query);
    const here = /** @type {[string, string][]} */ ([...this.settings]);
    return here.every(([name, value]) => isSame(value, wanted.get(name) ?? fieldOf(this.form, name)?.dataset.default ?? value));
  }

  /** @param {string} query Whether this page can show the run: the equation on it is that of one rule. */
  canShow(query) {
    return new URLSearchParams(query).get("optimizer") === this.get("optimizer");
  }

  /**
   * Sets every control to a whole run, given as the API's query; what it leaves out takes its default. Then plays it, or goes to
   * a step of it and leaves the page as it is.
   * @param {string} query
   * @param {string[]} [beside]
   * @param {number} [step]
   */
  async show(query, beside = [], step) {
    const wanted = new URLSearchParams(query);
    const turn = (this.#shown += 1);
    this.loading = true;
    if (needsRedrawing(this, wanted)) {
      const isDrawn = await redraw(this, wanted);
      if (turn === this.#shown) this.loading = isDrawn;
      if (!isDrawn) return;
    } else for (const field of this.#fields()) this.#write(field.name, wanted.get(field.name) ?? field.dataset.default);
    this.#sweeps.clear();
    this.atEnd = false;
    this.step = 0;
    this.tell("settings", { names: [...this.settings.keys()] });
    this.tell("beside", { queries: beside });
    this.on("trajectory", () => this.#arrived(step), { once: true });
    if (step === undefined) bringIntoView(this.root.querySelector(".plot"));
    this.load();
  }

  /** @param {number} [step] */
  #arrived(step) {
    this.loading = false;
    if (step !== undefined) this.goTo(step);
    else if (wantsMotion()) this.play(0);
    else this.goTo(this.path.n);
  }

  #fields() {
    const fields = /** @type {HTMLInputElement[]} */ ([...this.form.elements]);
    return fields.filter((field) => field.name && field.dataset.default !== undefined && field.name !== "optimizer");
  }

  // The same run and step, drawn again.
  redraw() {
    this.tell("redraw", {});
  }

  redrawn() {
    this.#ground = this.#drawnFor();
    this.#sweeps.clear();
    this.tell("landscape", {});
  }

  /** @param {string} message The server would not draw what the form says: the page stays as it is, and so do the choices that belong to it. */
  keepGround(message) {
    for (const [name, value] of this.#ground) this.#write(name, value);
    this.tell("refused", { errors: [{ field: "", message }] });
  }

  #drawnFor() {
    return ["landscape", "schedule"].map((name) => [name, this.get(name)]).filter(([, value]) => value !== null);
  }
}

// Whether the address asks for a page on which nothing moves by itself.
export function isStill() {
  return new URLSearchParams(location.search).has("still");
}

export function wantsMotion() {
  return !isStill() && !matchMedia("(prefers-reduced-motion: reduce)").matches;
}

// Whether two texts of a setting say the same; a start has two numbers.
function isSame(one, other) {
  const [these, those] = [one, other].map((text) => text.split(",").map(Number));
  return one === other || (these.length === those.length && these.every((number, index) => number === those[index]));
}
