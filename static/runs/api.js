// Asks the API, and reads the run that it answers with.

import { reach } from "../web/connection.js";

/** @import { Points } from "../drawing/frame.js" */

/**
 * @typedef {{ kind: string, step: number, message?: string }} Outcome
 * @typedef {Points & { outcome: Outcome, exact: any }} Path exact: the server's whole answer; null for a path from a sweep
 */

/**
 * JSON from an address; problems as the server describes them. With a signal the server is asked until it answers, and null
 * says that the request was overtaken; without one it is asked once, and null says that it is away.
 * @param {string} address
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export async function ask(address, signal) {
  try {
    const answer = await (signal ? reach(address, signal) : fetch(address));
    const body = await answer?.json();
    return !answer || answer.ok ? body ?? null : { errors: body.errors ?? [{ field: "", message: body.title ?? "The server refused this run." }] };
  } catch {
    return null;
  }
}

/**
 * @param {any} answer What /api/trajectory answers.
 * @returns {Path}
 */
export function pathOf(answer) {
  const [x, y] = answer.points;
  return { x, y, n: x.length - 1, outcome: answer.outcome, exact: answer };
}

/**
 * @param {Path} path
 * @param {number} step
 * @returns {Path} It as far as that step.
 */
export function beginning(path, step) {
  const n = Math.min(step, path.n);
  const [x, y] = [path.x, path.y].map((along) => Array.from({ length: n + 1 }, (_, t) => along[t]));
  return { ...path, x, y, n };
}
