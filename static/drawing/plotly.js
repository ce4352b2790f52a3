// The parts of plotly.js, each loaded when it is first asked for: "charts" has lines and bars, "plane" contour lines, "space"
// surfaces. What they share is one file, which the first of them brings. And the views that show a run in them.

import { summon } from "../web/connection.js";

const VERSION = "4.1.1";
const VIEWS = new URL(import.meta.url.endsWith(".mjs") ? "plot-view.mjs" : "plot-view.js", import.meta.url); // bundled, or its source

/** @type {Map<string, Promise<any>>} */
const parts = new Map();

/** @param {"charts" | "plane" | "space"} part @returns {Promise<any>} */
export function plotly(part = "charts") {
  return once(part, (again) => {
    const address = `../vendor/plotly/${part}-${VERSION}.min.js${again}`;
    return import(address);
  });
}

/** @returns {Promise<typeof import("./plot-view.js")>} */
export function plotViews() {
  return once("views", (again) => {
    const address = `${VIEWS}${again}`;
    return again ? import(address) : import("./plot-view.js");
  });
}

/** @param {string} part @param {(again: string) => Promise<any>} load Is told what makes the address of a further try another. */
function once(part, load) {
  if (!parts.has(part)) parts.set(part, summon((attempt) => load(attempt ? `?again=${attempt}` : "")));
  return parts.get(part);
}
