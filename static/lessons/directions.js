// The two directions of a quadratic, kept in step with the sliders: the error along each, its factor, and where the settings lie.

import { oncePerFrame } from "../drawing/stage.js";
import { digits } from "../runs/numbers.js";
import { runOf } from "../runs/run-store.js";

/** @import { Run } from "../runs/run-store.js" */

// The field of both pictures and what it shows: the same as in app/drawing/two_directions.py.
const [LEFT, RIGHT, TOP, BOTTOM] = [54, 372, 12, 196];
const [LOW, HIGH] = [-6, 2];
const TALLEST = 1.25;
const EXACT = 1e-12;
const NAMES = /** @type {const} */ (["gentle", "steep"]);

// Of e ← total·e − product·(the e before), from ηλ and γ: the same table as in optimizers/directions.py.
const TERMS = {
  gradient_descent: (pace) => [1 - pace, 0],
  momentum: (pace, momentum) => [1 + momentum - pace, momentum],
  nesterov: (pace, momentum) => [(1 + momentum) * (1 - pace), momentum * (1 - pace)],
};

/** @param {HTMLElement} root */
export default function (root) {
  const run = runOf(root);
  const figure = new Figure(root);
  const soon = oncePerFrame(() => figure.show(run));
  const ends = [run.on("trajectory", leave), run.on("settings", leave), run.on("predicted", leave)];

  // The server may have drawn another figure in this one's place.
  function leave() {
    if (root.isConnected) soon();
    else ends.forEach((end) => end());
  }
  soon();
}

class Figure {
  #root;
  #curvatures;
  #axes;
  #home;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#curvatures = numbers(root.dataset.curvatures);
    const [a, b, c, d] = numbers(root.dataset.axes);
    this.#axes = [
      [a, b],
      [c, d],
    ];
    this.#home = numbers(root.dataset.home);
  }

  /** @param {Run} run */
  show(run) {
    const { rule } = this.#root.dataset;
    this.#root.hidden = run.get("optimizer") !== rule || (run.get("schedule") ?? "constant") !== "constant";
    this.#withhold(["lr", "momentum"].some((name) => run.withholds(name)));
    if (this.#root.hidden || !run.path) return;
    const [lr, momentum, steps] = ["lr", "momentum", "steps"].map((name) => Number(run.get(name) ?? 0));
    const factors = this.#curvatures.map((curvature) => factorOf(TERMS[rule](lr * curvature, momentum)));
    this.#drawErrors(run.path, steps);
    this.#mark(lr, momentum);
    NAMES.forEach((name, index) => {
      this.#tell(`[data-factor="${name}"]`, factor(factors[index]));
      this.#tell(`[data-words="${name}"]`, words(factors[index]));
    });
    this.#tell("[data-verdict]", verdict(factors.map(({ size }) => size)));
  }

  // The second picture would give the answer of an open question away.
  #withhold(isOpen) {
    this.#root.toggleAttribute("data-withheld", isOpen);
    const note = this.#root.querySelector("[data-note]");
    note.toggleAttribute("hidden", !isOpen);
    note.textContent = isOpen ? "The second picture is shown after your prediction." : "";
  }

  #drawErrors({ x, y, n }, steps) {
    this.#axes.forEach(([a, b], index) => {
      const places = [];
      for (let t = 0; t <= n; t += 1) {
        const error = a * (x[t] - this.#home[0]) + b * (y[t] - this.#home[1]);
        places.push(`${(LEFT + ((RIGHT - LEFT) * t) / Math.max(steps, 1)).toFixed(1)},${height(error).toFixed(1)}`);
      }
      this.#root.querySelector(`[data-error="${NAMES[index]}"]`).setAttribute("points", places.join(" "));
    });
  }

  #mark(lr, momentum) {
    const across = (LEFT + (RIGHT - LEFT) * Math.min(lr / Number(this.#root.dataset.highest), 1)).toFixed(1);
    const here = this.#root.querySelector("[data-here]");
    const marks = NAMES.map((name) => this.#root.querySelector(`[data-mark="${name}"]`)).filter(Boolean);
    here.setAttribute("d", marks.length ? `M${across},${TOP}V${BOTTOM}` : `M${across},${up(momentum, 1)}h0`);
    marks.forEach((mark, index) => {
      const size = Math.abs(1 - lr * this.#curvatures[index]);
      mark.setAttribute("d", `M${across},${up(Math.min(size, TALLEST), TALLEST)}h0`);
    });
  }

  #tell(where, text) {
    const told = this.#root.querySelector(where);
    if (told.textContent !== text) told.textContent = text;
  }
}

// The factor of the larger size: its value where it is real, and in how many steps it swings where it is not.
function factorOf([total, product]) {
  const half = total / 2;
  const square = half * half - product;
  if (square < 0) return { size: Math.sqrt(product), value: null, swing: (2 * Math.PI) / Math.abs(Math.atan2(Math.sqrt(-square), half)) };
  const value = half >= 0 ? half + Math.sqrt(square) : half - Math.sqrt(square);
  return { size: Math.abs(value), value, swing: null };
}

function factor({ size, value, swing }) {
  return swing === null ? `× ${digits(Math.abs(value) > EXACT ? value : 0, 3)}` : `× ${digits(size, 3)}, swings`;
}

function words({ size, swing }) {
  const fate = size > 1 + EXACT ? "grows" : size < 1 - EXACT ? "fades" : "stays";
  return swing === null ? `It ${fate}.` : `It ${fate}, once to and fro in ${digits(swing, 3)} steps.`;
}

function verdict([gentle, steep]) {
  const slower = NAMES[Number(steep > gentle)];
  const [small, large] = [Math.min(gentle, steep), Math.max(gentle, steep)];
  if (small > 1 + EXACT) return "Both factors are larger than 1 in size: every error grows.";
  if (large > 1 + EXACT) return `The ${slower} direction’s factor is larger than 1 in size: the error along it grows.`;
  if (large > 1 - EXACT) return `The ${slower} direction’s factor is exactly 1 in size: the error along it does not fade.`;
  const longest = large - small < EXACT ? "both take equally long" : `the ${slower} one takes longest`;
  return `Both factors are smaller than 1 in size: the errors fade, and ${longest}.`;
}

function up(value, top) {
  return (BOTTOM - ((BOTTOM - TOP) * value) / top).toFixed(1);
}

function height(error) {
  const power = Math.min(Math.log10(Math.max(Math.abs(error), 10 ** (LOW - 1))), HIGH + 1);
  return BOTTOM - ((BOTTOM - TOP) * (power - LOW)) / (HIGH - LOW);
}

function numbers(text) {
  return text.split(" ").map(Number);
}
