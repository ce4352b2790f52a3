// Charts by step, drawn by Plotly where the reader looks: loss, effective rates, moments, a schedule's curve.
// The figures come from the server without colours; the colours are the page's.

import { PAPER, paperChart, strokeOf } from "./paper-chart.js";
import { plotly } from "./plotly.js";
import { runOf } from "../runs/run-store.js";
import { ROOT } from "../web/root.js";

const MARGIN = { l: 66, r: 18, t: 10, b: 54 };
const DOTTED = "2px,4px"; // a second run of the same rule
const IDLE = 1200; // milliseconds until the figure of a chart that is not in sight is fetched
const OPTIONS = { displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: false };

export { plotly };

// A chart of the run of its page: fetched once the run rests, at once if it is in sight, else when there is nothing to do.
export default function (root) {
  const run = runOf(root);
  const chart = new Chart(root);
  const latest = new Latest();
  let stale = true;

  async function refresh() {
    if (!stale || !run.exact) return;
    stale = false;
    const address = (settings) => `${ROOT}/api/figures/${root.dataset.chart}?${settings}`;
    const beside = root.dataset.chart === "loss" ? run.others.filter(({ path }) => path) : [];
    const figures = await latest.all([run.settings, ...beside.map(({ settings }) => settings)].map(address));
    if (figures) chart.show(together(figures));
    chart.mark(run.step);
  }

  run.on("trajectory", ({ exact }) => {
    stale = true;
    if (exact) chart.whenWanted(refresh);
  });
  run.on("others", () => {
    stale = true;
    chart.whenWanted(refresh);
  });
  run.on("step", () => chart.mark(run.step));
  root.addEventListener("seen", refresh);
  chart.whenWanted(refresh); // the run may have been here first
}

