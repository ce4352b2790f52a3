// The network's page: a change of any setting asks the server for the page anew, and its parts are put in place.

import { put, settingsOf } from "../runs/form.js";
import { isOpen, problem, say, settle, stepped } from "../runs/number-fields.js";
import { plain } from "../runs/numbers.js";
import { ROOT } from "../web/root.js";

const RESTS = 250;
const AGAIN = 150;
const PACE = 140;

/** @param {HTMLElement} root */
export default function training(root) {
  new TrainingPage(root).watch();
}

class TrainingPage {
  #root;
  #timer = 0;
  #asked = 0;
  #playing = 0;
  #tracks = new Map();

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
  }

  watch() {
    this.#root.addEventListener("input", (event) => this.#moved(/** @type {HTMLInputElement} */ (event.target)));
    this.#root.addEventListener("change", (event) => this.#typed(/** @type {HTMLInputElement} */ (event.target)));
    this.#root.addEventListener("keydown", (event) => this.#stepped(event));
    this.#root.addEventListener("click", (event) => this.#clicked(event));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask(this.#query);
    });
    window.addEventListener("popstate", () => this.#ask(location.search.slice(1), false));
    this.#settle();
    if (this.#root.dataset.whole === "no") this.#later(AGAIN);
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (this.#root.querySelector("form"));
  }

  // Only rules that train have a say about their rate.
  get #query() {
    const data = settingsOf(this.#form);
    const chosen = new Set(data.getAll("optimizer"));
    const kept = [...data].filter(([name, value]) => value !== "" && (!name.endsWith(".lr") || chosen.has(name.slice(0, -3))));
    return new URLSearchParams(/** @type {string[][]} */ (kept)).toString();
  }

  // A number that is being typed is nobody's setting yet.
  /** @param {HTMLInputElement} field */
  #moved(field) {
    if (field.dataset.number) return;
    if (field.matches("[data-moment]")) return this.#show(Number(field.value));
    if (field.matches("[data-range]")) this.#takeRate(field);
    this.#later(RESTS);
  }

  /** @param {HTMLInputElement} field */
  #typed(field) {
    if (!field.dataset.number) return;
    const wrong = settle(field);
    say(field, wrong);
    if (!wrong) this.#later(RESTS);
  }

  /** @param {KeyboardEvent} event */
  #stepped(event) {
    const value = stepped(event);
    if (value === null) return;
    const field = /** @type {HTMLInputElement} */ (event.target);
    field.value = plain(value);
    this.#typed(field);
  }

  #later(after) {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#ask(this.#query), after);
  }

  /** @param {Event} event */
  #clicked(event) {
    const target = /** @type {Element} */ (event.target);
    if (target.closest("[data-play]")) return this.#play();
    const preset = /** @type {HTMLAnchorElement | null} */ (target.closest("[data-preset]"));
    if (!preset || /** @type {MouseEvent} */ (event).ctrlKey || /** @type {MouseEvent} */ (event).metaKey) return;
    event.preventDefault();
    this.#ask(new URL(preset.href).search.slice(1));
    this.#root.querySelector(".training-view")?.scrollIntoView({ block: "start" });
  }

  async #ask(query, remember = true) {
    clearTimeout(this.#timer);
    const turn = ++this.#asked;
    this.#root.setAttribute("aria-busy", "true");
    const answer = await fetch(`${ROOT}/training?${query}`).catch(() => null);
    const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn !== this.#asked) return;
    this.#root.removeAttribute("aria-busy");
    const fresh = /** @type {HTMLElement | null | undefined} */ (page?.querySelector("[data-module='training/training']"));
    if (!answer || !fresh) return this.#later(5000);
    if (remember && answer.ok) history.replaceState(null, "", `?${query}`);
    this.#take(fresh);
  }

  /** @param {HTMLElement} fresh */
  #take(fresh) {
    const focused = document.activeElement?.id;
    const place = document.activeElement?.closest("[data-rule]")?.getAttribute("data-rule");
    const kind = document.activeElement?.matches("[data-range]");
    const typed = this.#unsettled();
    for (const part of this.#root.querySelectorAll("[data-part]")) {
      const other = fresh.querySelector(`[data-part="${part.getAttribute("data-part")}"]`);
      if (other) part.replaceChildren(...other.childNodes);
    }
    this.#root.dataset.whole = fresh.dataset.whole;
    this.#settle();
    const again = kind ? this.#root.querySelector(`[data-rule="${place}"] [data-range]`) : focused && document.getElementById(focused);
    if (again instanceof HTMLElement) again.focus({ preventScroll: true });
    for (const restore of typed) restore();
    if (fresh.dataset.whole === "no") this.#later(AGAIN);
  }

  // What somebody has typed and nobody has taken stays in its field, with the cursor, when the page is renewed around it.
  #unsettled() {
    const fields = /** @type {HTMLInputElement[]} */ ([...this.#root.querySelectorAll("[data-number]")]);
    return fields.filter(isOpen).map(({ id, value, selectionStart, selectionEnd, validationMessage }) => () => {
      const field = /** @type {HTMLInputElement | null} */ (document.getElementById(id));
      if (!field) return;
      field.value = value;
      if (field === document.activeElement) field.setSelectionRange(selectionStart, selectionEnd);
      if (validationMessage) say(field, problem(field) || validationMessage);
    });
  }

  // What only scripts add to the parts: the sliders of the rates, and the strip along each.
  #settle() {
    clearInterval(this.#playing);
    const isWrong = this.#root.querySelector(".error-summary") !== null;
    for (const row of isWrong ? [] : this.#root.querySelectorAll("[data-rule]")) this.#track(/** @type {HTMLElement} */ (row));
    this.#root.dataset.drawn = String(this.#asked);
  }

  /** @param {HTMLElement} row */
  async #track(row) {
    const box = /** @type {HTMLInputElement} */ (row.querySelector("input[type=checkbox]"));
    if (!box.checked) return;
    const address = this.#trackAddress(box.value);
    if (!this.#tracks.has(address)) {
      const asked = fetch(address).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);
      this.#tracks.set(address, asked);
    }
    const found = await this.#tracks.get(address);
    if (!found || !row.isConnected) return;
    const range = /** @type {HTMLInputElement} */ (row.querySelector("[data-range]"));
    const exact = /** @type {HTMLInputElement} */ (row.querySelector("input[type=text]"));
    range.dataset.rates = found.rates.join(" ");
    range.value = String(nearest(found.rates, Number(exact.value)));
    this.#tell(range, found);
    const strip = /** @type {HTMLElement} */ (row.querySelector("[data-strip]"));
    strip.className = `rate-strip opt-${box.value.replaceAll("_", "-")}`;
    strip.replaceChildren(...found.test_accuracy.map((share, at) => bar(share, found.diverged[at])));
  }

  /** @param {string} rule */
  #trackAddress(rule) {
    const kept = [...new URLSearchParams(this.#query)].filter(
      ([name]) => !name.endsWith(".lr") && !["optimizer", "look", "seeds"].includes(name),
    );
    return `${ROOT}/api/training/track?${new URLSearchParams([["optimizer", rule], ["seeds", "1"], ...kept])}`;
  }

  /** @param {HTMLInputElement} range */
  #takeRate(range) {
    const exact = /** @type {HTMLInputElement} */ (range.closest("[data-rule]")?.querySelector("input[type=text]"));
    const rates = (range.dataset.rates ?? "").split(" ");
    if (rates.length > 1) put(exact, rates[Number(range.value)]);
    range.setAttribute("aria-valuetext", `${exact.value}${range.dataset.says ? `: ${range.dataset.says.split(";")[Number(range.value)]}` : ""}`);
  }

  #tell(range, found) {
    range.dataset.says = found.test_accuracy.map((share) => `${Math.round(100 * share)} % of the test images right`).join(";");
    range.setAttribute("aria-valuetext", `${found.rates[range.value]}: ${range.dataset.says.split(";")[range.value]}`);
  }

  #play() {
    const moment = /** @type {HTMLInputElement} */ (this.#root.querySelector("[data-moment]"));
    const group = /** @type {HTMLElement} */ (this.#root.querySelector("[data-playback]"));
    if ("playing" in group.dataset) return this.#stop(group);
    if (moment.value === moment.max) moment.value = "0";
    group.dataset.playing = "";
    group.querySelector("[data-play]")?.setAttribute("aria-label", "Pause");
    this.#show(Number(moment.value));
    this.#playing = window.setInterval(() => {
      moment.value = String(Number(moment.value) + 1);
      this.#show(Number(moment.value));
      if (moment.value === moment.max) this.#stop(group);
    }, PACE);
  }

  /** @param {HTMLElement} group */
  #stop(group) {
    clearInterval(this.#playing);
    delete group.dataset.playing;
    group.querySelector("[data-play]")?.setAttribute("aria-label", "Play");
  }

  /** @param {number} number */
  #show(number) {
    const moments = JSON.parse(this.#root.querySelector("[data-moments]")?.textContent ?? "[]");
    const { updates, along, right } = moments[number];
    for (const shown of this.#root.querySelectorAll("[data-shown]")) shown.setAttribute("width", String(along + 4));
    const told = this.#root.querySelector("[data-told]");
    if (told) told.textContent = updates;
    this.#root.querySelector("[data-moment]")?.setAttribute("aria-valuetext", `${updates} updates`);
    for (const output of this.#root.querySelectorAll("[data-right]")) {
      const share = right[Number(output.getAttribute("data-right"))];
      output.textContent = share === null ? "diverged" : `${share.toFixed(1)} %`;
    }
  }
}

/** @param {number[]} rates @param {number} rate */
function nearest(rates, rate) {
  const away = rates.map((each) => Math.abs(Math.log(each / rate)));
  return away.indexOf(Math.min(...away));
}

/** @param {number} share @param {number} diverged */
function bar(share, diverged) {
  const made = document.createElement("i");
  if (diverged) made.className = "lost";
  made.style.height = `${diverged ? 100 : Math.round(100 * share)}%`;
  return made;
}
