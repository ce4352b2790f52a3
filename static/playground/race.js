// The race that the playground shows: its settings (the page's form), each racer's path, and the step that is looked at.
// It answers to the same calls as a lesson's run, so the same transport and the same start handle serve both.
//
// Events: "settings" (detail: {names}), "trajectory" (new paths), "step", "play", "move", "page" (detail: the page for the
// new settings, as a document), "refused" (the same, with what is wrong).

import { reach } from "../web/connection.js";
import { Frame } from "../drawing/frame.js";
import { ask } from "../runs/run-store.js";

const REST = 250; // milliseconds without a move of the start after which the whole page follows

export class Race extends EventTarget {
  root;
  form;
  racers = []; // {optimizer, places: ["X,Y", …]}, in stage units
  path = null; // {n}: as many steps as the longest path has
  step = 0;
  atEnd = true;
  playing = false;
  #svg;
  #resting = 0;
  #page = null;
  #paths = null;
  #missed = false;

  constructor(root) {
    super();
    this.root = root;
    this.form = root.querySelector("form");
    this.#svg = root.querySelector(".plot");
  }

  get settings() {
    const settings = new URLSearchParams(new FormData(this.form));
    if (settings.get("rates") !== "same") settings.delete("lr");
    return settings;
  }

  get(name) {
    return this.settings.get(name);
  }

  // The start moves: the paths follow at once, the rest of the page when it has come to rest.
  change(values) {
    for (const [name, value] of Object.entries(values)) this.form.elements.namedItem(name).value = value;
    this.#tell("settings", { names: Object.keys(values) });
    this.#follow();
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.refresh(), REST);
  }

  // The paths that the page was drawn with.
  load() {
    this.take(this.#svg);
  }

  // The racers' paths as some drawing has them.
  take(drawing) {
    const groups = [...drawing.querySelectorAll("[data-racer]")];
    const places = (group) => group.querySelector("[data-path]").getAttribute("points").split(" ");
    this.#show(groups.map((group) => ({ optimizer: group.dataset.racer, places: places(group) })));
  }

  // The page for the settings as they are now; the last one asked for wins.
  async refresh() {
    clearTimeout(this.#resting);
    this.#page?.abort();
    this.#paths?.abort();
    const request = (this.#page = new AbortController());
    const page = await fetchPage(`${location.pathname}?${this.settings}`, request.signal);
    if (page && !request.signal.aborted) this.#tell(page.ok ? "page" : "refused", page);
  }

  goTo(step) {
    if (!this.path) return;
    this.step = Math.max(0, Math.min(Math.round(step), this.path.n));
    this.atEnd = this.step === this.path.n;
    this.#tell("step");
  }

  play(from) {
    this.#tell("play", { from });
  }

  move(way) {
    this.#tell("move", { way });
  }

  // One request for paths at a time: where the start has moved on meanwhile, another follows.
  async #follow() {
    if (this.#paths) {
      this.#missed = true;
      return;
    }
    const request = (this.#paths = new AbortController());
    const answer = await ask(`/api/race?${this.settings}`, request.signal);
    this.#paths = null;
    if (answer && !answer.errors && !request.signal.aborted) this.#show(decoded(answer, new Frame(this.#svg)));
    if (!this.#missed) return;
    this.#missed = false;
    if (!request.signal.aborted) this.#follow();
  }

  #show(racers) {
    this.racers = racers;
    this.path = { n: Math.max(...racers.map(({ places }) => places.length)) - 1 };
    this.step = this.atEnd ? this.path.n : Math.min(this.step, this.path.n);
    this.#tell("trajectory");
    this.#tell("step");
  }

  #tell(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

async function fetchPage(address, signal) {
  try {
    const answer = await reach(address, signal);
    const content = new DOMParser().parseFromString(await answer.text(), "text/html");
    return { ok: answer.ok, content };
  } catch {
    return null; // overtaken: what is shown stays
  }
}

function decoded({ racers }, frame) {
  return racers.map(({ optimizer, points }) => {
    const columns = points.shape[1];
    const values = new Float32Array(Uint8Array.from(atob(points.bdata), (letter) => letter.charCodeAt(0)).buffer);
    const path = { x: values.subarray(0, columns), y: values.subarray(columns), n: columns - 1 };
    return { optimizer, places: frame.places(path) };
  });
}