// The figures of several runs as one: all their lines, on axes that show all of them.
function together(figures) {
  const [first] = figures;
  if (figures.length === 1) return first;
  const metas = figures.map(({ layout }) => layout.meta);
  const steps = Math.max(...metas.map((meta) => meta.steps));
  const ranges = metas.map(({ log }) => log.range).filter(Boolean);
  const range = [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
  const log = ranges.length === metas.length ? { range, dtick: Math.max(Math.round((range[1] - range[0]) / 6), 1) } : {};
  const told = figures.map((figure, index) => (index ? toldApart(figure, first) : figure));
  const caption = told.map(({ layout }) => layout.meta.caption).join(" ");
  const layout = { ...first.layout, xaxis: { ...first.layout.xaxis, range: [0, steps] }, meta: { ...metas[0], steps, caption, log } };
  return { data: told.flatMap(({ data }) => data), layout };
}

// A second run of the same rule is told apart from the page's own by a word, and by dots.
function toldApart({ data, layout }, own) {
  const { caption } = layout.meta;
  const [{ name }] = data;
  if (name !== own.data[0].name) return { data, layout };
  const renamed = (text) => text.replace(name, `${name}, other settings`);
  const dotted = (trace) => ({ ...trace, name: renamed(name), hovertemplate: renamed(trace.hovertemplate), line: { ...trace.line, dash: DOTTED } });
  return { data: data.map(dotted), layout: { ...layout, meta: { ...layout.meta, caption: renamed(caption) } } };
}

export class Chart {
  #root;
  #plot;
  #now;
  #figure = null;
  #step = null;
  #seen = false;
  #drawn = false;
  #waiting = 0;
  #idle = 0;
  #width = 0;
  #paper = document.createElement("div");

  constructor(root) {
    this.#root = root;
    this.#plot = root.querySelector("[data-plot]");
    this.#now = root.querySelector("[data-now]");
    this.#paper.className = "chart-paper";
    this.#plot.after(this.#paper);
    new IntersectionObserver((entries) => this.#look(entries.at(-1).isIntersecting), { rootMargin: "200px" }).observe(root);
    new ResizeObserver(() => this.#later(() => this.#resize())).observe(this.#plot);
    document.addEventListener("theme", () => this.#redraw());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#redraw());
    root.addEventListener("change", (event) => event.target.matches("[data-scale]") && this.#redraw());
    window.addEventListener("beforeprint", () => this.#sketch(PAPER));
  }

  // At once where it is in sight; elsewhere a little later, for its caption and for paper; never where it is folded away.
  whenWanted(fetch) {
    clearTimeout(this.#idle);
    if (this.#seen) fetch();
    else if (!this.#root.closest("details:not([open])")) this.#idle = setTimeout(fetch, IDLE);
  }

  // The caption changes at once; the picture when it is in sight.
  show(figure) {
    this.#figure = figure;
    const { caption, scales } = figure.layout.meta;
    this.#root.querySelector("[data-caption]").textContent = caption;
    this.#offer(scales);
    this.#list();
    this.#sketch(this.#plot.clientWidth || PAPER);
    this.#redraw();
  }

  // A line at the current step, moved without drawing the chart again.
  mark(step) {
    this.#step = step;
    if (!this.#drawn || step === null) {
      this.#now.hidden = true;
      return;
    }
    const width = this.#width - MARGIN.l - MARGIN.r;
    const share = Math.min(step / Math.max(this.#figure.layout.meta.steps, 1), 1);
    this.#now.hidden = false;
    this.#now.style.transform = `translateX(${MARGIN.l + share * width}px)`;
  }

  #look(inSight) {
    const appeared = inSight && !this.#seen;
    this.#seen = inSight;
    if (!appeared) return;
    this.#root.dispatchEvent(new CustomEvent("seen"));
    this.#redraw();
  }

  #offer(scales) {
    const choice = this.#root.querySelector("[data-scales]");
    if (!choice) return;
    choice.hidden = scales.length < 2;
    if (!choice.querySelector(":checked")) choice.querySelector(`[value="${scales[0]}"]`).checked = true;
  }

  // Which line is whose, with the site's own swatches; one line needs no list.
  #list() {
    const list = this.#root.querySelector("[data-legend]");
    const lines = this.#figure.data.filter(({ meta }) => !meta.band);
    if (lines.length > 1) list.hidden = false; // once there, it keeps its place
    list.replaceChildren(...(lines.length > 1 ? lines.map(entry) : []));
  }

  #scale() {
    const { scales } = this.#figure.layout.meta;
    const chosen = this.#root.querySelector("[data-scale]:checked")?.value;
    return scales.includes(chosen) ? chosen : scales[0];
  }

  // What stands there until the library has drawn, and on paper.
  #sketch(width) {
    if (this.#figure) this.#paper.replaceChildren(paperChart(this.#figure, this.#scale(), width));
  }

  #later(action) {
    cancelAnimationFrame(this.#waiting);
    this.#waiting = requestAnimationFrame(action);
  }

  #redraw() {
    if (this.#figure && this.#seen) this.#later(() => this.#draw());
  }

  async #draw() {
    const { react } = await plotly();
    await react(this.#plot, this.#traces(), this.#layout(), OPTIONS);
    this.#drawn = true;
    this.#width = this.#plot.clientWidth;
    this.#root.dataset.drawn = "";
    this.mark(this.#step);
  }

  async #resize() {
    this.#width = this.#plot.clientWidth;
    if (!this.#drawn || !this.#width) return;
    (await plotly()).resize(this.#plot);
    this.mark(this.#step);
  }

  #traces() {
    return this.#figure.data.map((trace) => {
      const { colour, dash } = appearance(this.#root, trace.meta.look);
      return { ...trace, line: { ...trace.line, color: colour, dash: trace.line.dash ?? dash } };
    });
  }

  #layout() {
    const { ink, soft, line, font } = theme(this.#plot);
    const type = this.#scale();
    const axis = { color: soft, gridcolor: line, zeroline: false, linecolor: line, ticks: "", fixedrange: true, automargin: false };
    const { layout } = this.#figure;
    return {
      ...layout,
      xaxis: { ...axis, ...layout.xaxis, showgrid: false },
      yaxis: { ...axis, ...layout.yaxis, type, nticks: 6, ...(type === "log" ? layout.meta.log : {}) },
      margin: MARGIN,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: font, size: 13, color: ink },
      hovermode: "closest",
      dragmode: false,
      autosize: true,
    };
  }
}

const SVG = "http://www.w3.org/2000/svg";

function entry({ name, meta, line }) {
  const item = document.createElement("li");
  const swatch = document.createElementNS(SVG, "svg");
  swatch.setAttribute("class", `swatch ${meta.look}`);
  swatch.setAttribute("viewBox", "0 0 48 8");
  swatch.setAttribute("aria-hidden", "true");
  const stroke = document.createElementNS(SVG, "line");
  for (const [key, value] of Object.entries({ x1: 0, y1: 4, x2: 48, y2: 4 })) stroke.setAttribute(key, String(value));
  if (line.dash) stroke.style.strokeDasharray = strokeOf(line.dash);
  swatch.append(stroke);
  item.append(swatch, name);
  return item;
}

// The colour and dash that a class gives, as Plotly takes them.
export function appearance(root, look) {
  const probe = document.createElement("span");
  probe.className = look;
  probe.style.color = "var(--opt, var(--idea, var(--ink)))";
  probe.style.forcedColorAdjust = "none"; // a line keeps its colour where the browser forces those of words
  root.append(probe);
  const style = getComputedStyle(probe);
  const dashes = style.getPropertyValue("--dash").trim();
  const found = { colour: style.color, dash: /^\d/.test(dashes) ? dashes.replaceAll(/\s+/g, "px,") + "px" : "solid" };
  probe.remove();
  return found;
}

export function theme(root) {
  const style = getComputedStyle(root);
  const value = (name) => style.getPropertyValue(name).trim();
  return { ink: value("--ink"), soft: value("--ink-soft"), line: value("--line"), font: style.fontFamily };
}

async function answerOf(address) {
  try {
    const answer = await fetch(address);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // the server is away: the chart stays as it is
  }
}

// One after the other: an answer that has been overtaken is dropped.
export class Latest {
  #turn = 0;

  async get(address) {
    const answers = await this.all([address]);
    return answers && answers[0];
  }

  // All of them, or null: where one is refused, or others have been asked for meanwhile.
  async all(addresses) {
    const turn = ++this.#turn;
    const answers = await Promise.all(addresses.map(answerOf));
    return turn === this.#turn && answers.every(Boolean) ? answers : null;
  }
}
