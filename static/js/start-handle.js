// The start of the run: drag it, click on the plot, or move it with the arrow keys (shift for longer moves).

import { Frame } from "./frame.js";
import { setting } from "./numbers.js";
import { runOf } from "./run-store.js";

const MOVE = 0.01; // of the view's longer side, for one press of an arrow key
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export default function (root) {
  const run = runOf(root);
  const svg = root.querySelector(".plot");
  const handle = svg.querySelector("[data-handle]");
  let waiting = 0;
  let wanted = null;

  const start = () => run.get("start").split(",").map(Number);
  const put = ({ x, y }) => {
    wanted = { x, y };
    const frame = new Frame(svg);
    handle.setAttribute("transform", `translate(${frame.X(x).toFixed(1)} ${frame.Y(y).toFixed(1)})`);
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      run.atEnd = true;
      run.change({ start: text(wanted, frame) });
    });
  };

  handle.setAttribute("tabindex", "0");
  handle.setAttribute("role", "slider");
  handle.setAttribute("aria-label", "Start of the run; arrow keys move it, with shift further");
  svg.dataset.live = "";
  describe();
  run.addEventListener("settings", ({ detail }) => detail.names.includes("start") && describe());
  run.addEventListener("trajectory", describe);

  function describe() {
    const [x, y] = start();
    const frame = new Frame(svg);
    handle.setAttribute("aria-valuemin", frame.left);
    handle.setAttribute("aria-valuemax", frame.left + frame.width / frame.scale);
    handle.setAttribute("aria-valuenow", x);
    handle.setAttribute("aria-valuetext", `x ${setting(x)}, y ${setting(y)}`);
  }

  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const frame = new Frame(svg);
    const place = frame.under(event, svg);
    if (!frame.shows(place.x, place.y) && !handle.contains(event.target)) return;
    const isTouch = event.pointerType !== "mouse";
    if (isTouch && !handle.contains(event.target)) return; // a finger scrolls; its tap arrives as a click
    event.preventDefault();
    handle.focus({ preventScroll: true });
    svg.setPointerCapture(event.pointerId);
    svg.dataset.dragging = "";
    if (!handle.contains(event.target)) put(place);
  });
  svg.addEventListener("pointermove", (event) => {
    if ("dragging" in svg.dataset) put(within(new Frame(svg), new Frame(svg).under(event, svg)));
  });
  for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, () => delete svg.dataset.dragging);
  svg.addEventListener("click", (event) => {
    const frame = new Frame(svg);
    const place = frame.under(event, svg);
    if (event.pointerType !== "mouse" && frame.shows(place.x, place.y) && !handle.contains(event.target)) put(place);
  });
  handle.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
  handle.addEventListener("keydown", (event) => {
    const way = KEYS[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const frame = new Frame(svg);
    const size = ((event.shiftKey ? 10 : 1) * MOVE * Math.max(frame.width, frame.height)) / frame.scale;
    const [x, y] = wanted && waiting ? [wanted.x, wanted.y] : start();
    put(within(frame, { x: x + way[0] * size, y: y + way[1] * size }));
  });
}

function within(frame, { x, y }) {
  const right = frame.left + frame.width / frame.scale;
  const bottom = frame.top - frame.height / frame.scale;
  return { x: Math.max(frame.left, Math.min(right, x)), y: Math.max(bottom, Math.min(frame.top, y)) };
}

// As many decimals as the picture can show.
function text({ x, y }, frame) {
  const decimals = Math.max(0, Math.ceil(Math.log10(frame.scale)));
  return `${Number(x.toFixed(decimals))},${Number(y.toFixed(decimals))}`;
}
