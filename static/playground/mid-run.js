// A slider that changes the learning rate from the step that is looked at: while the race runs, or where it rests.

import { plain, setting } from "../runs/numbers.js";

/** @import { Race } from "./race.js" */

/** @param {HTMLElement} root @param {Race} race */
export function changeInMidRun(root, race) {
  let after = 0; // the step at which the slider was taken hold of
  root.addEventListener("input", (event) => {
    const slider = /** @type {HTMLInputElement} */ (event.target);
    if (!slider.matches("[data-change-now]")) return;
    after ||= Math.max(1, race.atEnd ? 1 : race.step);
    const rate = Number((10 ** Number(slider.value)).toPrecision(3));
    const told = `η = ${setting(rate)} after step ${after}`;
    slider.setAttribute("aria-valuetext", told);
    root.querySelector("[data-changed-to]").textContent = told;
    race.change({ change: `${after}:${plain(rate)}` });
  });
  root.addEventListener("change", (event) => {
    if (!(/** @type {HTMLElement} */ (event.target).matches("[data-change-now]"))) return;
    event.stopPropagation();
    after = 0;
  });
}
