// One setting: a slider over its ticks, its exact number, and along the track what every tick would do.

import { drawn, goodRates, inWords } from "./good-rates.js";
import { keepWrong, refuse, say, settle, stepped } from "./number-fields.js";
import { briefly, setting } from "./numbers.js";
import { runOf } from "./run-store.js";
import { nearest } from "./sweeps.js";

const IDLE = 350; // milliseconds after the last change before the sweeps of sliders in sight are fetched

export default function (root) {
  new Slider(root, runOf(root)).watch();
}

class Slider {
  #root;
  #run;
  #name;
  #ticks;
  #range;
  #exact;
  #strip;
  #band; // words on the good learning rates, where this is the learning rate
  #timer = 0;
  #inSight = false;
  /** @type {AbortController | null} */
  #asked = null;

  /** @param {any} root @param {import("./run-store.js").Run} run */
  constructor(root, run) {
    this.#root = root;
    this.#run = run;
    this.#name = root.dataset.name;
    this.#ticks = root.querySelector("[data-exact]").dataset.ticks.split(" ").map(Number);
    this.#range = root.querySelector("[data-range]");
    this.#exact = root.querySelector("[data-exact]");
    this.#strip = root.querySelector("[data-strip]");
    this.#band = root.querySelector("[data-band]");
  }

  watch() {
    // At once: the stage draws in the next frame, and to wait for a frame here too would show every move a frame late.
    this.#range.addEventListener("input", () => this.#dragged());
    this.#range.addEventListener("pointerdown", () => this.#wantSweep());
    this.#range.addEventListener("focus", () => this.#wantSweep());
    this.#exact.addEventListener("change", () => this.#typed());
    this.#exact.addEventListener("keydown", (event) => this.#keyed(event));
    this.#run.on("settings", ({ names }) => this.#changed(names));
    this.#run.on("landscape", () => this.#forgetStrip());
    this.#run.on("sweep", ({ name }) => name === this.#name && this.#drawStrip());
    this.#run.on("predicted", () => this.#run.sweep(this.#name) && this.#drawStrip());
    this.#run.on("refused", ({ errors }) => this.#refused(errors));
    this.#run.on("trajectory", () => keepWrong([this.#exact]));
    this.#showRange();
    new IntersectionObserver((entries) => this.#look(entries.at(-1).isIntersecting)).observe(this.#root);
  }

  #look(inSight) {
    this.#inSight = inSight;
    if (inSight) this.#whenIdle();
  }

  // In the frame of the move: with a sweep there, the path is drawn from it at once.
  #dragged() {
    const tick = Number(this.#range.value);
    const value = this.#ticks[tick];
    const sweep = this.#run.sweep(this.#name);
    this.#run.atEnd = true;
    this.#run.change({ [this.#name]: value }, { local: sweep?.path(sweep.nearest(value)) ?? null });
    this.#describe();
  }

  #typed() {
    const wrong = settle(this.#exact);
    if (wrong) say(this.#exact, wrong);
    else this.#run.change({ [this.#name]: this.#exact.value });
  }

  // An arrow key in the number moves the slider by a tick.
  #keyed(event) {
    const value = stepped(event);
    if (value === null) return;
    this.#range.value = nearest(this.#ticks, value);
    this.#wantSweep();
    this.#dragged();
  }

  get #value() {
    const settled = Number(this.#exact.defaultValue);
    return Number.isNaN(settled) ? this.#ticks[Number(this.#range.value)] : settled;
  }

  #changed(names) {
    if (names.includes(this.#name)) this.#showRange();
    if (!names.every((name) => name === this.#name)) this.#forgetStrip();
  }

  #showRange() {
    const tick = nearest(this.#ticks, this.#value);
    if (Number(this.#range.value) !== tick) this.#range.value = tick;
    this.#describe();
  }

  #describe() {
    const sweep = this.#run.withholds(this.#name) ? null : this.#run.sweep(this.#name);
    const outcome = sweep?.outcomes[Number(this.#range.value)];
    const words = outcome ? `, ${briefly(outcome)}` : "";
    this.#range.setAttribute("aria-valuetext", `${setting(this.#value)}${words}`);
  }

  #wantSweep() {
    this.#run.fetchSweep(this.#name);
  }

  #whenIdle() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#inSight && this.#wantSweep(), IDLE);
  }

  #forgetStrip() {
    this.#strip.style.opacity = 0.25;
    this.#asked?.abort();
    this.#tellBand("");
    this.#whenIdle();
  }

  #drawStrip() {
    const isWithheld = this.#run.withholds(this.#name);
    this.#strip.toggleAttribute("data-withheld", isWithheld);
    if (isWithheld) return;
    const { outcomes } = this.#run.sweep(this.#name);
    this.#strip.replaceChildren(...cells(outcomes));
    this.#strip.style.opacity = 1;
    this.#strip.dataset.known = "";
    this.#describe();
    this.#fetchBand();
  }

  async #fetchBand() {
    if (!this.#band) return;
    this.#asked?.abort();
    const request = (this.#asked = new AbortController());
    const band = await goodRates(this.#run.settings, request.signal);
    if (!band || request.signal.aborted) return;
    this.#strip.append(drawn(band, this.#ticks));
    this.#tellBand(inWords(band));
  }

  #tellBand(words) {
    if (this.#band) this.#band.textContent = words;
  }

  #refused(errors) {
    const mine = errors.find(({ field }) => field === this.#name);
    if (mine) refuse(this.#exact, this.#run.accepted(this.#name), mine.message);
  }
}

// Equal neighbours are one cell. On sampled data a run that does not arrive hovers, and its bar is as high as it hovers,
// on a logarithmic scale.
function cells(outcomes) {
  const levels = outcomes.filter(hovers).map(({ level }) => Math.log(level));
  const [low, high] = [Math.min(...levels), Math.max(...levels)];
  const drawn = [];
  for (const outcome of outcomes) {
    const height = hovers(outcome) ? Math.round(15 + (80 * (Math.log(outcome.level) - low)) / (high - low || 1)) : 0;
    const kind = SAME[outcome.kind] ?? (height ? "hovers" : outcome.kind);
    const last = drawn.at(-1);
    if (last?.kind === kind && last.height === height) last.count++;
    else drawn.push({ kind, height, count: 1 });
  }
  return drawn.map(cell);
}

const SAME = { converged: "reached", escaped: "reached" };

function hovers({ kind, level }) {
  return level > 0 && (kind === "unsettled" || kind === "ran_out");
}

function cell({ kind, height, count }) {
  const drawn = document.createElement("i");
  drawn.className = kind;
  drawn.style.flexGrow = count;
  if (height) drawn.style.height = `${height}%`;
  return drawn;
}
