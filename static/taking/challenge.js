// Challenges: a slider beside each number, and the run that the settings give, drawn as they change.

import { stageOf } from "../drawing/stage.js";
import { ask, pathOf } from "../runs/api.js";

const TICKS = 240;
const WIDE = 50; // a range this many times its low end is spaced by ratio

export default function (root) {
  const stage = stageOf(root);
  const preview = stage.part("preview");
  const outcome = root.querySelector("[data-outcome]");
  const fields = [...root.querySelectorAll("[data-low]")];
  /** @type {AbortController | null} */
  let asked = null;

  // Half-typed numbers are nobody's settings yet.
  const settled = () => fields.every(({ value, dataset }) => value.trim() && +value >= +dataset.low && +value <= +dataset.high);

  for (const field of fields) join(field);
  follow();

  function join(field) {
    const low = Number(field.dataset.low);
    const high = Number(field.dataset.high);
    const byRatio = low > 0 && high / low >= WIDE;
    const value = (tick) => (byRatio ? low * (high / low) ** (tick / TICKS) : low + ((high - low) * tick) / TICKS);
    const tick = (at) => TICKS * (byRatio ? Math.log(at / low) / Math.log(high / low) : (at - low) / (high - low));
    const slider = document.createElement("input");
    Object.assign(slider, { type: "range", min: "0", max: String(TICKS), step: "1" });
    slider.setAttribute("aria-label", field.labels[0].textContent.trim());
    field.after(slider);
    const show = () => {
      slider.value = String(Math.round(tick(Number(field.value))) || 0);
      slider.setAttribute("aria-valuetext", field.value);
    };
    slider.addEventListener("input", () => {
      field.value = String(Number(value(Number(slider.value)).toPrecision(4)));
      slider.setAttribute("aria-valuetext", field.value);
      follow();
    });
    slider.addEventListener("change", () => field.dispatchEvent(new Event("change", { bubbles: true })));
    field.addEventListener("input", () => {
      show();
      follow();
    });
    show();
  }

  async function follow() {
    asked?.abort();
    if (!settled()) return clear();
    const mine = (asked = new AbortController());
    const answer = await ask(`/api/trajectory?${query()}`, mine.signal);
    if (!answer || mine.signal.aborted) return;
    if (answer.errors) clear();
    else draw(pathOf(answer));
  }

  function query() {
    const settings = new URLSearchParams(root.dataset.query);
    for (const field of fields) settings.set(field.name, field.value.trim());
    return settings;
  }

  function draw(path) {
    preview.setAttribute("points", stage.frame.places(path).join(" "));
    outcome.textContent = path.outcome.message;
  }

  function clear() {
    preview.setAttribute("points", "");
    outcome.textContent = "";
  }
}
