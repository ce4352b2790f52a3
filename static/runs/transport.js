// Plays the run, steps through it, scrubs it. A page that asks for a prediction rests on its first step until then; any other
// plays once by itself, unless motion is unwelcome.

import { secondsTo, stepAt } from "./pace.js";
import { isStill, runOf, wantsMotion } from "./run-store.js";

export default function (root) {
  new Transport(root, runOf(root)).watch();
}

class Transport {
  #root;
  #run;
  #scrub;
  #told;
  #play;
  #playing = false;
  #seconds = 0; // how far the playing has come, at 1×
  #last = 0;

  /** @param {any} root @param {import("./run-store.js").Run} run */
  constructor(root, run) {
    this.#root = root;
    this.#run = run;
    this.#scrub = root.querySelector("[data-scrub]");
    this.#told = root.querySelector("[data-step]");
    this.#play = root.querySelector('[data-do="play"]');
  }

  watch() {
    this.#root.addEventListener("click", (event) => this.do(event.target.closest("[data-do]")?.dataset.do));
    this.#scrub.addEventListener("input", () => this.#goTo(Number(this.#scrub.value)));
    this.#run.on("step", () => this.#show());
    this.#run.on("settings", () => this.#stop());
    this.#run.on("play", ({ from }) => (from === undefined ? this.do("play") : this.#start(from)));
    this.#run.on("move", ({ way }) => this.do(way));
    this.#run.on("trajectory", () => this.#open(), { once: true });
    this.#run.load();
  }

  #open() {
    if (this.#root.closest("[data-rests]") && !isStill()) this.#run.goTo(0);
    else if (wantsMotion()) this.#start(0);
  }

  do(action) {
    const { step, path } = this.#run;
    if (!path) return;
    if (action === "play") this.#playing ? this.#stop() : this.#start(step === path.n ? 0 : step);
    if (action === "reset") this.#goTo(0);
    if (action === "back") this.#goTo(step - 1);
    if (action === "forward") this.#goTo(step + 1);
  }

  #goTo(step) {
    this.#stop();
    this.#run.goTo(step);
  }

  #start(step) {
    this.#seconds = secondsTo(step, this.#run.path.n);
    this.#last = performance.now();
    this.#setPlaying(true);
    this.#run.goTo(step);
    requestAnimationFrame((now) => this.#tick(now));
  }

  #stop() {
    if (this.#playing) this.#setPlaying(false);
  }

  #tick(now) {
    if (!this.#playing) return;
    const speed = Number(this.#root.querySelector("[data-speed]").value);
    this.#seconds += (Math.min(now - this.#last, 100) / 1000) * speed;
    this.#last = now;
    const step = stepAt(this.#seconds, this.#run.path.n);
    if (step >= this.#run.path.n) return this.#goTo(this.#run.path.n);
    if (step !== this.#run.step) this.#run.goTo(step);
    requestAnimationFrame((later) => this.#tick(later));
  }

  #setPlaying(playing) {
    this.#playing = playing;
    this.#root.toggleAttribute("data-playing", playing);
    this.#play.setAttribute("aria-label", playing ? "Pause" : "Play");
    this.#run.playing = playing;
    if (!playing) this.#run.tell("rest", {});
  }

  #show() {
    const { step, path } = this.#run;
    this.#scrub.max = path.n;
    this.#scrub.value = step;
    this.#scrub.setAttribute("aria-valuetext", `step ${step} of ${path.n}`);
    this.#told.textContent = `${step}/${path.n}`;
  }
}
