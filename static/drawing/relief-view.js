// The run in relief: a block of land that the server draws from one of twelve sides, and the paths laid over it. Drag it, or
// press the arrow keys, and it turns. The block is drawn once for each side; a move draws the paths alone.

import { arrowsNow, head, putArrows } from "./arrows.js";
import { ask } from "../runs/api.js";
import { Ground, linesOf } from "./ground.js";
import { element, keepLegible, stageOf } from "./stage.js";
import { ROOT } from "../web/root.js";

const MANY = 400; // more steps than this are drawn without a dot each
const DRAG = 70; // pixels across for one turn
/** @type {[number, string, string][]} */
const TURNS = [[-1, "Turn left", "↺"], [1, "Turn right", "↻"]];
const KEYS = { ArrowLeft: -1, ArrowRight: 1 };
const FOOT = -0.14; // the height at which the axes' names stand
const MARKS = {
  lowest: "M0,-15L4.4,-4.9L15.2,-4.9L6.6,1.9L9.6,12.6L0,6.3L-9.6,12.6L-6.6,1.9L-15.2,-4.9L-4.4,-4.9z",
  lesser: "M-8,0a8,8 0 1 0 16,0a8,8 0 1 0 -16,0z",
};
const SIDES = ["south", "south-east", "east", "north-east", "north", "north-west", "west", "south-west"];

export class ReliefView {
  #run;
  #root;
  #name;
  /** @type {Map<string, Promise<any>>} By landscape and side. */
  #grounds = new Map();
  /** @type {Ground | null} */
  #ground = null;
  #shape = "";
  #turn = ""; // the side; at first the one that the server finds the clearest
  #drawn = [];
  #asked = 0;

  /** @param {HTMLElement} figure @param {import("../runs/run-store.js").Run} run */
  constructor(figure, run) {
    this.#run = run;
    this.#root = /** @type {HTMLElement} */ (figure.querySelector("[data-relief]"));
    this.#name = figure.querySelector(".plot title");
    this.#root.tabIndex = 0;
    this.#root.setAttribute("role", "group");
    this.#watch();
  }

  show() {
    this.renew();
    this.draw();
  }

  hide() {}

