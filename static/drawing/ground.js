// A landscape's surface in relief, as the server drew it, and a path laid over it: along the surface, told apart where a hill
// stands before it. The same way as app/drawing/draping.py; a test compares them.

const MOST = 24; // a step is laid over the surface at no more places than this
const CLEAR = 0.004; // a hill hides what lies lower than it by more than this share of the range

/** @typedef {{ optimizer: string, path: import("./frame.js").Points, isOwn?: boolean }} DrawnPath isOwn: the run itself, not one beside it. */

/**
 * @typedef {object} Laid A path on the surface.
 * @property {string[]} spots "X,Y" for every place of it
 * @property {Uint8Array} isDrawn whether a place lies in the view
 * @property {Uint8Array} isSeen whether nothing stands before it
 * @property {number[]} steps which of the places are the path's own points
 */

export class Ground {
  /** @param {any} document What /api/relief answers. */
  constructor(document) {
    const { view, heights, mapping, sight } = document;
    this.document = document;
    this.mapping = mapping;
    this.sight = sight;
    const [left, right, bottom, top] = view;
    const [rows, columns] = heights.shape.map((size) => size - 1);
    this.grid = { left, top, columns, rows, cellX: (right - left) / columns, cellY: (top - bottom) / rows };
    this.heights = new Float32Array(Uint8Array.from(atob(heights.bdata), (letter) => letter.charCodeAt(0)).buffer);
  }

  // How high the surface is: between the corners of its cells, evenly; not a number outside of the view.
  at(x, y) {
    const { left, top, columns, rows, cellX, cellY } = this.grid;
    const across = (x - left) / cellX;
    const down = (top - y) / cellY;
    if (!(across >= 0 && across <= columns && down >= 0 && down <= rows)) return NaN;
    const column = Math.min(Math.floor(across), columns - 1);
    const row = Math.min(Math.floor(down), rows - 1);
    const [right, low] = [across - column, down - row];
    const corner = row * (columns + 1) + column;
    const h = this.heights;
    const upper = h[corner] * (1 - right) + h[corner + 1] * right;
    const lower = h[corner + columns + 1] * (1 - right) + h[corner + columns + 2] * right;
    return upper * (1 - low) + lower * low;
  }

  // The same where an arrow reaches out of the view: as high as at its edge.
  #beyond(x, y) {
    const { left, top, columns, rows, cellX, cellY } = this.grid;
    const within = (value, one, other) => Math.max(Math.min(one, other), Math.min(Math.max(one, other), value));
    return this.at(within(x, left, left + columns * cellX), within(y, top - rows * cellY, top));
  }

  /** @param {import("./frame.js").Points} path The places of a line over the surface, in the picture. @returns {[number, number][]} */
  line(path) {
    return Array.from(this.between(path), ([x, y]) => /** @type {[number, number]} */ (this.place(x, y, this.#beyond(x, y))));
  }

  // Where a point gets into the picture.
  place(x, y, height) {
    return this.mapping.map(([ofX, ofY, ofHeight, origin]) => x * ofX + y * ofY + height * ofHeight + origin);
  }

  spot(x, y, height) {
    const [X, Y] = this.place(x, y, height);
    return `${X.toFixed(1)},${Y.toFixed(1)}`;
  }

  // Whether somewhere on the way from a point to whoever looks the surface is higher than that way.
  hides(x, y, height) {
    const [across, up, rise] = this.sight;
    for (let move = 1, way = height + rise; way <= 1; move += 1, way += rise) {
      if (this.at(x + move * across, y + move * up) > way + CLEAR) return true;
    }
    return false;
  }

  // The places of a path: its points and those between them, at most a cell apart.
  *between({ x, y, n }) {
    const { cellX, cellY } = this.grid;
    yield [x[0], y[0], 0];
    for (let t = 1; t <= n; t += 1) {
      const [dx, dy] = [x[t] - x[t - 1], y[t] - y[t - 1]];
      const count = Math.max(1, Math.min(MOST, Math.ceil(Math.max(Math.abs(dx / cellX), Math.abs(dy / cellY))))) || 1;
      for (let k = 1; k < count; k += 1) yield [x[t - 1] + (dx * k) / count, y[t - 1] + (dy * k) / count, -1];
      yield [x[t], y[t], t];
    }
  }

  /** @param {import("./frame.js").Points} path @returns {Laid} */
  lay(path) {
    const [spots, isDrawn, isSeen, steps] = [[], [], [], []];
    for (const [x, y, step] of this.between(path)) {
      const height = this.at(x, y);
      if (step >= 0) steps[step] = spots.length;
      isDrawn.push(Number.isFinite(height));
      isSeen.push(!this.hides(x, y, height));
      spots.push(this.spot(x, y, height));
    }
    return { spots, isDrawn: Uint8Array.from(isDrawn), isSeen: Uint8Array.from(isSeen), steps };
  }
}

/**
 * A laid path until a step, as the data of two SVG paths: what is seen, and what is hidden.
 * @param {Laid} laid
 * @param {number} [until]
 */
export function linesOf({ spots, isDrawn, isSeen, steps }, until = Infinity) {
  const last = steps[Math.min(until, steps.length - 1)];
  const lines = ["", ""];
  let pen = -1; // which of the two goes on
  for (let end = 1; end <= last; end += 1) {
    const start = end - 1;
    const line = isDrawn[start] && isDrawn[end] ? (isSeen[start] && isSeen[end] ? 0 : 1) : -1;
    if (line >= 0) lines[line] += `${line === pen ? "" : `M${spots[start]}`}L${spots[end]}`;
    pen = line;
  }
  return { seen: lines[0], hidden: lines[1] };
}
