// Tells the server what somebody has done on a lesson. Nobody waits for it, and a note that gets lost breaks nothing.

import { ROOT } from "../web/root.js";

/**
 * @param {string} lesson the lesson's slug
 * @param {"predictions" | "readings" | "experiments"} what
 * @param {Record<string, string>} [fields]
 */
export function note(lesson, what, fields = {}) {
  const body = new URLSearchParams(fields);
  fetch(`${ROOT}/lessons/${lesson}/${what}`, { method: "POST", body, redirect: "manual", keepalive: true }).catch(() => {});
}
