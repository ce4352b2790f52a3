// Challenges: a slider beside each number, and the run that the settings give, drawn as they change.

import { Frame } from "../drawing/frame.js";

const TICKS = 240;
const WIDE = 50; // a range this many times its low end is spaced by ratio

export default function (root) {
  const svg = root.querySelector(".plot");
  const preview = svg.querySelector("[data-preview]");
  const outcome = root.querySelector("[data-outcome]");
  const frame = new Frame(svg);
  const fields = [...root.querySelectorAll("[data-low]")];
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
    Object.assign(slider, { type: "range", min: 0, max: TICKS, step: 1 });
    slider.setAttribute("aria-label", field.labels[0].textContent.trim());
    field.after(slider);
    const show = () => {
      slider.value = Math.round(tick(Number(field.value))) || 0;
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
    try {
      const response = await fetch(`/api/trajectory?${query()}`, { signal: mine.signal });
      if (!response.ok) return clear();
      draw(await response.json());
    } catch (error) {
      if (error.name !== "AbortError") clear();
    }
  }

  function query() {
    const settings = new URLSearchParams(root.dataset.query);
    for (const field of fields) settings.set(field.name, field.value.trim());
    return settings;
  }

  function draw({ points: [xs, ys], outcome: { message } }) {
    preview.setAttribute("points", xs.map((x, t) => `${frame.X(x).toFixed(2)},${frame.Y(ys[t]).toFixed(2)}`).join(" "));
    outcome.textContent = message;
  }

  function clear() {
    preview.setAttribute("points", "");
    outcome.textContent = "";
  }
}
