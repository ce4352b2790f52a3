// The vectors of one step where it begins: the downhill direction, the parts laid head to tail, and the step they add up to.

import { setting } from "../runs/numbers.js";

const HEAD = 16; // the sizes are in stage units and as the server's
const SEEN = 36;
const FULL = 520;
const GOOD = 150;
const MOST = 50; // arrows are never enlarged more: as the steps die away, so do they
const VISIBLE = 4; // arrows shorter than this are not drawn
const DIRECTION = 120;

/** @typedef {[number, number]} Vector */

/**
 * @typedef {{ name: string, idea: string, isShort: boolean, d: string }} Arrow isShort: a place alone, too short to be drawn
 */

/**
 * @param {import("./frame.js").Frame} frame
 * @param {import("../runs/api.js").Path} path
 * @param {number} step From 1.
 * @returns {{ magnified: number, each: Arrow[], note: string }}
 */
export function arrowsOf(frame, path, step) {
  if (step < 1) return { magnified: 1, each: [], note: "" };
  /** @type {Vector} */
  const here = [frame.X(path.x[step - 1]), frame.Y(path.y[step - 1])];
  /** @type {Vector} */
  const whole = [frame.X(path.x[step]) - here[0], frame.Y(path.y[step]) - here[1]];
  const parts = (path.exact?.parts ?? []).map(({ name, value }) => [name, turned(frame, value, step)]);
  const magnified = magnification(Math.max(length(whole), ...parts.map(([, vector]) => length(vector))));
  const each = [mark("step", "step", here, times(whole, magnified))];
  if (path.exact) each.push(downhill(here, turned(frame, path.exact.gradients, step)));
  let tail = here;
  for (const [name, vector] of parts) {
    const scaled = times(vector, magnified);
    each.push(mark(name, ideaOf(name), tail, scaled));
    tail = [tail[0] + scaled[0], tail[1] + scaled[1]];
  }
  return { magnified, each, note: noteOf(magnified, each) };
}

// What is too short for an arrow is a place alone, seen while its symbol is lit.
function mark(name, idea, tail, vector) {
  const d = arrow(tail, vector);
  const isShort = !d && Number.isFinite(length(vector));
  return { name, idea, isShort, d: isShort ? `M${at(tail)}h0` : d };
}

function noteOf(magnified, each) {
  if (each.every(({ name, isShort }) => isShort || name === "downhill")) return "arrows too short to draw";
  return magnified === 1 ? "" : `arrows × ${setting(magnified)}`;
}

export function magnification(longest) {
  if (!Number.isFinite(longest) || longest * MOST < VISIBLE || (longest >= SEEN && longest <= FULL)) return 1;
  const wanted = GOOD / longest;
  const power = 10 ** Math.floor(Math.log10(wanted));
  return Math.min(MOST, power * [5, 2, 1].find((digit) => power * digit <= wanted * 1.0001));
}

export function ideaOf(name) {
  if (name === "gradient" || name === "velocity") return name;
  return name.includes("moment") ? "velocity" : "step";
}

/**
 * @param {Vector} tail
 * @param {Vector} vector
 * @returns {string} the d of a path; nothing where it is too short to be seen
 */
export function arrow(tail, vector) {
  const size = length(vector);
  if (!Number.isFinite(size) || size < VISIBLE) return "";
  /** @type {Vector} */
  const tip = [tail[0] + vector[0], tail[1] + vector[1]];
  const along = times(vector, Math.min(HEAD, 0.45 * size) / size);
  /** @type {Vector} */
  const aside = [-along[1] / 2, along[0] / 2];
  /** @type {Vector} */
  const left = [tip[0] - along[0] + aside[0], tip[1] - along[1] + aside[1]];
  /** @type {Vector} */
  const right = [tip[0] - along[0] - aside[0], tip[1] - along[1] - aside[1]];
  return `M${at(tail)}L${at(tip)}M${at(left)}L${at(tip)}L${at(right)}`;
}

function downhill(here, gradient) {
  const size = length(gradient) || 1;
  return { name: "downhill", idea: "gradient", isShort: false, d: arrow(here, times(gradient, -DIRECTION / size)) };
}

/** @type {(frame: import("./frame.js").Frame, vectors: number[][], step: number) => Vector} */
const turned = (frame, [x, y], step) => [x[step - 1] * frame.scale, -y[step - 1] * frame.scale];
/** @type {(vector: Vector, factor: number) => Vector} */
const times = ([x, y], factor) => [x * factor, y * factor];
/** @type {(vector: Vector) => number} */
const length = ([x, y]) => Math.hypot(x, y);
/** @type {(place: Vector) => string} */
const at = ([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`;
