// The arrows of one step: the gradient uphill, the step, and the parts, head to tail, that add up to it.

import { element, stageOf } from "./stage.js";
import { setting } from "../runs/numbers.js";

const HEAD = 16; // the sizes are in stage units and as the server's
const SEEN = 36;
const FULL = 520;
const GOOD = 150;
const STEEP = 260; // a gradient is not drawn longer than this
const MOST = 50; // arrows are never enlarged more: as the steps die away, so do they
const VISIBLE = 4; // arrows shorter than this are not drawn

/** @typedef {[number, number]} Vector */

/**
 * @typedef {{ name: string, idea: string, isShort: boolean, isPart?: boolean, tail: Vector, tip: Vector, d: string }} Arrow isShort: a place alone, too short to be drawn
 */

/**
 * @param {import("./frame.js").Frame} frame
 * @param {import("../runs/api.js").Path} path
 * @param {number} step From 1.
 * @returns {{ magnified: number, each: Arrow[], note: string, scales: Record<string, string> }}
 */
export function arrowsOf(frame, path, step) {
  if (step < 1) return { magnified: 1, each: [], note: "", scales: {} };
  /** @type {Vector} */
  const here = [frame.X(path.x[step - 1]), frame.Y(path.y[step - 1])];
  /** @type {Vector} */
  const whole = [frame.X(path.x[step]) - here[0], frame.Y(path.y[step]) - here[1]];
  const parts = partsOf(path).map(({ name, value }) => [name, turned(frame, value, step)]);
  const magnified = magnification(Math.max(length(whole), ...parts.map(([, vector]) => length(vector))));
  /** @type {Record<string, string>} */
  const scales = { step: magnified === 1 ? "" : `× ${setting(magnified)}` };
  /** @type {Arrow[]} */
  const each = [mark("step", "step", here, times(whole, magnified))];
  if (path.exact) each.unshift(uphill(frame, path.exact, here, step, scales));
  let tail = here;
  for (const [name, vector] of parts) {
    const scaled = times(vector, magnified);
    each.push({ ...mark(name, ideaOf(name), tail, scaled), isPart: true });
    tail = sum(tail, scaled);
  }
  const note = each.every(({ isShort }) => isShort) ? "arrows too short to draw" : "";
  return { magnified, each, note, scales };
}

/** @param {import("../runs/run-store.js").Run} run Those of the step that a page shows, if it has a key to them. */
export function arrowsNow({ root, path, shown }) {
  return path && root.querySelector("[data-arrow-key]") ? arrowsOf(stageOf(root).frame, path, shown).each : [];
}

// The only part of a step is the step.
function partsOf(path) {
  const parts = path.exact?.parts ?? [];
  return parts.length > 1 ? parts : [];
}

// The gradient stands where it was taken, which for some rules is not where the step begins.
function uphill(frame, { gradients, probes }, here, step, scales) {
  const scale = gradientScale(length(turned(frame, gradients, 1)), length(turned(frame, gradients, step)));
  scales.uphill = `× ${setting(scale)}`;
  const tail = probes ? [frame.X(probes[0][step - 1]), frame.Y(probes[1][step - 1])] : here;
  return mark("uphill", "gradient", tail, times(turned(frame, gradients, step), scale));
}

// What is too short for an arrow is a place alone, seen while its symbol is lit.
function mark(name, idea, tail, vector) {
  const d = arrow(tail, vector);
  const isShort = !d && Number.isFinite(length(vector));
  return { name, idea, isShort, tail, tip: sum(tail, vector), d: isShort ? `M${at(tail)}h0` : d };
}

export function magnification(longest) {
  if (!Number.isFinite(longest) || longest * MOST < VISIBLE || (longest >= SEEN && longest <= FULL)) return 1;
  return Math.min(MOST, roundBelow(GOOD / longest));
}

// One scale for a run, so that a gentler slope has a shorter arrow, until that would be too short or too long to draw.
export function gradientScale(first, size) {
  if (!Number.isFinite(first) || first <= 0 || !Number.isFinite(size)) return 1;
  const own = roundBelow(GOOD / first);
  if (own * MOST * size < VISIBLE || (own * size >= SEEN && own * size <= STEEP)) return own;
  return roundBelow(Math.min(GOOD / size, own * MOST));
}

// The largest of 1, 2, 5 times a power of ten that is not above a number.
export function roundBelow(number) {
  const power = 10 ** Math.floor(Math.log10(number * 1.0001));
  return power * [5, 2, 1].find((digit) => power * digit <= number * 1.0001);
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
  const tip = sum(tail, vector);
  return `M${at(tail)}L${at(tip)}${head(tip, times(vector, 1 / size), Math.min(HEAD, 0.45 * size))}`;
}

/**
 * @param {Vector} tip
 * @param {Vector} way The direction, of length 1.
 * @param {number} [size]
 */
export function head(tip, way, size = HEAD) {
  const along = times(way, -size);
  /** @type {Vector} */
  const aside = [along[1] / 2, -along[0] / 2];
  const foot = sum(tip, along);
  return `M${at(sum(foot, aside))}L${at(tip)}L${at(sum(foot, times(aside, -1)))}`;
}

/**
 * Draws the arrows of a step anew; what is lit stays so.
 * @param {Element} group
 * @param {Pick<Arrow, "name" | "idea" | "isShort" | "isPart" | "d">[]} arrows
 */
export function putArrows(group, arrows) {
  while (group.childElementCount > arrows.length) group.lastElementChild.remove();
  while (group.childElementCount < arrows.length) group.append(element("path"));
  arrows.forEach(({ name, idea, isShort, isPart, d }, index) => {
    const drawn = group.children[index];
    const lit = drawn.classList.contains("lit") ? " lit" : "";
    const look = `arrow ${name.replaceAll(" ", "-")}${isPart ? " part" : ""} idea-${idea}${isShort ? " short" : ""}${lit}`;
    if (drawn.getAttribute("class") !== look) drawn.setAttribute("class", look); // what is written is styled anew
    if (drawn.getAttribute("d") !== d) drawn.setAttribute("d", d);
  });
}

/** @type {(frame: import("./frame.js").Frame, vectors: number[][], step: number) => Vector} */
const turned = (frame, [x, y], step) => [x[step - 1] * frame.scale, -y[step - 1] * frame.scale];
/** @type {(vector: Vector, factor: number) => Vector} */
const times = ([x, y], factor) => [x * factor, y * factor];
/** @type {(one: Vector, other: Vector) => Vector} */
const sum = ([x, y], [dx, dy]) => [x + dx, y + dy];
/** @type {(vector: Vector) => number} */
const length = ([x, y]) => Math.hypot(x, y);
/** @type {(place: Vector) => string} */
const at = ([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`;
