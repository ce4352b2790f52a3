// The keyboard's way round a plot in space, and the role and name that its canvas lacks.

const TURN = Math.PI / 12;
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const NEARER = { "+": 0.85, "-": 1 / 0.85 };
const STEEPEST = 1.45;

export class SpaceKeys {
  #plot;
  #run;

  /** @param {import("./live-plot.js").LivePlot} plot @param {import("../runs/run-store.js").Run} run */
  constructor(plot, run) {
    this.#plot = plot;
    this.#run = run;
  }

  watch() {
    this.#plot.root.addEventListener("drawn", () => this.#name());
    this.#plot.plot.addEventListener("keydown", (event) => this.#pressed(event));
  }

  #name() {
    const canvas = this.#plot.plot.querySelector("canvas");
    if (!canvas) return;
    const title = this.#run.root.querySelector(".plot title")?.textContent ?? "";
    const attributes = { role: "img", tabindex: "0", "aria-label": `${title}, in space. The arrow keys turn it, + and − come nearer and go back.` };
    for (const [name, value] of Object.entries(attributes)) canvas.setAttribute(name, value);
  }

  #pressed(event) {
    const [turn, rise] = KEYS[event.key] ?? [0, 0];
    const nearer = NEARER[event.key] ?? 1;
    if (!turn && !rise && nearer === 1) return;
    event.preventDefault();
    event.stopPropagation();
    const { eye } = this.#plot.plot.layout.scene.camera;
    this.#plot.relayout({ "scene.camera.eye": moved(eye, turn * TURN, rise * TURN, nearer) });
  }
}

function moved({ x, y, z }, turn, rise, nearer) {
  const far = Math.hypot(x, y, z) * nearer;
  const around = Math.atan2(y, x) + turn;
  const up = Math.max(0.05, Math.min(STEEPEST, Math.asin(z / Math.hypot(x, y, z)) + rise));
  return { x: far * Math.cos(up) * Math.cos(around), y: far * Math.cos(up) * Math.sin(around), z: far * Math.sin(up) };
}
