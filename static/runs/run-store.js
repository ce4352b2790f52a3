// The run that a page shows: its settings (the page's form), its path, and the step that is looked at.
//
// Events: "settings" (detail: {name, rest}), "trajectory" (a new path; exact or from a sweep), "step", "sweep" (detail: {name}),
// "landscape" (the picture was drawn anew), "others" (the runs drawn beside it have changed), "refused" (detail: {errors}).
// Asked of others: "play" (detail: {from}), "move" (detail: {way}), "beside" (detail: {queries}).

import { reach } from "../web/connection.js";
import { needsRedrawing, redraw } from "./redraw.js";
import { Sweep } from "./sweeps.js";

const REST = 140; // milliseconds without a change after which a control counts as at rest
const PAGE = new Set(["compare", "shown"]); // fields that are the page's alone
const stores = new WeakMap();

export function runOf(element) {
  const root = element.closest("[data-run]");
  if (!stores.has(root)) stores.set(root, new Run(root));
  return stores.get(root);
}

// Lets something else that answers to the same calls be the run of a part of the page.
export function adopt(root, run) {
  stores.set(root, run);
}

class Run extends EventTarget {
  root;
  form;
  path = null; // {x, y, n, outcome, exact}; exact: the server's whole answer, or null for a path from a sweep
  step = 0;
  atEnd = true;
  others = []; // the runs drawn beside it: {optimizer, settings, path}
  playing = false;
  loading = false;
  redrawing = null; // while the server draws another landscape, what calls that off; the form holds settings of both then
  #sweeps = new Map();
  #request = null;
  #resting = 0;
  #shown = 0; // how many whole runs were shown
  #ground; // the landscape and the schedule that the page was drawn for

  constructor(root) {
    super();
    this.root = root;
    this.form = root.querySelector("[data-run-form]");
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.#ground = this.#drawnFor();
  }

  // Every setting, by its name in the API.
  get settings() {
    const named = [...new FormData(this.form)].filter(([name]) => !PAGE.has(name));
    return new URLSearchParams(named);
  }

  get(name) {
    return this.settings.get(name);
  }

  get exact() {
    return this.path?.exact ?? null;
  }

  // The step (from 1) whose equation and arrows are shown: the one about to be taken, or the last.
  get shown() {
    return this.path ? Math.min(this.step + 1, this.path.n) : 1;
  }

  // Changes settings; the exact run is fetched now, or when the control rests if a local path stands in for it.
  change(values, { local = null } = {}) {
    for (const [name, value] of Object.entries(values)) this.#write(name, value);
    this.#forget(Object.keys(values));
    this.#tell("settings", { names: Object.keys(values) });
    if (local) this.#show(local);
    this.load(local ? REST : 0);
  }

  #write(name, value) {
    const field = this.form.elements.namedItem(name);
    if (field && field.value !== String(value)) field.value = value;
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
    const answer = await ask(`/api/trajectory?${this.settings}`, request.signal);
    if (!answer || request.signal.aborted) return;
    if (answer.errors) this.#tell("refused", answer);
    else this.#show(pathOf(answer));
  }

  #show(path) {
    this.path = path;
    this.step = this.atEnd ? path.n : Math.min(this.step, path.n);
    this.#tell("trajectory", { exact: path.exact !== null });
    this.#tell("step");
  }

  goTo(step) {
    if (!this.path) return;
    this.step = Math.max(0, Math.min(Math.round(step), this.path.n));
    this.atEnd = this.step === this.path.n;
    this.#tell("step");
  }

  sweep(name) {
    return this.#sweeps.get(name) ?? null;
  }

  // Fetches what every tick of a slider would do, unless it is known or on its way.
  async fetchSweep(name) {
    if (this.redrawing || this.#sweeps.has(name) || !this.form.checkValidity()) return;
    this.#sweeps.set(name, null);
    const settings = this.settings;
    settings.delete(name);
    const answer = await ask(`/api/sweep?${settings}&over=${encodeURIComponent(name)}`);
    const now = this.settings;
    now.delete(name);
    if (String(now) !== String(settings)) return;
    if (!answer || answer.errors) {
      this.#sweeps.delete(name);
      return;
    }
    this.#sweeps.set(name, new Sweep(answer));
    this.#tell("sweep", { name });
  }

  setOthers(others) {
    this.others = others;
    this.#tell("others");
  }

  // Whether this page can show the run: the equation on it is that of one rule.
  canShow(query) {
    return new URLSearchParams(query).get("optimizer") === this.get("optimizer");
  }

  // Sets every control to a whole run, given as the API's query; what it leaves out takes its default. Then plays it.
  async show(query, beside = []) {
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
    this.#tell("settings", { names: [...this.settings.keys()] });
    this.#tell("beside", { queries: beside });
    this.addEventListener("trajectory", () => this.#arrived(), { once: true });
    this.root.querySelector(".stage").scrollIntoView({ block: "nearest", behavior: "smooth" });
    this.load();
  }

  #arrived() {
    this.loading = false;
    if (wantsMotion()) this.play(0);
    else this.goTo(this.path.n);
  }

  #fields() {
    return [...this.form.elements].filter((field) => field.name && field.dataset.default !== undefined && field.name !== "optimizer");
  }

  play(from) {
    this.#tell("play", { from });
  }

  move(way) {
    this.#tell("move", { way });
  }

  // The same run and step, drawn again.
  redraw() {
    this.#tell("redraw");
  }

  redrawn() {
    this.#ground = this.#drawnFor();
    this.#sweeps.clear();
    this.#tell("landscape");
  }

  // The server would not draw what the form says: the page stays as it is, and so do the choices that belong to it.
  keepGround(message) {
    for (const [name, value] of this.#ground) this.#write(name, value);
    this.#tell("refused", { errors: [{ field: "", message }] });
  }

  #drawnFor() {
    return ["landscape", "schedule"].map((name) => [name, this.get(name)]).filter(([, value]) => value !== null);
  }

  #tell(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

export function wantsMotion() {
  const still = new URLSearchParams(location.search).has("still");
  return !still && !matchMedia("(prefers-reduced-motion: reduce)").matches;
}

// JSON from an address; problems as the server describes them. With a signal the server is asked until it answers, and null
// says that the request was overtaken; without one it is asked once, and null says that it is away.
export async function ask(address, signal) {
  try {
    const answer = await (signal ? reach(address, signal) : fetch(address));
    const body = await answer?.json();
    return !answer || answer.ok ? body ?? null : { errors: body.errors ?? [{ field: "", message: body.title ?? "The server refused this run." }] };
  } catch {
    return null;
  }
}

export function pathOf(answer) {
  const [x, y] = answer.points;
  return { x, y, n: x.length - 1, outcome: answer.outcome, exact: answer };
}
