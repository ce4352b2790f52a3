// The stage that the server drew: where points of the landscape lie on it, what is put on it, and another ground under it.
// Lessons, the playground and the questions that set a challenge draw on the same stage.

import { Frame } from "./frame.js";

const LETTERS = 12.5; // the height of the plot's letters on the screen, in pixels
const PLACE = ["left", "top", "scale", "width", "height"]; // what says where points lie
/** @type {WeakMap<Element, Stage>} */
const stages = new WeakMap();

/**
 * The stage that an element is part of, or has in it.
 * @param {Element} part
 */
export function stageOf(part) {
  /** @type {SVGSVGElement} */
  const svg = (part.closest(".stage") ?? part).querySelector(".plot");
  if (!stages.has(svg)) stages.set(svg, new Stage(svg));
  return stages.get(svg);
}

export class Stage {
  /** @param {SVGSVGElement} svg */
  constructor(svg) {
    this.svg = svg;
    this.frame = new Frame(svg);
    keepLegible(svg);
  }

  /** @param {string} name @returns {SVGGraphicsElement} what was drawn under this name */
  part(name) {
    return this.svg.querySelector(`[data-${name}]`);
  }

  /** @param {Element} drawn @param {number} x @param {number} y A point of the landscape. */
  put(drawn, x, y) {
    drawn.setAttribute("transform", `translate(${this.frame.X(x).toFixed(1)} ${this.frame.Y(y).toFixed(1)})`);
  }

  /** @param {MouseEvent} event @returns {{ x: number, y: number }} the point of the landscape under the pointer */
  under(event) {
    return this.frame.under(event, this.svg);
  }

  /** @param {SVGSVGElement} fresh Another drawing, whose ground takes the place of this one's. */
  takeGround(fresh) {
    this.svg.setAttribute("viewBox", fresh.getAttribute("viewBox"));
    for (const name of PLACE) this.svg.dataset[name] = fresh.dataset[name];
    for (const part of ["defs", "[data-ground]", "title"]) {
      this.svg.querySelector(part).replaceWith(document.adoptNode(fresh.querySelector(part)));
    }
    this.frame = new Frame(this.svg);
  }

  /** @param {{ d: string }[]} levels The landscape has another shape: other contour lines on the same ground. */
  takeLevels(levels) {
    const group = this.svg.querySelector(".levels");
    for (const old of group.querySelectorAll("path")) old.remove();
    group.append(...levels.map(({ d }) => element("path", { d })));
  }
}

/** @param {SVGSVGElement} svg Its letters stay legible at every size. */
export function keepLegible(svg) {
  const fit = () => {
    const scale = svg.getScreenCTM()?.a;
    if (scale) svg.style.setProperty("--text", `${LETTERS / scale}px`);
  };
  new ResizeObserver(fit).observe(svg);
}

/**
 * Draws in the next frame, however often it is asked to until then.
 * @param {() => void} draw
 * @returns {() => void}
 */
export function oncePerFrame(draw) {
  let waiting = 0;
  return () => {
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      draw();
    });
  };
}

/**
 * @param {string} name
 * @param {Record<string, string>} [attributes]
 * @returns {SVGElement}
 */
export function element(name, attributes = {}) {
  const made = /** @type {SVGElement} */ (document.createElementNS("http://www.w3.org/2000/svg", name));
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
