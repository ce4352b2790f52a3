// A run as Plotly's traces, in the plane and in space: pure functions of paths, a step and colours.

import { digits } from "../runs/numbers.js";

/** @import { DrawnPath, Ground } from "./ground.js" */

/**
 * @typedef {{ colour: string, dash: string }} Look
 * @typedef {{ paths: DrawnPath[], step: number, atEnd: boolean, look: (optimizer: string) => Look, ink: string, paper: string, accent: string, arrows: ArrowShown[] }} Shown
 * @typedef {{ name: string, from: number[], to: number[], colour: string, isPart: boolean, opacity: number }} ArrowShown From a place to a place of the plane.
 */

const MANY = 400; // more steps than this are drawn without a dot each
const RAISED = 0.012; // how far over the surface a path is drawn, as a share of the range
const CLEAR = 0.035; // and its start, so that it does not sink into it
const FLOOR = -0.12; // the height of the floor under the surface
const BRIEF = "step %{pointNumber}<br>x = %{x:.4~g}, y = %{y:.4~g}<extra></extra>"; // while a slider moves, f is not known
const WHOLE = "%{text}<extra></extra>";
/** @type {WeakMap<object, string[]>} By the server's answer. */
const texts = new WeakMap();

/** @param {Shown} shown The traces over the contour lines: for each path the whole of it, what is walked, and the point; the arrows. */
export function planeTraces({ paths, step, atEnd, look, ink, paper, accent, arrows }) {
  const start = paths.slice(0, 1).map((drawn) => ({ ...curve("start", drawn, "markers"), x: [drawn.path.x[0]], y: [drawn.path.y[0]], hoverinfo: "skip", marker: { symbol: "circle", size: 11, color: paper, line: { width: 5, color: accent } } }));
  const ways = [...paths].reverse().flatMap((drawn) => {
    const { x, y, n } = drawn.path;
    const { colour, dash } = look(drawn.optimizer);
    const now = atEnd ? n : Math.min(step, n);
    const line = { color: colour, dash: drawn.isOwn ? "solid" : dash };
    const upTo = (values) => values.slice(0, now + 1);
    return [
      { ...curve("path", drawn), x, y, opacity: 0.45, line: { ...line, width: 1.5 }, ...told(drawn.path) },
      { ...curve("walked", drawn, drawn.isOwn && n <= MANY ? "lines+markers" : "lines"), x: upTo(x), y: upTo(y), hoverinfo: "skip", line: { ...line, width: drawn.isOwn ? 2.75 : 2 }, marker: { size: 5, color: colour } },
      { ...curve("now", drawn, "markers"), x: [x[now]], y: [y[now]], hoverinfo: "skip", marker: { size: drawn.isOwn ? 12 : 10, color: drawn.isOwn ? ink : colour, line: { width: 2, color: paper } } },
    ];
  });
  return [...ways, ...start, ...arrows.map(arrowTrace)];
}

/** @param {ArrowShown} arrow */
function arrowTrace({ name, from, to, colour, isPart, opacity }) {
  const line = { color: colour, width: isPart ? 2 : 3, dash: isPart ? "5px,3px" : "solid" };
  const marker = { symbol: "arrow", angleref: "previous", size: [0, 11], color: colour };
  return { type: "scatter", mode: "lines+markers", meta: { part: "arrow", name }, cliponaxis: true, hoverinfo: "skip", opacity, x: [from[0], to[0]], y: [from[1], to[1]], line, marker };
}

/**
 * The traces in space: each path laid over the surface and drawn on the floor, and its own points, which tell their numbers.
 * @param {Shown} shown
 * @param {Ground} ground
 */
export function spaceTraces({ paths, step, atEnd, look, ink, paper, accent }, ground) {
  const start = paths.slice(0, 1).map((drawn) => ({ ...spatial("start", drawn, "markers"), ...startInSpace(drawn.path, ground), hoverinfo: "skip", marker: { symbol: "circle", size: 8, color: accent, line: { width: 2, color: paper } } }));
  const ways = [...paths].reverse().flatMap((drawn) => {
    const { colour } = look(drawn.optimizer);
    const { n } = drawn.path;
    const laid = laidInSpace(drawn.path, ground);
    const now = atEnd ? n : Math.min(step, n);
    const size = laid.steps[now] + 1;
    const points = pointsInSpace(drawn.path, ground);
    const walked = { x: laid.x.slice(0, size), y: laid.y.slice(0, size), z: laid.z.slice(0, size) };
    return [
      { ...spatial("whole", drawn), ...laid.line, opacity: 0.5, hoverinfo: "skip", line: { color: colour, width: 3 } },
      { ...spatial("walked", drawn), ...walked, hoverinfo: "skip", line: { color: colour, width: drawn.isOwn ? 7 : 5 } },
      { ...spatial("floor", drawn), ...walked, z: walked.z.map((z) => (z === null ? null : FLOOR)), opacity: 0.6, hoverinfo: "skip", line: { color: colour, width: 3 } },
      { ...spatial("path", drawn, "markers"), ...points, ...told(drawn.path), marker: { size: drawn.isOwn && n <= MANY ? 2.5 : 1, color: colour } },
      { ...spatial("now", drawn, "markers"), x: [points.x[now]], y: [points.y[now]], z: [points.z[now]], hoverinfo: "skip", marker: { size: drawn.isOwn ? 6 : 5, color: drawn.isOwn ? ink : colour } },
    ];
  });
  return [...ways, ...start];
}

function startInSpace({ x, y }, ground) {
  const height = ground.at(x[0], y[0]) + CLEAR;
  return { x: [x[0]], y: [y[0]], z: [Number.isFinite(height) ? height : null] };
}

function curve(part, { optimizer }, mode = "lines") {
  return { type: "scatter", mode, meta: { part, optimizer }, cliponaxis: true };
}

function spatial(part, { optimizer }, mode = "lines") {
  return { type: "scatter3d", mode, meta: { part, optimizer }, connectgaps: false };
}

/** @param {any} path What a point says: at rest everything, as the server computed it; while a slider moves its place alone. */
function told({ exact }) {
  if (!exact) return { hovertemplate: BRIEF };
  if (!texts.has(exact)) texts.set(exact, textsOf(exact));
  return { text: texts.get(exact), hovertemplate: WHOLE };
}

function textsOf({ points: [x, y], losses, gradients: [gx, gy] }) {
  return x.map((_, t) => {
    const g = t < gx.length ? `<br>|g| = ${digits(Math.hypot(gx[t], gy[t]))}` : "";
    return `step ${t}<br>x = ${digits(x[t])}, y = ${digits(y[t])}<br>f = ${digits(losses[t])}${g}`;
  });
}

function pointsInSpace({ x, y, n }, ground) {
  const z = Array.from({ length: n + 1 }, (_, t) => raised(ground.at(x[t], y[t])));
  return { x, y, z };
}

function laidInSpace(path, ground) {
  const [x, y, z, steps] = [[], [], [], []];
  for (const [here, there, step] of ground.between(path)) {
    if (step >= 0) steps[step] = x.length;
    x.push(here);
    y.push(there);
    z.push(raised(ground.at(here, there)));
  }
  return { x, y, z, steps, line: { x, y, z } };
}

function raised(height) {
  return Number.isFinite(height) ? height + RAISED : null;
}
