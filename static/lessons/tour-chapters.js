// The chapters of a tour as its transcript has them, and the stage of one of them as the server draws it.

import { bind } from "../web/main.js";
import { ROOT } from "../web/root.js";

/**
 * @typedef {object} Chapter
 * @property {string} id
 * @property {string} title
 * @property {string} caption
 * @property {string} question Empty where none is asked.
 * @property {string} answer
 * @property {string} reveal
 * @property {() => Node[]} words The caption and the question.
 * @property {() => Node[]} revealed
 * @property {{ id: string, text: () => Node[] }[]} options
 * @property {number} begin
 * @property {number} end
 * @property {string} lights
 * @property {import("../runs/playback.js").View} view
 */

/** @param {HTMLElement} root @returns {Chapter[]} */
export function readChapters(root) {
  return [...root.querySelectorAll("[data-part]")].map((part) => read(/** @type {HTMLElement} */ (part)));
}

/** @param {HTMLElement} part @returns {Chapter} */
function read(part) {
  const text = (name) => part.querySelector(`[data-${name}]`)?.textContent.trim() ?? "";
  const copies = (selector) => [...part.querySelectorAll(selector)].map((each) => each.cloneNode(true));
  const inside = (element) => () => [...element.cloneNode(true).childNodes];
  const { begin, end, view, lights } = part.dataset;
  return {
    id: part.dataset.part,
    title: text("title"),
    caption: text("caption"),
    question: text("asked"),
    answer: /** @type {HTMLElement} */ (part.querySelector("[data-answer]"))?.dataset.answer ?? "",
    reveal: text("revealed"),
    words: () => copies("[data-caption], [data-asked]"),
    revealed: () => inside(part.querySelector("[data-revealed]"))(),
    options: [...part.querySelectorAll("[data-option]")].map((each) => ({
      id: /** @type {HTMLElement} */ (each).dataset.option,
      text: inside(each),
    })),
    begin: Number(begin),
    end: Number(end),
    lights,
    view: /** @type {import("../runs/playback.js").View} */ (view),
  };
}

/**
 * Puts the stage of a chapter in its place, alive.
 * @param {HTMLElement} place
 * @param {string} tour
 * @param {string} chapter
 * @param {() => boolean} isWanted Whether it is still asked for once it has arrived.
 * @returns {Promise<boolean>} Whether it has come.
 */
export async function fetchStage(place, tour, chapter, isWanted) {
  const answer = await fetch(`${ROOT}/tours/${tour}?chapter=${encodeURIComponent(chapter)}`).catch(() => null);
  if (!answer?.ok || !isWanted()) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-tour-stage]");
  if (!fresh || !isWanted()) return false;
  place.replaceChildren(...[...fresh.childNodes].map((node) => document.adoptNode(node)));
  await bind(place);
  return true;
}

/** @param {import("../runs/run-store.js").Run} run Resolves once its path is there and everybody has heard of it. */
export async function settled(run) {
  if (!run.path) await new Promise((done) => run.on("trajectory", () => done(null), { once: true }));
}
