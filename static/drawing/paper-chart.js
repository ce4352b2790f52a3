// A chart drawn at once from a figure: for paper, since the browser prints no later than it says that it will, and for the
// screen until the library that draws there has come. Its colours are classes, so that the paper's colours hold.

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 230;
const [LEFT, TOP, BOTTOM] = [70, 8, 184]; // the field, which ends so far from the right edge:
const EDGE = 14;
export const PAPER = 640; // as wide as it is drawn for paper
const LABELS = 6; // at most about so many on an axis

export function paperChart({ data, layout }, scale, width = PAPER) {
  const { meta, xaxis, yaxis } = layout;
  const { across, up } = axes(width, xaxis.range, rangeOf(data, scale, scale === "log" ? meta.log.range : yaxis.range), scale);
  const drawn = paper(width, [xaxis, yaxis], up, up.ticks(meta.log.dtick));
  for (const value of across.ticks()) drawn.append(under(across.at(value), say(value)));
  drawn.append(...data.map((trace) => curve(trace, across, up)));
  return drawn;
}

export function axes(width, range, heights, scale = "linear") {
  return { across: new Axis(range, LEFT, width - EDGE, "linear"), up: new Axis(heights, BOTTOM, TOP, scale) };
}

// The field with its rungs and the names of both axes.
export function paper(width, [xaxis, yaxis], up, ticks) {
  const drawn = element("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, "aria-hidden": "true" });
  for (const value of ticks) drawn.append(...rung(value, up, width - EDGE));
  drawn.append(text(width - EDGE, HEIGHT - 6, xaxis.title.text, "end"), text(LEFT, HEIGHT - 6, yaxis.title.text, "start"));
  return drawn;
}

// A label under the field.
export function under(X, words) {
  return text(X, BOTTOM + 18, words, "middle");
}

class Axis {
  #range;
  #from;
  #to;
  #isLog;

  constructor(range, from, to, scale) {
    this.#range = range;
    this.#from = from;
    this.#to = to;
    this.#isLog = scale === "log";
  }

  at(value) {
    const [low, high] = this.#range;
    return this.#from + (((this.#isLog ? Math.log10(value) : value) - low) / (high - low)) * (this.#to - this.#from);
  }

  // Round numbers within the range; on a logarithmic axis powers of ten, so many of them apart.
  ticks(decades) {
    const [low, high] = this.#range;
    const step = this.#isLog ? (decades ?? 1) : roundUp((high - low) / LABELS);
    const first = Math.ceil(low / step);
    const count = Math.max(0, Math.floor(high / step) - first + 1);
    const found = Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)));
    if (!this.#isLog) return found;
    return found.length > 1 ? found.map((power) => 10 ** power) : [low, (low + high) / 2, high].map((power) => Number((10 ** power).toPrecision(2)));
  }
}

function rangeOf(data, scale, given) {
  if (given) return given;
  const finite = data.flatMap((trace) => [...valuesOf(trace)].filter((value) => Number.isFinite(value) && (scale !== "log" || value > 0)));
  const shown = scale === "log" ? finite.map(Math.log10) : finite;
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const edge = high > low ? 0.05 * (high - low) : Math.abs(high) || 1;
  return shown.length ? [low - edge, high + edge] : [0, 1];
}

function valuesOf({ y }) {
  return (y.values ??= new Float64Array(Uint8Array.from(atob(y.bdata), (letter) => letter.charCodeAt(0)).buffer));
}

// A line of its own for each stretch that can be drawn.
function curve(trace, across, up) {
  let d = "";
  let pen = "M";
  valuesOf(trace).forEach((value, index) => {
    const [X, Y] = [across.at(trace.x0 + index), up.at(value)];
    if (!Number.isFinite(Y)) return (pen = "M");
    d += `${pen}${X.toFixed(1)},${Math.max(TOP, Math.min(BOTTOM, Y)).toFixed(1)}`;
    pen = "L";
  });
  const drawn = element("path", { class: `curve ${trace.meta.look}`, d });
  if (trace.line.dash) drawn.style.strokeDasharray = strokeOf(trace.line.dash);
  return drawn;
}

// A dash of Plotly's in the words of SVG.
export function strokeOf(dash) {
  return dash === "solid" ? "none" : dash;
}

function rung(value, up, right) {
  const Y = up.at(value);
  return [element("path", { class: "rung", d: `M${LEFT},${Y.toFixed(1)}H${right}` }), text(LEFT - 8, Y + 4, say(value), "end")];
}

function say(value) {
  const power = Math.round(Math.log10(Math.abs(value)));
  const isPower = value > 0 && Math.abs(power) > 3 && Math.abs(value / 10 ** power - 1) < 1e-9;
  if (isPower) return `10${[...String(power)].map((letter) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[letter] ?? "⁻").join("")}`;
  return String(Number(value.toPrecision(4))).replace("-", "−");
}

function roundUp(size) {
  const power = 10 ** Math.floor(Math.log10(size));
  return power * [1, 2, 5, 10].find((digit) => power * digit >= size * 0.999);
}

function text(x, y, words, anchor) {
  const drawn = element("text", { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": anchor });
  drawn.textContent = words;
  return drawn;
}

export function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
