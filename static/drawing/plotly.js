// The parts of plotly.js, each loaded when it is first asked for: "charts" has lines and bars, "plane" contour lines, "space"
// surfaces. What they share is one file, which the first of them brings.

const VERSION = "4.1.1";
const WAITS = [1, 2, 5, 15]; // seconds until a load that failed is tried again; then the last of them, again and again

/** @type {Map<string, Promise<any>>} */
const parts = new Map();

/** @param {"charts" | "plane" | "space"} part @returns {Promise<any>} */
export function plotly(part = "charts") {
  if (!parts.has(part)) parts.set(part, load(`../vendor/plotly/${part}-${VERSION}.min.js`));
  return parts.get(part);
}

// Browsers may keep a failure under its address, so that every further try has an address of its own.
async function load(address) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await import(tries ? `${address}?again=${tries}` : address);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1000 * WAITS[Math.min(tries, WAITS.length - 1)]));
    }
  }
}