  // Another landscape, or another shape of it.
  renew() {
    const shape = shapeOf(this.#run.settings);
    if (shape === this.#shape) return;
    this.#shape = shape;
    this.#fetch();
  }

  draw() {
    if (!this.#ground) return;
    const paths = this.#run.drawn;
    if (paths.some(({ path }, index) => this.#drawn[index]?.path !== path) || paths.length !== this.#drawn.length) this.#lay(paths);
    const { step, atEnd } = this.#run;
    for (const drawn of this.#drawn) this.#walk(drawn, atEnd ? Infinity : step);
    this.#drawArrows();
    this.#root.dataset.drawn = String(step);
  }

  // The map's arrows, as long as there, laid over the surface: uphill is seen to climb.
  #drawArrows() {
    const { frame } = stageOf(this.#root);
    putArrows(this.#root.querySelector("[data-arrows]"), arrowsNow(this.#run).map((arrow) => ({ ...arrow, d: arrow.isShort || !arrow.d ? "" : this.#overGround(frame, arrow) })));
  }

  #overGround(frame, { tail, tip }) {
    const places = this.#ground.line(frame.pathOf([tail, tip]));
    const [from, to] = places.slice(-2);
    const size = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
    return `M${places.map(([X, Y]) => `${X.toFixed(1)},${Y.toFixed(1)}`).join("L")}${head(to, [(to[0] - from[0]) / size, (to[1] - from[1]) / size])}`;
  }

  async #fetch() {
    const turn = (this.#asked += 1);
    const answer = await this.#groundAt(this.#shape, this.#turn);
    if (turn !== this.#asked || !answer || answer.errors) return;
    this.#ground = new Ground(answer);
    this.#turn = String(answer.turn);
    this.#drawBlock();
    this.#drawn = [];
    this.draw();
    for (const by of [-1, 1]) this.#groundAt(this.#shape, this.#neighbour(by));
  }

  #groundAt(shape, turn) {
    const address = `${ROOT}/api/relief?${shape}${turn && `&turn=${turn}`}`;
    if (!this.#grounds.has(address)) this.#grounds.set(address, ask(address));
    const answer = this.#grounds.get(address);
    answer.then((known) => known || this.#grounds.delete(address)); // the server was away
    if (this.#grounds.size > 40) this.#grounds.delete(this.#grounds.keys().next().value);
    return answer;
  }

  #neighbour(by) {
    const { turn, turns } = this.#ground.document;
    return String((turn + by + turns) % turns);
  }

  turn(by) {
    if (!this.#ground) return;
    this.#turn = this.#neighbour(by);
    this.#fetch();
  }

  #watch() {
    this.#root.addEventListener("keydown", (event) => {
      if (!KEYS[event.key] || event.target !== this.#root) return;
      event.preventDefault();
      event.stopPropagation();
      this.turn(KEYS[event.key]);
    });
    let from = null;
    this.#root.addEventListener("pointerdown", (event) => {
      if (event.button || /** @type {Element} */ (event.target).closest("button")) return;
      from = event.clientX;
      this.#root.setPointerCapture(event.pointerId);
    });
    this.#root.addEventListener("pointermove", (event) => {
      if (from === null || Math.abs(event.clientX - from) < DRAG) return;
      this.turn(event.clientX < from ? 1 : -1);
      from = event.clientX;
    });
    for (const end of ["pointerup", "pointercancel"]) this.#root.addEventListener(end, () => (from = null));
  }

  // The block on a picture of its own, so that a move of the paths draws no face of it again.
  #drawBlock() {
    const { width, height, strokes, sides, minima } = this.#ground.document;
    const box = `0 0 ${Math.round(width)} ${Math.round(height)}`;
    const block = element("svg", { class: "relief block", viewBox: box, "aria-hidden": "true" });
    block.append(...strokes.map(([d, tone]) => element("path", { d, class: tone === null ? "contour" : `tone-${tone}` })));
    block.append(...sides.map((d, index) => element("path", { d, class: `side-${index + 1}` })));
    const way = element("svg", { class: "way", viewBox: box, role: "img", "aria-label": `${this.#name?.textContent ?? ""}, in relief` });
    way.append(...minima.map(mark), element("g", { "data-ways": "" }), element("g", { "data-arrows": "" }), ...this.#axes());
    keepLegible(/** @type {SVGSVGElement} */ (way));
    this.#root.replaceChildren(block, way, ...this.#buttons());
    this.#root.setAttribute("aria-label", `Relief, seen from the ${this.#side}; the arrow keys turn it`);
    this.#root.dataset.turn = this.#turn;
  }

  get #side() {
    const [x, y] = this.#ground.sight;
    const eighth = Math.round(Math.atan2(x, -y) / (Math.PI / 4));
    return SIDES[(eighth + 8) % 8];
  }

  // The names of the axes, before the block's foot.
  #axes() {
    const { left, top, columns, rows, cellX, cellY } = this.#ground.grid;
    const [right, bottom] = [left + columns * cellX, top - rows * cellY];
    const [toX, toY] = this.#ground.sight;
    const x = this.#ground.place((left + right) / 2, toY < 0 ? bottom - 2 * cellY : top + 2 * cellY, FOOT);
    const y = this.#ground.place(toX < 0 ? left - 2 * cellX : right + 2 * cellX, (top + bottom) / 2, FOOT);
    return Object.entries({ x, y }).map(([name, [X, Y]]) => {
      const letter = element("text", { x: X.toFixed(0), y: Y.toFixed(0) });
      letter.textContent = name;
      return letter;
    });
  }

  *#buttons() {
    for (const [by, words, sign] of TURNS) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "button icon quiet turn", title: words, textContent: sign });
      button.setAttribute("aria-label", words);
      button.addEventListener("click", () => this.turn(by));
      yield button;
    }
  }

  #lay(paths) {
    const known = new Map();
    for (const { path } of paths) known.set(path, this.#drawn.find((drawn) => drawn.path === path)?.laid ?? this.#ground.lay(path));
    this.#drawn = paths.map((drawn) => ({ path: drawn.path, laid: known.get(drawn.path), ...parts(drawn) }));
    this.#root.querySelector("[data-ways]").replaceChildren(...this.#drawn.map(({ group }) => group).reverse());
    for (const { whole, laid } of this.#drawn) {
      const { seen, hidden } = linesOf(laid);
      whole.setAttribute("d", seen + hidden);
    }
  }

  #walk({ laid, walked, behind, stops, from, at, path }, step) {
    const { seen, hidden } = linesOf(laid, step);
    walked.setAttribute("d", seen);
    behind.setAttribute("d", hidden);
    const spotAt = (t) => (laid.isDrawn[laid.steps[t]] ? `M${laid.spots[laid.steps[t]]}h0` : "");
    const now = Math.min(step, path.n);
    from.setAttribute("d", spotAt(0));
    at.setAttribute("d", spotAt(now));
    stops?.setAttribute("d", path.n > MANY ? "" : Array.from({ length: now + 1 }, (_, t) => spotAt(t)).join(""));
  }
}

const LOOKS = { whole: "path whole", behind: "path behind", walked: "path walked", stops: "stops", from: "from", at: "at" };

function mark([X, Y, isLowest]) {
  const look = isLowest ? "lowest" : "lesser";
  return element("path", { class: look, d: MARKS[look], transform: `translate(${X} ${Y})` });
}

function parts({ optimizer, isOwn }) {
  const group = element("g", { class: `opt-${optimizer.replaceAll("_", "-")}${isOwn ? " own" : ""}` });
  const made = Object.fromEntries(Object.entries(LOOKS).map(([name, look]) => [name, element("path", { class: look })]));
  if (!isOwn) delete made.stops;
  group.append(...Object.values(made));
  return { group, ...made };
}

// What the surface depends on.
export function shapeOf(settings) {
  return new URLSearchParams([...settings].filter(([name]) => /^landscape(\.|$)/.test(name))).toString();
}
