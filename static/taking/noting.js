// Tells the server what somebody has done on a page. Nobody waits for it, and a note that gets lost breaks nothing.

import { ROOT } from "../web/root.js";

/**
 * @param {string} page the page's path: lessons/momentum, or tours/descending
 * @param {"predictions" | "readings" | "experiments"} what
 * @param {Record<string, string>} [fields]
 */
export function note(page, what, fields = {}) {
  const body = new URLSearchParams(fields);
  fetch(`${ROOT}/${page}/${what}`, { method: "POST", body, redirect: "manual", keepalive: true }).catch(() => {});
}
