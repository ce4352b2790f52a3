// What some runs show besides their path: where the gradient is taken, where an epoch ends, each example's own gradient.

import { arrow } from "./arrows.js";

const CLOUD = 90; // how long the longest of the examples' gradients is drawn, in stage units

export function drawExtras(group, frame, run) {
  const drawn = [...probe(frame, run), ...epochs(frame, run), ...cloud(frame, run)];
  group.replaceChildren(...drawn.map(({ look, d }) => line(look, d)));
}

// A line from the point to the place where the rule asks for the gradient.
function* probe(frame, { exact, path, shown }) {
  if (!exact?.probes || shown < 1) return;
  const [X, Y] = [frame.X(exact.probes[0][shown - 1]), frame.Y(exact.probes[1][shown - 1])];
  yield { look: "probe", d: `M${frame.X(path.x[shown - 1])},${frame.Y(path.y[shown - 1])}L${X},${Y}` };
  yield { look: "probe place", d: `M${X},${Y}h0` };
}

// A dot where all examples have been seen once more; a batch size goes up to the number of examples.
function* epochs(frame, { form, path, step }) {
  const field = form.elements.namedItem("loss.batch_size");
  const [batch, examples] = [Number(field?.value), Number(field?.max)];
  if (!field || batch >= examples) return;
  const every = Math.ceil(examples / batch);
  let d = "";
  for (let t = every; t <= step; t += every) d += `M${frame.X(path.x[t])},${frame.Y(path.y[t])}h0`;
  if (d) yield { look: "epoch", d };
}

function* cloud(frame, { exampleGradients: gradients, path, step }) {
  if (!gradients) return;
  const [gx, gy] = gradients;
  const longest = Math.max(...gx.map((x, index) => Math.hypot(x, gy[index]))) || 1;
  const here = [frame.X(path.x[step]), frame.Y(path.y[step])];
  const d = gx.map((x, index) => arrow(here, [(-x * CLOUD) / longest, (gy[index] * CLOUD) / longest])).join("");
  yield { look: "cloud", d };
}

function line(look, d) {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "path");
  drawn.setAttribute("class", look);
  drawn.setAttribute("d", d);
  return drawn;
}
