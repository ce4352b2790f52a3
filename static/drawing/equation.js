// The equation: the numbers of the step that is shown, and a symbol's counterparts lit wherever they are.

import { digits, setting } from "../runs/numbers.js";
import { oncePerFrame } from "./stage.js";
import { runOf } from "../runs/run-store.js";

export default function (root) {
  const run = runOf(root);
  new Numbers(root, run).watch();
  new Light(run.root, root).watch();
}

class Numbers {
  #root;
  #run;
  #places;

  /** @param {any} root @param {import("../runs/run-store.js").Run} run */
  constructor(root, run) {
    this.#root = root.querySelector("[data-numbers]");
    this.#run = run;
    const columns = [...(this.#root?.querySelectorAll("[data-coordinate]") ?? [])];
    this.#places = columns.flatMap((column) => [...column.querySelectorAll(".val")].map((place) => read(place, Number(column.dataset.coordinate))));
  }

  watch() {
    if (!this.#root) return;
    const soon = oncePerFrame(() => this.#show());
    this.#run.on("trajectory", soon);
    this.#run.on("step", soon);
    if (this.#run.path) soon();
  }

  // A path from a sweep has no state: the numbers wait for the exact run.
  #show() {
    const { exact, shown } = this.#run;
    this.#root.toggleAttribute("data-waiting", !exact);
    if (!exact || shown < 1) return;
    this.#root.querySelector("[data-shown-step]").textContent = shown;
    const isUncorrected = exact.hyperparameters.bias_correction === 0;
    for (const line of this.#root.querySelectorAll('[data-line$="_hat"]')) line.classList.toggle("off", isUncorrected);
    for (const { place, name, after, around, coordinate } of this.#places) {
      const [value, isSetting] = valueOf(exact, name, shown, after, coordinate);
      const text = isSetting ? setting(value) : digits(value);
      const inParentheses = (around && value < 0) || (around === "power" && text.includes("×"));
      const written = inParentheses ? `(${text})` : text;
      if (place.textContent !== written) place.textContent = written;
    }
  }
}

// A place's class says what it holds: "val val-<name> before|after [paren|power]".
function read(place, coordinate) {
  const [, name, when, around] = place.getAttribute("class").split(" ");
  return { place, name: name.slice(4), after: when === "after" ? 1 : 0, around: /^(paren|power)$/.test(around) && around, coordinate };
}

// The value of a symbol at a step, and whether somebody set it.
export function valueOf(exact, name, step, after, coordinate) {
  if (name === "t") return [step, true];
  if (name === "g") return [exact.gradients[coordinate][step - 1], false];
  if (name === "theta") return [exact.points[coordinate][step - 1 + after], false];
  if (name in exact.state) return [exact.state[name][coordinate][step - 1 + after], false];
  const value = exact.hyperparameters[name];
  return [name === "lr" && exact.factors ? value * exact.factors[step - 1] : value, true];
}

const ACTS_ON = { lr: ".arrow.step", momentum: ".arrow.velocity", beta1: ".arrow.moment" }; // settings, and what they make

class Light {
  #page;
  #root;
  #pointed = null;
  #focused = null;
  #held = null;

  constructor(page, root) {
    this.#page = page;
    this.#root = root;
  }

  watch() {
    const hear = (type, act) => this.#root.addEventListener(type, (event) => (act(event), this.#show()));
    hear("pointerover", ({ target }) => (this.#pointed = nameOf(target)));
    hear("pointerout", () => (this.#pointed = null));
    hear("focusin", ({ target }) => (this.#focused = nameOf(target)));
    hear("focusout", () => (this.#focused = null));
    this.#root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-light]");
      if (button) this.#hold(button.dataset.light);
    });
  }

  #hold(name) {
    this.#held = this.#held === name ? null : name;
    for (const button of this.#root.querySelectorAll("[data-light]")) button.setAttribute("aria-pressed", String(button.dataset.light === this.#held));
    this.#show();
  }

  // A mouse that rests says nothing: text that scrolls away under it puts out nothing that the keyboard has lit.
  #show() {
    this.#light(this.#pointed ?? this.#focused ?? this.#held);
  }

  #light(name) {
    if (this.#page.dataset.lit === (name ?? undefined)) return;
    for (const lit of this.#page.querySelectorAll(".lit")) lit.classList.remove("lit");
    if (name) this.#page.dataset.lit = name;
    else delete this.#page.dataset.lit;
    for (const about of name ? this.#about(name) : []) about.classList.add("lit");
  }

  // The symbol itself wherever it stands, its slider, and the arrow of its idea.
  #about(name) {
    const selectors = [`.sym-${name}`, `.val-${name}`, `[data-about~="${name}"]`];
    const idea = this.#root.querySelector(`.sym-${name}`)?.getAttribute("class").match(/idea-[\w-]+/)?.[0];
    if (idea) selectors.push(`.arrow.${idea}`, `.arrow-key .${idea}`);
    if (ACTS_ON[name]) selectors.push(ACTS_ON[name]);
    return this.#page.querySelectorAll(selectors.join());
  }
}

function nameOf(target) {
  const symbol = target.closest?.(".sym");
  if (symbol) return symbol.getAttribute("class").match(/sym-([\w-]+)/)[1];
  const value = target.closest?.(".val");
  if (value) return value.getAttribute("class").match(/val-([\w-]+)/)[1];
  return target.closest?.("[data-about]")?.dataset.about ?? null;
}
