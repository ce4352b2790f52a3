import { ROOT } from "../web/root.js";
// Delivery: what a page sends until the server has taken note of it, over a lost connection and a lost sign-in.

const WAITS = [1000, 2000, 4000]; // milliseconds; the last one again and again
const SIGNED_OUT = 401;

/** @typedef {"offline" | "signed-out"} Trouble */

/**
 * The server's answer, however long it takes.
 * @param {string} address
 * @param {() => RequestInit} request Made anew for each try, so that the newest goes out.
 * @param {(trouble: Trouble) => void} tell
 */
export async function deliver(address, request, tell) {
  for (let attempt = 0; ; attempt++) {
    try {
      const response = await fetch(address, request());
      const trouble = troubleOf(response);
      if (!trouble) return response;
      tell(trouble);
    } catch {
      tell("offline");
    }
    await pause(WAITS[Math.min(attempt, WAITS.length - 1)]);
  }
}

/** @param {Response} response */
function troubleOf(response) {
  const isSentToSignIn = response.redirected && new URL(response.url).pathname === `${ROOT}/sign-in`;
  if (isSentToSignIn || response.status === SIGNED_OUT) return "signed-out";
  return response.status >= 500 || response.status === 429 ? "offline" : null;
}

/** Ends early when the browser is on the net again, or somebody comes back to the page, from signing in, say. */
function pause(time) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, time);
    for (const name of ["online", "focus"]) addEventListener(name, done);
    function done() {
      clearTimeout(timer);
      for (const name of ["online", "focus"]) removeEventListener(name, done);
      resolve();
    }
  });
}
