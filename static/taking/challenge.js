// Challenges: a slider beside each number, and the run that the settings give, drawn as they change.

import { stageOf } from "../drawing/stage.js";
import { ask, pathOf } from "../runs/api.js";
import { problem, read, say } from "../runs/number-fields.js";
import { plain, setting } from "../runs/numbers.js";
import { ROOT } from "../web/root.js";

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
  const settled = () => fields.every((field) => !problem(field));

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
      const { value: at } = read(field);
      if (at === undefined) return;
      slider.value = String(Math.round(tick(at)) || 0);
      slider.setAttribute("aria-valuetext", setting(at));
    };
    const take = () => {
      const at = Number(value(Number(slider.value)).toPrecision(4));
      field.value = plain(at);
      slider.setAttribute("aria-valuetext", setting(at));
      say(field, "");
      follow();
    };
    slider.addEventListener("input", take);
    slider.addEventListener("change", () => field.dispatchEvent(new Event("change", { bubbles: true })));
    field.addEventListener("input", () => {
      show();
      follow();
    });
    field.addEventListener("change", () => say(field, sentence(problem(field))));
    field.addEventListener("keydown", (event) => {
      const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!way) return;
      event.preventDefault();
      slider.value = Number(slider.value) + way;
      take();
      slider.dispatchEvent(new Event("change"));
    });
    show();
  }

  async function follow() {
    asked?.abort();
    if (!settled()) return; // what was drawn stands until there is something else to draw
    const mine = (asked = new AbortController());
    const answer = await ask(`${ROOT}/api/trajectory?${query()}`, mine.signal);
    if (!answer || mine.signal.aborted) return;
    if (answer.errors) clear();
    else draw(pathOf(answer));
  }

  function query() {
    const settings = new URLSearchParams(root.dataset.query);
    for (const field of fields) settings.set(field.name, plain(read(field).value));
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

// What is wrong with a setting as its field says it, or nothing.
function sentence(message) {
  return message && `It ${message}.`;
}
