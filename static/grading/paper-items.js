// The charts of an item analysis drawn at once, from the same figures as those of the library: bars, or dots in a plane.

import { axes, element, paper, PAPER, under } from "../drawing/paper-chart.js";

const SHARE = 0.85; // of its place that a bar is wide
const LETTER = 8; // pixels that a letter of a label takes, at most
const DOT = 5;

export function paperItems({ data, layout }, width = PAPER) {
  return data[0].type === "bar" ? bars(data[0], layout, width) : dots(data, layout, width);
}

function bars({ x: labels, y: counts }, { xaxis, yaxis }, width) {
  const { across, up } = axes(width, [-0.5, labels.length - 0.5], [0, 1.05 * Math.max(...counts, 1)]);
  const drawn = paper(width, [xaxis, yaxis], up, up.ticks().filter(Number.isInteger));
  const wide = SHARE * (across.at(1) - across.at(0));
  const d = counts.map((count, place) => `M${(across.at(place) - wide / 2).toFixed(1)},${up.at(0)}V${up.at(count).toFixed(1)}h${wide.toFixed(1)}V${up.at(0)}z`);
  drawn.append(element("path", { class: "bars", d: d.join("") }));
  const longest = Math.max(...labels.map((label) => label.length));
  const every = Math.ceil((longest * LETTER) / (across.at(1) - across.at(0)));
  labels.forEach((label, place) => place % every || drawn.append(under(across.at(place), label)));
  return drawn;
}

function dots(data, { xaxis, yaxis }, width) {
  const { across, up } = axes(width, xaxis.range, yaxis.range);
  const drawn = paper(width, [xaxis, yaxis], up, up.ticks());
  for (const share of [0, 0.5, 1]) drawn.append(under(across.at(share), `${100 * share} %`));
  for (const { x, y, meta } of data) {
    const places = x.map((value, index) => `M${across.at(value).toFixed(1)},${(up.at(y[index]) - DOT).toFixed(1)}l${DOT},${DOT}l${-DOT},${DOT}l${-DOT},${-DOT}z`);
    drawn.append(element("path", { class: `dots ${meta.look}`, d: places.join("") }));
  }
  return drawn;
}
