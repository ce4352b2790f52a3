// What some runs show besides their path: where the gradient is taken, how large gradients have been along each axis,
// where an epoch ends, each example's own gradient.

import { setting } from "../runs/numbers.js";
import { arrow, roundBelow } from "./arrows.js";
import { element } from "./stage.js";

const CLOUD = 120; // about how long the longest of the examples' gradients is drawn, in stage units

const SPREAD = 90; // the longer half-axis of an ellipse of squares, in stage units
const SQUARES = { G: "G eps", E: "E rho eps", D: "D rho", v: "v v_hat beta2 eps" }; // and the symbols that are about them

/**
 * @param {SVGElement} group
 * @param {import("./frame.js").Frame} frame
 * @param {import("../runs/run-store.js").Run} run
 * @param {number} magnified How many times as long as in truth the arrows are.
 */
export function drawExtras(group, frame, run, magnified) {
  const drawn = [...spreads(frame, run), ...probe(frame, run, magnified), ...epochs(frame, run), ...cloud(frame, run), ...lookAheads(frame, run)];
  group.replaceChildren(...drawn.map((each) => line(each, run.root.dataset.lit)));
  /** @type {NodeListOf<HTMLElement>} */
  const keys = run.root.querySelectorAll("[data-key]");
  for (const key of keys) key.hidden = !drawn.some(({ look }) => look === key.dataset.key);
}

// An ellipse for each quantity that averages squares, as wide and high as their roots; it is seen while its symbol is lit.
function* spreads(frame, { root, exact, path, shown, step }) {
  if (!exact || shown < 1) return;
  const kept = Object.keys(SQUARES).filter((name) => name in exact.state && root.querySelector(`.sym-${name}.idea-second-moment`));
  for (const name of kept) {
    const [x, y] = exact.state[name].map((values) => Math.sqrt(values[shown]));
    const size = SPREAD / Math.max(x, y);
    if (!Number.isFinite(size)) continue;
    const [rx, ry] = [Math.max(x * size, 3), Math.max(y * size, 3)];
    const d = `M${frame.X(path.x[step]) - rx},${frame.Y(path.y[step])}a${rx},${ry} 0 1 0 ${2 * rx},0a${rx},${ry} 0 1 0 ${-2 * rx},0z`;
    yield { look: "spread", d, about: SQUARES[name] };
  }
}

// A line from the point to the place where the rule asks for the gradient, at the scale of the arrows.
function* probe(frame, { exact, path, shown }, magnified) {
  if (!exact?.probes || shown < 1) return;
  const [x, y] = [frame.X(path.x[shown - 1]), frame.Y(path.y[shown - 1])];
  const [X, Y] = [x + (frame.X(exact.probes[0][shown - 1]) - x) * magnified, y + (frame.Y(exact.probes[1][shown - 1]) - y) * magnified];
  yield { look: "probe", about: "momentum", d: `M${x},${y}L${X},${Y}` };
  yield { look: "probe place", about: "g momentum", d: `M${X},${Y}h0` };
}

// Where PyTorch's form of Nesterov's rule stands after each step: θ − γv, and v is the last step turned round.
function* lookAheads(frame, { showsLookAheads, path, step, settings }) {
  if (!showsLookAheads || settings.get("optimizer") !== "nesterov") return;
  const momentum = Number(settings.get("momentum"));
  const ahead = (values, t) => values[t] + (t ? momentum * (values[t] - values[t - 1]) : 0);
  const places = Array.from({ length: step + 1 }, (_, t) => `${frame.X(ahead(path.x, t)).toFixed(1)},${frame.Y(ahead(path.y, t)).toFixed(1)}`);
  yield { look: "look-aheads", about: "momentum v", d: `M${places.join("L")}` };
}

// A dot where all examples have been seen once more; a batch size goes up to the number of examples.
function* epochs(frame, { form, path, step }) {
  const field = form.elements.namedItem("loss.batch_size");
  const [batch, examples] = [Number(field?.value), Number(field?.dataset.high)];
  if (!field || batch >= examples) return;
  const every = Math.ceil(examples / batch);
  let d = "";
  for (let t = every; t <= step; t += every) d += `M${frame.X(path.x[t])},${frame.Y(path.y[t])}h0`;
  if (d) yield { look: "epoch", d };
}

// The examples' own gradients, uphill as the run's, at a scale that the key states.
function* cloud(frame, { root, exampleGradients: gradients, path, step }) {
  if (!gradients) return;
  const [gx, gy] = gradients;
  const scale = roundBelow(CLOUD / frame.scale / (Math.max(...gx.map((x, index) => Math.hypot(x, gy[index]))) || 1));
  const told = root.querySelector('[data-scale="cloud"]');
  if (told) told.textContent = `× ${setting(scale)}`;
  /** @type {import("./arrows.js").Vector} */
  const here = [frame.X(path.x[step]), frame.Y(path.y[step])];
  const d = gx.map((x, index) => arrow(here, [x * scale * frame.scale, -gy[index] * scale * frame.scale])).join("");
  yield { look: "cloud", d };
}

function line({ look, d, about = "" }, lit) {
  return element("path", { class: about.split(" ").includes(lit) ? `${look} lit` : look, d, "data-about": about });
}
