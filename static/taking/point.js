// Point questions: click, tap or arrow keys place the mark on the plot; typed coordinates move it too.

import { stageOf } from "../drawing/stage.js";
import { typed } from "../runs/numbers.js";

const MOVE = 0.01; // of the view's longer side, for one press of an arrow key; shift moves ten times as far
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export default function (root) {
  const stage = stageOf(root);
  const { svg, frame } = stage;
  const mark = stage.part("mark");
  const fields = ["x", "y"].map((name) => root.querySelector(`[data-coordinate=${name}]`));
  const digits = Math.max(0, 3 - Math.floor(Math.log10(frame.side)));

  svg.setAttribute("tabindex", "0");
  svg.setAttribute("role", "application");
  svg.setAttribute("aria-label", "Plot: arrow keys move the mark, with shift further; its coordinates are in the fields below");
  svg.addEventListener("click", (event) => {
    const { x, y } = stage.under(event);
    if (frame.shows(x, y)) put(x, y);
  });
  svg.addEventListener("keydown", (event) => {
    const way = KEYS[event.key];
    if (!way) return;
    event.preventDefault();
    const [x, y] = place() ?? [(frame.left + frame.right) / 2, (frame.bottom + frame.top) / 2];
    const size = (event.shiftKey ? 10 : 1) * MOVE * frame.side;
    const moved = frame.within(x + way[0] * size, y + way[1] * size);
    put(moved.x, moved.y);
  });
  for (const field of fields) field.addEventListener("input", draw);
  draw();

  function put(x, y) {
    fields[0].value = x.toFixed(digits);
    fields[1].value = y.toFixed(digits);
    draw();
    fields[1].dispatchEvent(new Event("change", { bubbles: true }));
  }

  function place() {
    const places = fields.map((field) => typed(field.value).value);
    return places.includes(undefined) ? null : places;
  }

  function draw() {
    const at = place();
    mark.toggleAttribute("hidden", at === null);
    if (at) stage.put(mark, at[0], at[1]);
  }
}
