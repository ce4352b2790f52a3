// The browser's own voice, where it has one and somebody asks for it; and how long the same words take to read.

const PACE = 150; // words a minute

/** @param {string} words @returns {number} milliseconds */
export function readingTime(words) {
  return (words.split(/\s+/).length / PACE) * 60_000;
}

export class Voice {
  #box;
  #speed;

  /** @param {HTMLElement} choice What asks for the voice. @param {() => number} speed */
  constructor(choice, speed) {
    this.#box = choice.querySelector("input");
    this.#speed = speed;
    choice.hidden = !("speechSynthesis" in window);
    this.#box.addEventListener("change", () => this.stop());
  }

  get isOn() {
    return this.#box.checked;
  }

  /** @param {string} words @returns {Promise<unknown>} Resolves when they have been said, were broken off, or cannot be said. */
  say(words) {
    return new Promise((/** @type {(value?: unknown) => void} */ done) => {
      const said = new SpeechSynthesisUtterance(words);
      said.lang = "en";
      said.rate = this.#speed();
      said.addEventListener("end", () => done());
      said.addEventListener("error", () => done());
      speechSynthesis.speak(said);
    });
  }

  stop() {
    if ("speechSynthesis" in window) speechSynthesis.cancel();
  }
}
