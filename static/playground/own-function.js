// A function that somebody types: while it is typed it is shown as it is read, or where it is wrong; once it is settled, the
// race goes over to it. The server reads it; nothing is kept.

import { ask } from "../runs/api.js";
import { put } from "../runs/form.js";
import { say, settle } from "../runs/number-fields.js";
import { setting } from "../runs/numbers.js";
import { ROOT } from "../web/root.js";

const REST = 200; // milliseconds without a key after which what was typed is read
const WRONG = /^is wrong at character (\d+)\. /;

export default function (root) {
  new Editor(root).watch();
}

class Editor {
  #root;
  #formula;
  #view;
  #timer = 0;
  /** @type {AbortController | null} */
  #request = null;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#formula = /** @type {HTMLInputElement} */ (root.querySelector('[name="landscape.f"]'));
    this.#view = /** @type {HTMLInputElement} */ (root.querySelector('[name="landscape.view"]'));
  }

  watch() {
    this.#formula.addEventListener("input", () => this.#later());
    for (const field of [this.#formula, this.#view]) {
      field.addEventListener("change", (event) => {
        event.stopPropagation(); // it counts once it has been read
        this.#settle();
      });
    }
    this.#root.addEventListener("click", (event) => {
      const example = /** @type {Element} */ (event.target).closest("[data-example]");
      if (!(example instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.#formula.value = example.dataset.example ?? "";
      put(this.#view, example.dataset.view ?? "");
      this.#settle();
    });
  }

  #later() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#timer = setTimeout(() => this.#read(), REST);
  }

  async #settle() {
    const wrong = settle(this.#view);
    say(this.#view, wrong);
    if (wrong || !(await this.#read())) return;
    put(this.#formula, this.#formula.value);
    this.#formula.defaultValue = this.#formula.value;
    this.#formula.dispatchEvent(new CustomEvent("settled", { bubbles: true }));
  }

  // Whether what stands in the fields can be read; overtaken, it cannot.
  async #read() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    const request = (this.#request = new AbortController());
    const query = new URLSearchParams({ "landscape.f": this.#formula.value });
    if (this.#view.defaultValue) query.set("landscape.view", this.#view.defaultValue);
    const answer = await ask(`${ROOT}/api/function?${query}`, request.signal);
    if (!answer || request.signal.aborted) return false;
    if (answer.errors) this.#showWrong(answer.errors);
    else this.#showRead(answer);
    return !answer.errors;
  }

  #showRead({ mathml, view, remarks }) {
    for (const field of [this.#formula, this.#view]) say(field, "");
    const typeset = document.createElement("p");
    typeset.className = "typeset";
    typeset.tabIndex = 0;
    typeset.setAttribute("role", "group");
    typeset.setAttribute("aria-label", "Your function, as it is read");
    typeset.append(parsed(mathml));
    this.#part("read").replaceChildren(typeset);
    const [left, right, bottom, top] = view.map(setting);
    const found = this.#view.defaultValue ? "" : ", as found";
    this.#tell([...remarks, `Shown: x from ${left} to ${right}, y from ${bottom} to ${top}${found}.`]);
  }

  #showWrong(errors) {
    const about = (name) => errors.find(({ field }) => field === name)?.message ?? "";
    const message = about("landscape.f");
    const [told, place] = WRONG.exec(message) ?? [];
    say(this.#formula, place ? `At character ${place}: ${message.slice(told.length)}` : message);
    say(this.#view, about("landscape.view"));
    this.#part("read").replaceChildren(...(place ? [pointed(this.#formula.value, Number(place) - 1)] : []));
    this.#tell([]);
  }

  /** @param {string[]} remarks */
  #tell(remarks) {
    const items = remarks.map((remark) => Object.assign(document.createElement("li"), { textContent: remark }));
    const place = this.#part("remarks");
    if (place.textContent !== items.map(({ textContent }) => textContent).join("")) place.replaceChildren(...items);
  }

  /** @param {string} name @returns {HTMLElement} */
  #part(name) {
    return this.#root.querySelector(`[data-${name}]`);
  }
}

// The server's own MathML.
function parsed(mathml) {
  return document.adoptNode(new DOMParser().parseFromString(mathml, "text/html").body.firstElementChild);
}

// The formula with a mark on the character that is wrong; what cannot be seen is replaced, so that it does nothing.
function pointed(text, at) {
  const letters = [...text].map((each) => (/\p{C}|[\u2028\u2029]/u.test(each) ? "\ufffd" : each));
  const line = Object.assign(document.createElement("code"), { className: "pointed", dir: "ltr" });
  const mark = Object.assign(document.createElement("mark"), { textContent: letters[at] ?? "\u2002" });
  line.append(letters.slice(0, at).join(""), mark, letters.slice(at + 1, at + 61).join(""));
  return line;
}
