// Plays the run, steps through it, scrubs it. Plays the opening run once by itself, unless motion is unwelcome.

import { runOf, wantsMotion } from "./run-store.js";

const PACE = 36; // steps a second at 1×

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
  #exact = 0; // the step reached, with its fraction
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
    if (wantsMotion()) this.#run.on("trajectory", () => this.#start(0), { once: true });
    this.#run.load();
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
    this.#exact = step;
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
    this.#exact += (Math.min(now - this.#last, 100) / 1000) * PACE * speed;
    this.#last = now;
    if (this.#exact >= this.#run.path.n) return this.#goTo(this.#run.path.n);
    if (Math.floor(this.#exact) !== this.#run.step) this.#run.goTo(Math.floor(this.#exact));
    requestAnimationFrame((later) => this.#tick(later));
  }

  #setPlaying(playing) {
    this.#playing = playing;
    this.#root.toggleAttribute("data-playing", playing);
    this.#play.setAttribute("aria-label", playing ? "Pause" : "Play");
    this.#run.playing = playing;
  }

  #show() {
    const { step, path } = this.#run;
    this.#scrub.max = path.n;
    this.#scrub.value = step;
    this.#scrub.setAttribute("aria-valuetext", `step ${step} of ${path.n}`);
    this.#told.textContent = `${step}/${path.n}`;
  }
}
