// A chart of counts or of questions, drawn by Plotly when it comes into sight, in the colours of the page.

import { plotly, theme } from "../drawing/charts.js";
import { PAPER } from "../drawing/paper-chart.js";
import { paperItems } from "./paper-items.js";

const MARGIN = { l: 56, r: 10, t: 8, b: 64 };
const OPTIONS = { displayModeBar: false, responsive: true, scrollZoom: false, doubleClick: false };

export default function (root) {
  const figure = JSON.parse(root.dataset.figure);
  const plot = root.querySelector("[data-plot]");
  const atOnce = document.createElement("div");
  const sketch = (width) => atOnce.replaceChildren(paperItems(figure, width));
  let seen = false;

  atOnce.className = "chart-paper";
  plot.after(atOnce);
  sketch(plot.clientWidth || PAPER);
  window.addEventListener("beforeprint", () => sketch(PAPER));

  async function draw() {
    if (!seen) return;
    const { react } = await plotly();
    await react(plot, traces(figure, plot), layout(figure, plot), OPTIONS);
    root.dataset.drawn = "";
  }

  new IntersectionObserver(([entry]) => {
    if (seen || !entry.isIntersecting) return;
    seen = true;
    draw();
  }, { rootMargin: "200px" }).observe(root);
  document.addEventListener("theme", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}

function traces({ data }, plot) {
  const style = getComputedStyle(plot);
  return data.map((trace) => ({ ...trace, marker: { ...trace.marker, color: style.getPropertyValue(`--${trace.meta.look}`).trim() } }));
}

function layout(figure, plot) {
  const { ink, soft, line, font } = theme(plot);
  const axis = { color: soft, gridcolor: line, zerolinecolor: soft, linecolor: line, ticks: "", fixedrange: true };
  return {
    ...figure.layout,
    xaxis: { ...axis, showgrid: false, ...figure.layout.xaxis },
    yaxis: { ...axis, nticks: 6, ...figure.layout.yaxis },
    showlegend: false,
    margin: MARGIN,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: font, size: 13, color: ink },
    hovermode: "closest",
    dragmode: false,
    autosize: true,
  };
}
