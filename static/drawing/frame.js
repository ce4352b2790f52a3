// Where points of a landscape lie on the stage: X = (x − left) s, Y = (top − y) s, as the server draws them.

const BEYOND = 1e5; // points too far away to draw are put here, in the right direction

/**
 * A path of n steps: its points, of which there are n + 1.
 * @typedef {{ x: ArrayLike<number>, y: ArrayLike<number>, n: number }} Points
 */

export class Frame {
  /** @param {SVGElement} svg */
  constructor(svg) {
    const { left, top, scale, width, height } = svg.dataset;
    this.left = Number(left);
    this.top = Number(top);
    this.scale = Number(scale);
    this.width = Number(width);
    this.height = Number(height);
  }

  get right() {
    return this.left + this.width / this.scale;
  }

  get bottom() {
    return this.top - this.height / this.scale;
  }

  // The longer side, in the landscape's own units.
  get side() {
    return Math.max(this.width, this.height) / this.scale;
  }

  /** @param {number} x */
  X(x) {
    return Math.max(-BEYOND, Math.min(BEYOND, (x - this.left) * this.scale));
  }

  /** @param {number} y */
  Y(y) {
    return Math.max(-BEYOND, Math.min(BEYOND, (this.top - y) * this.scale));
  }

  /** @param {Points} points @returns {string[]} "X,Y" for each point, as in a polyline's points */
  places({ x, y, n }) {
    const places = new Array(n + 1);
    for (let t = 0; t <= n; t++) places[t] = `${this.X(x[t]).toFixed(2)},${this.Y(y[t]).toFixed(2)}`;
    return places;
  }

  /** @param {string[]} places As `places` says them. @returns {Points} */
  path(places) {
    return this.pathOf(places.map((place) => place.split(",").map(Number)));
  }

  /** @param {number[][]} both Places on the stage. @returns {Points} */
  pathOf(both) {
    return { x: both.map(([X]) => this.left + X / this.scale), y: both.map(([, Y]) => this.top - Y / this.scale), n: both.length - 1 };
  }

  /** @param {MouseEvent} event @param {SVGSVGElement} svg The point of the landscape under the pointer, to about half a pixel. */
  under(event, svg) {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return { x: this.left + x / this.scale, y: this.top - y / this.scale };
  }

  /** @param {number} x @param {number} y The point of the view that is nearest to a point. */
  within(x, y) {
    return { x: Math.max(this.left, Math.min(this.right, x)), y: Math.max(this.bottom, Math.min(this.top, y)) };
  }

  /** @param {number} x @param {number} y */
  shows(x, y) {
    const X = (x - this.left) * this.scale;
    const Y = (this.top - y) * this.scale;
    return X >= 0 && X <= this.width && Y >= 0 && Y <= this.height;
  }

  /**
   * Where a path first leaves the view.
   * @param {Points} points
   * @returns {{ step: number, side: string, X: number, Y: number, angle: number } | null}
   */
  exit({ x, y, n }) {
    for (let t = 0; t <= n; t++) {
      if (!this.shows(x[t], y[t])) return this.#crossing(x, y, t);
    }
    return null;
  }

  #crossing(x, y, step) {
    const from = Math.max(step - 1, 0);
    const [aX, aY] = [this.X(x[from]), this.Y(y[from])];
    const [dX, dY] = [this.X(x[step]) - aX, this.Y(y[step]) - aY];
    let [share, side] = [1, "start"];
    const reach = (at, far, size, low, high) => {
      if (!far || (at + far >= 0 && at + far <= size)) return;
      const needed = ((far > 0 ? size : 0) - at) / far;
      if (needed < share) [share, side] = [needed, far > 0 ? high : low];
    };
    reach(aX, dX, this.width, "left", "right");
    reach(aY, dY, this.height, "top", "bottom");
    const clip = (value, size) => Math.max(0, Math.min(size, value));
    const angle = (Math.atan2(dY, dX) * 180) / Math.PI;
    return { step, side, X: clip(aX + dX * share, this.width), Y: clip(aY + dY * share, this.height), angle };
  }
}
