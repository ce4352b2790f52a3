// A guided tour: the words of a chapter, and the stage that follows them. It goes on by itself only while it plays, waits at each
// question, and stops as soon as somebody takes a control of the stage in hand. Where one stopped, one comes back to.

import { fetchStage, readChapters, settled } from "./tour-chapters.js";
import { note } from "../taking/noting.js";
import { readingTime, Voice } from "./tour-voice.js";
import { runOf, wantsMotion } from "../runs/run-store.js";

const TAKEN_BY = ["pointerdown", "keydown", "input"];
const LONGEST_WALK = 7000; // milliseconds for the steps of a chapter
const A_STEP = 450; // milliseconds for each of a few

export default function (root) {
  new Tour(root).open();
}

class Tour {
  #root;
  #slug;
  #chapters;
  #stage; // where the stage of a chapter stands
  #voice;
  #at = 0;
  #isRevealed = false;
  #isPlaying = false;
  #isTaken = false;
  #held = 0; // the step at which somebody took the stage
  #turn = 0; // what was begun in an earlier turn ends by itself

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#slug = root.dataset.tour;
    this.#chapters = readChapters(root);
    this.#stage = this.#part("tour-stage");
    this.#voice = new Voice(this.#part("voice"), () => this.#speed);
  }

  open() {
    this.#root.addEventListener("click", ({ target }) => {
      const asked = /** @type {HTMLElement} */ (target);
      this.#do(asked.closest("[data-tour-do]")?.getAttribute("data-tour-do"));
      const said = asked.closest("button[data-says]");
      if (said) this.#say(said);
    });
    for (const name of TAKEN_BY) this.#stage.addEventListener(name, (event) => this.#take(event));
    const asked = new URLSearchParams(location.search).get("chapter");
    const kept = asked ? { chapter: asked } : this.#kept();
    this.#go(Math.max(0, this.#chapters.findIndex(({ id }) => id === kept?.chapter)), kept?.isRevealed);
  }

  get #chapter() {
    return this.#chapters[this.#at];
  }

  get #run() {
    return runOf(this.#stage.querySelector("[data-run]"));
  }

  get #speed() {
    return Number(this.#part("tour-speed").value);
  }

  /** @returns {any} */
  #part(name) {
    return this.#root.querySelector(`[data-${name}]`);
  }

  #do(what) {
    if (what === "play") this.#isPlaying ? this.#pause() : this.#play();
    if (what === "back") this.#go(Math.max(0, this.#at - 1));
    if (what === "forward") this.#go(Math.min(this.#chapters.length - 1, this.#at + 1));
    if (what === "give-back") this.#giveBack();
  }

  /** Shows a chapter: its words, and its stage at the first step; then walks, unless a question comes before. */
  async #go(at, isRevealed = false) {
    const isElsewhere = at !== this.#at || this.#isTaken || this.#root.dataset.chapter !== this.#chapters[at].id;
    this.#at = at;
    this.#isRevealed = isRevealed || !this.#chapter.question;
    this.#setTaken(false);
    this.#tell();
    this.#keep();
    await this.#perform(isElsewhere, isRevealed ? this.#chapter.end : this.#chapter.begin);
  }

  /** The stage as the chapter has it, from a step on; and if the tour plays, what comes after. */
  async #perform(isElsewhere, from) {
    const turn = this.#begin();
    if (isElsewhere && !(await this.#renew(turn))) return;
    const run = this.#run;
    run.isAsked = !this.#isRevealed;
    await settled(run);
    if (turn !== this.#turn) return;
    if (run.playing) run.play(); // it opened by itself
    run.look(this.#chapter.view);
    run.goTo(from);
    this.#stage.querySelector(".stage").dataset.shows = this.#chapter.lights;
    const said = this.#isPlaying ? this.#spoken(turn) : Promise.resolve();
    if (this.#isRevealed) await this.#walk(turn, from);
    await said;
    if (turn === this.#turn && this.#isPlaying && this.#isRevealed) this.#goOn();
  }

  async #renew(turn) {
    this.#part("said").textContent = "";
    const isThere = await fetchStage(this.#stage, this.#slug, this.#chapter.id, () => turn === this.#turn);
    if (turn !== this.#turn) return false;
    if (isThere) this.#root.dataset.chapter = this.#chapter.id;
    else {
      this.#setPlaying(false);
      this.#part("said").textContent = "The picture of this chapter did not arrive. Try it again: one chapter back and forward.";
    }
    return isThere;
  }

  #goOn() {
    if (this.#at + 1 < this.#chapters.length) this.#go(this.#at + 1);
    else {
      this.#setPlaying(false);
      this.#part("said").textContent = "That is the end of this tour.";
      this.#forget();
    }
  }

  /** From a step to the chapter's last, the first ones slowly. */
  #walk(turn, from) {
    const { end } = this.#chapter;
    const run = this.#run;
    if (!wantsMotion() || from >= end) {
      run.goTo(end);
      return Promise.resolve();
    }
    const lasts = Math.min(LONGEST_WALK, A_STEP * (end - from) + 800);
    return new Promise((/** @type {(value?: unknown) => void} */ done) => {
      let gone = 0;
      let last = performance.now();
      const tick = (now) => {
        if (turn !== this.#turn) return done();
        gone += (Math.max(0, Math.min(now - last, 100)) * this.#speed) / lasts;
        last = now;
        const step = from + Math.floor((end - from) * Math.min(1, gone) ** 1.6);
        if (step !== run.step) run.goTo(step);
        if (gone >= 1) return done();
        requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    });
  }

  /** Until the words have been said, or could have been read. */
  #spoken(turn) {
    const { caption, question, reveal } = this.#chapter;
    const words = question && this.#isRevealed ? reveal : [caption, question].join(" ");
    return this.#voice.isOn ? this.#voice.say(words) : this.#pass(turn, readingTime(words));
  }

  #pass(turn, lasts) {
    return new Promise((/** @type {(value?: unknown) => void} */ done) => {
      let left = lasts;
      let last = performance.now();
      const tick = (now) => {
        left -= Math.min(now - last, 1000) * this.#speed;
        last = now;
        if (left <= 0 || turn !== this.#turn) done();
        else setTimeout(() => tick(performance.now()), 100);
      };
      tick(last);
    });
  }

  #play() {
    if (this.#isTaken) return this.#giveBack(true);
    this.#setPlaying(true);
    const isOver = this.#isRevealed && this.#run.step >= this.#chapter.end && this.#chapter.end > this.#chapter.begin;
    this.#perform(false, isOver ? this.#chapter.begin : this.#run.step);
  }

  #pause() {
    this.#begin();
    this.#setPlaying(false);
  }

  /** A new turn: whatever walks or speaks stops. */
  #begin() {
    this.#voice.stop();
    return (this.#turn += 1);
  }

  #take(event) {
    if (this.#isTaken || ["Tab", "Shift"].includes(event.key)) return;
    this.#held = this.#run.step;
    const wasPlaying = this.#isPlaying;
    this.#pause();
    this.#setTaken(true, wasPlaying);
  }

  /** The chapter's own stage, at the step where it was taken; what played goes on. */
  #giveBack(plays = this.#part("taken").dataset.played === "true") {
    const isOver = this.#held >= this.#chapter.end;
    this.#setTaken(false);
    this.#setPlaying(plays);
    this.#part('tour-do="play"').focus();
    this.#perform(true, isOver && this.#isRevealed ? this.#chapter.end : this.#held);
  }

  #setTaken(isTaken, wasPlaying = false) {
    this.#isTaken = isTaken;
    const told = this.#part("taken");
    told.hidden = !isTaken;
    told.dataset.played = String(wasPlaying);
  }

  #setPlaying(isPlaying) {
    this.#isPlaying = isPlaying;
    this.#root.toggleAttribute("data-playing", isPlaying);
    this.#part('tour-do="play"').textContent = isPlaying ? "Pause the tour" : "Play the tour";
  }

  #tell() {
    const { title, words, options } = this.#chapter;
    this.#root.toggleAttribute("data-asking", !this.#isRevealed);
    this.#part("place").textContent = `${this.#at + 1}/${this.#chapters.length}: ${title}`;
    this.#part("words").replaceChildren(...words());
    const asked = this.#part("options");
    asked.hidden = options.length === 0;
    asked.replaceChildren(...options.map(({ id, text }) => button(id, text)));
    this.#part("reveal").replaceChildren();
    if (this.#isRevealed && options.length) this.#reveal(null);
  }

  #say(chosen) {
    const isTaken = this.#isTaken;
    this.#setTaken(false);
    note(`tours/${this.#slug}`, "predictions", { chapter: this.#chapter.id, predicted: chosen.dataset.says });
    for (const each of this.#part("options").children) each.setAttribute("aria-pressed", String(each === chosen));
    this.#isRevealed = true;
    this.#root.removeAttribute("data-asking");
    this.#reveal(chosen.dataset.says);
    this.#keep();
    this.#perform(isTaken, this.#chapter.begin);
  }

  #reveal(said) {
    const { answer, revealed } = this.#chapter;
    for (const each of this.#part("options").children) {
      delete each.dataset.mark;
      if (each.dataset.says === answer) each.dataset.mark = "right";
      else if (each.dataset.says === said) each.dataset.mark = "wrong";
    }
    const verdict = document.createElement("p");
    const word = document.createElement("strong");
    word.textContent = said === null ? "" : said === answer ? "★ As you said. " : "✕ Not quite. ";
    word.className = said === answer ? "good" : "bad";
    verdict.append(word, ...revealed());
    this.#part("reveal").replaceChildren(verdict);
  }

  #kept() {
    try {
      return JSON.parse(localStorage.getItem(`tour ${this.#slug}`));
    } catch {
      return null; // the browser keeps nothing for this site
    }
  }

  #keep() {
    try {
      const place = { chapter: this.#chapter.id, isRevealed: this.#isRevealed && Boolean(this.#chapter.question) };
      localStorage.setItem(`tour ${this.#slug}`, JSON.stringify(place));
    } catch {
      // it is only forgotten
    }
  }

  #forget() {
    try {
      localStorage.removeItem(`tour ${this.#slug}`);
    } catch {
      // there was nothing
    }
  }
}

function button(id, text) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.dataset.says = id;
  made.setAttribute("aria-pressed", "false");
  made.append(...text());
  return made;
}
