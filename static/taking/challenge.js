// Challenges: a slider beside each number, and the run that the settings give, drawn as they change.

import { stageOf } from "../drawing/stage.js";
import { ask, pathOf } from "../runs/api.js";
import { problem, read, say, stepped } from "../runs/number-fields.js";
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
    const ticks = ticksOf(field.dataset);
    field.dataset.ticks = ticks.join(" ");
    const slider = document.createElement("input");
    Object.assign(slider, { type: "range", min: "0", max: String(ticks.length - 1), step: "1" });
    slider.setAttribute("aria-label", field.labels[0].textContent.trim());
    field.after(slider);
    const show = () => {
      const { value: at } = read(field);
      if (at === undefined) return;
      slider.value = String(nearest(ticks, at));
      slider.setAttribute("aria-valuetext", setting(at));
    };
    const take = (at) => {
      field.value = plain(at);
      show();
      say(field, "");
      follow();
    };
    const changed = () => field.dispatchEvent(new Event("change", { bubbles: true }));
    slider.addEventListener("input", () => take(ticks[Number(slider.value)]));
    slider.addEventListener("change", changed);
    field.addEventListener("input", () => {
      show();
      follow();
    });
    field.addEventListener("change", () => say(field, sentence(problem(field))));
    field.addEventListener("keydown", (event) => {
      const at = stepped(event);
      if (at === null) return;
      take(at);
      changed();
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

// The values that a slider goes through: whole numbers where only they are taken.
function ticksOf({ low, high, number }) {
  const [from, to] = [Number(low), Number(high)];
  const byRatio = from > 0 && to / from >= WIDE;
  const at = (tick) => (byRatio ? from * (to / from) ** (tick / TICKS) : from + ((to - from) * tick) / TICKS);
  const round = number === "whole" ? Math.round : (value) => Number(value.toPrecision(4));
  return [...new Set(Array.from({ length: TICKS + 1 }, (_, tick) => round(at(tick))))];
}

function nearest(ticks, value) {
  const away = ticks.map((tick) => Math.abs(tick - value));
  return away.indexOf(Math.min(...away));
}

// What is wrong with a setting as its field says it, or nothing.
function sentence(message) {
  return message && `It ${message}.`;
}
