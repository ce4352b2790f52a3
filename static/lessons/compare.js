// Other rules from the same start on the same landscape: at the same learning rate, or each at the best that a sweep finds.

import { ask, pathOf } from "../runs/api.js";
import { apart } from "../runs/good-rates.js";
import { briefly, digits, setting } from "../runs/numbers.js";
import { runOf } from "../runs/run-store.js";
import { ROOT } from "../web/root.js";

const SHARED = /^(landscape|loss|start$|steps$|seed$)/;

export default function (root) {
  new Comparison(root, runOf(root)).watch();
}

class Comparison {
  #root;
  #run;
  #fixed = []; // runs given by an address: their own settings, as URLSearchParams
  #request = null;

  /** @param {any} root @param {import("../runs/run-store.js").Run} run */
  constructor(root, run) {
    this.#root = root;
    this.#run = run;
  }

  watch() {
    this.#root.addEventListener("change", ({ target }) => this.#changed(target));
    this.#run.on("beside", ({ queries }) => this.#beside(queries));
    this.#run.on("trajectory", ({ exact }) => exact && this.#draw());
    const asked = new URLSearchParams(location.search);
    this.#beside(this.#run.root.dataset.beside.split(" ").filter(Boolean), asked.getAll("compare"));
    if (this.#run.exact) this.#draw();
  }

  #beside(queries, rules = []) {
    this.#fixed = queries.filter((query) => query.includes("=")).map((query) => new URLSearchParams(query));
    const given = this.#fixed.map((own) => own.get("optimizer"));
    for (const box of this.#boxes()) box.checked = [...rules, ...given].includes(box.value);
    if (rules.length) this.#root.querySelector('[data-rates][value="best"]').checked = true;
  }

  // A run from an address stays as it came while its box stays ticked, and nobody asks for other rates.
  #changed(control) {
    const ticked = new Set(this.#ticked());
    this.#fixed = control.name === "compare" ? this.#fixed.filter((own) => ticked.has(own.get("optimizer"))) : [];
    this.#draw();
  }

  #ticked() {
    return this.#boxes().filter((box) => box.checked).map((box) => box.value);
  }

  #boxes() {
    return [...this.#root.querySelectorAll('[name="compare"]')];
  }

  async #draw() {
    this.#request?.abort();
    const request = (this.#request = new AbortController());
    const given = this.#fixed.map((own) => own.get("optimizer"));
    const chosen = this.#ticked().filter((rule) => !given.includes(rule));
    const asked = [...this.#fixed.map((own) => this.#follow(own, request.signal)), ...chosen.map((rule) => this.#choose(rule, request.signal))];
    const others = (await Promise.all(asked)).filter(Boolean);
    if (request.signal.aborted || (!others.length && !this.#run.others.length)) return;
    this.#run.setOthers(others);
    this.#show(others);
  }

  // A run's own settings with what all runs on the stage share.
  #with(own) {
    const settings = new URLSearchParams([...own].filter(([name]) => !SHARED.test(name)));
    for (const [name, value] of this.#run.settings) if (SHARED.test(name)) settings.set(name, value);
    return settings;
  }

  async #follow(own, signal) {
    const settings = this.#with(own);
    const answer = await ask(`${ROOT}/api/trajectory?${settings}`, signal);
    if (!answer) return null;
    return { optimizer: own.get("optimizer"), settings, ...(answer.errors ? { refusal: answer.errors[0].message } : { path: pathOf(answer) }) };
  }

  async #choose(optimizer, signal) {
    const isBest = this.#root.querySelector("[data-rates]:checked").value === "best";
    const { rate, good } = isBest ? await this.#best(optimizer, signal) : { rate: this.#run.get("lr") };
    const followed = await this.#follow(new URLSearchParams({ optimizer, lr: rate }), signal);
    return followed && { ...followed, good, isBest };
  }

  // A race of one is run at its best rate, which the server finds.
  async #best(optimizer, signal) {
    const race = this.#with(new URLSearchParams({ optimizer, rates: "best" }));
    race.set("gradients", race.get("steps") ?? String(this.#run.path.n));
    race.delete("steps");
    const answer = await ask(`${ROOT}/api/race?${race}`, signal);
    if (!answer || answer.errors) return { rate: this.#run.get("lr") };
    const [racer] = answer.racers;
    return { rate: String(racer.hyperparameters.lr), good: racer.good_rates };
  }

  #show(others) {
    const own = { optimizer: this.#run.get("optimizer"), settings: this.#run.settings, path: this.#run.path };
    const rows = [row(this.#nameOf(own.optimizer), own), ...others.map((each) => row(this.#otherName(each.optimizer), each))];
    const table = this.#root.querySelector("[data-standings]");
    table.querySelector("tbody").replaceChildren(...rows);
    table.hidden = others.length === 0;
    this.#run.root.querySelector("[data-others-legend]").replaceChildren(...others.map((each) => this.#entry(each)));
  }

  #entry({ optimizer, path, refusal }) {
    const entry = document.createElement("li");
    const swatch = this.#root.querySelector(".swatch").cloneNode(true);
    swatch.setAttribute("class", `swatch opt-${optimizer.replaceAll("_", "-")}${this.#isTwin(optimizer) ? " twin" : ""}`);
    const words = document.createElement("span");
    words.textContent = `${this.#otherName(optimizer)}: ${path ? briefly(path.outcome) : refusal}`;
    entry.append(swatch, words);
    return entry;
  }

  // The page's own rule a second time.
  #isTwin(optimizer) {
    return optimizer === this.#run.get("optimizer");
  }

  #otherName(optimizer) {
    return this.#nameOf(optimizer) + (this.#isTwin(optimizer) ? ", other settings" : "");
  }

  #nameOf(optimizer) {
    const box = this.#root.querySelector(`[value="${optimizer}"]`);
    return box?.parentElement.querySelector("span").textContent ?? this.#run.root.dataset.name ?? document.querySelector("h1").textContent;
  }
}

// What there is to say beside a rate that the server chose: which others do nearly as well, or that none will do.
function range(good) {
  if (!good) return " (every rate diverges)";
  return good[0] === good[1] ? "" : ` (${apart(good[0], good[1]).join(" to ")} do nearly as well)`;
}

/**
 * @param {string} name
 * @param {{settings: URLSearchParams, path?: *, refusal?: string, isBest?: boolean, good?: *}} run
 */
function row(name, { settings, path, refusal, isBest, good }) {
  const drawn = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = name;
  const losses = path?.exact?.losses;
  const rate = settings.get("lr") ?? path?.exact?.hyperparameters.lr;
  const told = rate === undefined ? "–" : setting(Number(rate));
  const texts = [told + (isBest ? range(good) : ""), losses ? digits(losses.at(-1)) : "", path ? briefly(path.outcome) : refusal];
  const cells = texts.map((text, index) => Object.assign(document.createElement("td"), { textContent: text, className: index < 2 ? "figure" : "" }));
  drawn.append(head, ...cells);
  return drawn;
}
