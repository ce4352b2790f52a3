// Where points of a landscape lie on the stage: X = (x − left) s, Y = (top − y) s, as the server draws them.

const BEYOND = 1e5; // points too far away to draw are put here, in the right direction

export class Frame {
  constructor(svg) {
    const { left, top, scale, width, height } = svg.dataset;
    Object.assign(this, { left: +left, top: +top, scale: +scale, width: +width, height: +height });
  }

  X(x) {
    return Math.max(-BEYOND, Math.min(BEYOND, (x - this.left) * this.scale));
  }

  Y(y) {
    return Math.max(-BEYOND, Math.min(BEYOND, (this.top - y) * this.scale));
  }

  // "X,Y" for each point, as in a polyline's points.
  places({ x, y, n }) {
    const places = new Array(n + 1);
    for (let t = 0; t <= n; t++) places[t] = `${this.X(x[t]).toFixed(2)},${this.Y(y[t]).toFixed(2)}`;
    return places;
  }

  // The point of the landscape under the pointer, to about half a pixel.
  under(event, svg) {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return { x: this.left + x / this.scale, y: this.top - y / this.scale };
  }

  shows(x, y) {
    const X = (x - this.left) * this.scale;
    const Y = (this.top - y) * this.scale;
    return X >= 0 && X <= this.width && Y >= 0 && Y <= this.height;
  }

  // Where a path first leaves the view: {step, side, X, Y, angle}, or null.
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
