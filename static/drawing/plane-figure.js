// The run in Plotly below the stage: drawn where the page is idle and the figure near, and moved onto the stage by its switch.

import { plotViews } from "./plotly.js";
import { runOf } from "../runs/run-store.js";

const IDLE = 4000; // milliseconds; a page that is never idle draws it all the same

export default function (root) {
  const run = runOf(root);
  const field = root.querySelector("[data-plane-field]");
  const elsewhere = root.querySelector("[data-elsewhere]");
  /** @type {((run: any) => any) | null} */
  let planeOf = null; // once the figure is near

  function place() {
    const plane = planeOf?.(run) ?? null;
    elsewhere.hidden = !plane?.isOnStage;
    if (plane && !plane.isOnStage) plane.moveTo(field);
  }

  const watcher = new IntersectionObserver((entries) => {
    if (!entries.at(-1).isIntersecting) return;
    watcher.disconnect();
    whenIdle(async () => {
      ({ planeOf } = await plotViews());
      place();
    });
  }, { rootMargin: "400px" });
  watcher.observe(root);
  run.on("plane", place);
  elsewhere.querySelector("button").addEventListener("click", () => run.look("map", { isChosen: true }));
}

function whenIdle(act) {
  if ("requestIdleCallback" in window) requestIdleCallback(act, { timeout: IDLE });
  else setTimeout(act);
}
