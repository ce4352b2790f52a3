// The race that the playground shows: its settings (the page's form), each racer's path, and the step that is looked at.
// It answers to the same calls as a lesson's run, so the same transport and the same start handle serve both.

import { reach } from "../web/connection.js";
import { stageOf } from "../drawing/stage.js";
import { ask, pathOf } from "../runs/api.js";
import { fieldOf, put, settingsOf } from "../runs/form.js";
import { Playback } from "../runs/playback.js";
import { ROOT } from "../web/root.js";

const REST = 250; // milliseconds without a move of the start after which the whole page follows

/** @typedef {{ optimizer: string, places: string[], exact?: any }} Racer Its path as "X,Y" for each point, in stage units; exact: its numbers. */

/** @extends {Playback<{ n: number }>} Its path has as many steps as the longest of the racers'. */
export class Race extends Playback {
  /** @type {Racer[]} */
  racers = [];
  replays = false; // whether the race is to start again once its page is there
  #stage;
  #resting = 0;
  /** @type {AbortController | null} */
  #page = null;
  /** @type {AbortController | null} */
  #paths = null;
  #missed = false;
  /** @type {Racer[] | null} */
  #measured = null; // whose numbers were asked for
  #drawnFor = ""; // the settings of the page's own racers; none while the start moves

  /** @param {HTMLElement} root */
  constructor(root) {
    super();
    this.root = root;
    this.form = root.querySelector("form");
    this.#stage = stageOf(root);
    this.on("view", () => this.#measure());
  }

  get settings() {
    const settings = settingsOf(this.form);
    for (const name of ["shown", "view"]) settings.delete(name); // the page's alone
    if (!settings.get("change")) settings.delete("change");
    if (!settings.get("landscape.view")) settings.delete("landscape.view"); // to be found
    if (settings.get("rates") !== "same") settings.delete("lr");
    return settings;
  }

  /** @returns {import("../drawing/ground.js").DrawnPath[]} */
  get drawn() {
    return this.racers.map(({ optimizer, places, exact }) => ({ optimizer, path: exact ? pathOf(exact) : this.#stage.frame.path(places) }));
  }

  // Whether the racers are those of the page, as it rests: a slow plot waits for them.
  get exact() {
    return this.#drawnFor !== "";
  }

  /** @param {string} name @returns {string | null} */
  get(name) {
    return this.settings.get(name);
  }

  // After which step the rate is another; none if it is not.
  get changedAfter() {
    return Number.parseInt(this.get("change") ?? "", 10) || 0;
  }

  /** @param {Record<string, string>} values The start moves: the paths follow at once, the rest of the page when it rests. */
  change(values) {
    for (const [name, value] of Object.entries(values)) put(fieldOf(this.form, name), value);
    this.tell("settings", { names: Object.keys(values) });
    this.#follow();
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.refresh(), REST);
  }

  // The paths that the page was drawn with.
  load() {
    this.#drawnFor = String(this.settings);
    this.takeRacers(this.#stage.svg);
    this.#measure();
  }

  /** @param {SVGSVGElement} fresh Another drawing, whose ground and racers take the place of this one's. */
  takePicture(fresh) {
    this.#stage.takeGround(fresh);
    this.takeRacers(fresh);
    this.tell("landscape", {});
  }

  /** @param {SVGSVGElement} drawing The racers' paths as it has them. */
  takeRacers(drawing) {
    /** @type {NodeListOf<SVGElement>} */
    const groups = drawing.querySelectorAll("[data-racer]");
    const places = (group) => group.querySelector("[data-path]").getAttribute("points").split(" ");
    this.#show([...groups].map((group) => ({ optimizer: group.dataset.racer, places: places(group) })));
  }

  // The page for the settings as they are now; the last one asked for wins.
  async refresh() {
    clearTimeout(this.#resting);
    this.#page?.abort();
    this.#paths?.abort();
    const request = (this.#page = new AbortController());
    const shown = fieldOf(this.form, "shown").value; // a start stays with its landscape
    const asked = String(this.settings);
    const page = await fetchPage(`${location.pathname}?${asked}&shown=${shown}`, request.signal);
    if (!page || request.signal.aborted) return;
    if (page.ok) this.#drawnFor = asked;
    this.tell("page", page);
    this.#measure();
  }

  // The numbers of the racers that are shown, for the plot, which tells them: asked for at rest alone.
  async #measure() {
    const { racers } = this;
    if (this.view !== "plot" || !this.#drawnFor || this.#measured === racers) return;
    this.#measured = racers;
    const answer = await ask(`${ROOT}/api/race/steps?${this.#drawnFor}`);
    if (!answer || answer.errors) this.#measured = null;
    if (!this.#measured || this.racers !== racers) return;
    racers.forEach((racer, place) => (racer.exact = answer[place]));
    this.tell("step", {});
  }

  // One request for paths at a time: where the start has moved on meanwhile, another follows.
  async #follow() {
    if (this.#paths) {
      this.#missed = true;
      return;
    }
    const request = (this.#paths = new AbortController());
    const answer = await ask(`${ROOT}/api/race?${this.settings}`, request.signal);
    this.#paths = null;
    if (answer && !answer.errors && !request.signal.aborted) {
      this.#drawnFor = "";
      this.#show(decoded(answer, this.#stage.frame));
    }
    if (!this.#missed) return;
    this.#missed = false;
    if (!request.signal.aborted) this.#follow();
  }

  /** @param {Racer[]} racers */
  #show(racers) {
    this.racers = racers;
    this.take({ n: Math.max(...racers.map(({ places }) => places.length)) - 1 });
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
