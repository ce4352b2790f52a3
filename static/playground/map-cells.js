// A map's cells as the API tells them, drawn as app.playground.map_pictures.py draws them: all cells of one look are one path.

const PLACES = 6; // so many places have a colour of their own
const SHADES = 5;
const SUCCESSES = new Set(["converged", "escaped"]);
const TYPES = { u1: Uint8Array, u2: Uint16Array, i2: Int16Array, f4: Float32Array };

/** @typedef {{ tone: string, mark: string, d: string }} Look */

export class Cells {
  /** @param {any} answer What /api/map answers for the whole map, or for the first of its parts. */
  constructor(answer) {
    this.x = answer.x;
    this.y = answer.y;
    this.kind = answer.kind;
    this.kinds = answer.kinds;
    this.places = answer.places;
    this.columns = answer.x.values.length;
    this.rows = answer.y.values.length;
    const size = this.columns * this.rows;
    this.outcomes = new Uint8Array(size);
    this.at = new Uint16Array(size);
    this.minima = new Int16Array(size);
    this.losses = new Float32Array(size);
    this.levels = answer.levels ? new Float32Array(size) : null;
    this.known = 0; // rows from the lowest up
    this.take(answer);
  }

  /** @param {any} answer Some more rows, those above the ones that are known. */
  take(answer) {
    const at = answer.rows[0] * this.columns;
    this.outcomes.set(decoded(answer.outcomes), at);
    this.at.set(decoded(answer.at), at);
    this.losses.set(decoded(answer.losses), at);
    if (this.levels) this.levels.set(decoded(answer.levels), at);
    this.minima.set(this.#placed(decoded(answer.minima), answer.places), at);
    this.known = answer.rows[0] + answer.rows[1];
  }

  // The rows that are not known yet, as a coarser map has them.
  /** @param {Cells} coarse */
  fillFrom(coarse) {
    for (let row = this.known; row < this.rows; row += 1) {
      for (let column = 0; column < this.columns; column += 1) {
        const from = coarse.index(Math.floor((row * coarse.rows) / this.rows), Math.floor((column * coarse.columns) / this.columns));
        const to = this.index(row, column);
        this.outcomes[to] = coarse.outcomes[from];
        this.at[to] = coarse.at[from];
        this.losses[to] = coarse.losses[from];
        this.minima[to] = coarse.minima[from] < 0 ? -1 : this.#place(coarse.places[coarse.minima[from]]);
        if (this.levels) this.levels[to] = coarse.levels[from];
      }
    }
  }

  index(row, column) {
    return row * this.columns + column;
  }

  /** @returns {{ kind: string, step: number, loss: number, level: number | null, place: number[] | null }} */
  told(row, column) {
    const at = this.index(row, column);
    const level = this.levels && Number.isFinite(this.levels[at]) ? this.levels[at] : null;
    const place = this.minima[at] < 0 ? null : this.places[this.minima[at]];
    return { kind: this.kinds[this.outcomes[at]], step: this.at[at], loss: this.losses[at], level, place };
  }

  /** @param {number} tolerance @returns {Look[]} */
  looks(tolerance) {
    const thresholds = this.#thresholds();
    /** @type {Map<string, Look>} */
    const looks = new Map();
    for (let row = this.rows - 1; row >= 0; row -= 1) {
      const Y = this.rows - 1 - row;
      for (let first = 0; first < this.columns; ) {
        const number = this.#look(this.index(row, first), thresholds, tolerance);
        let last = first + 1;
        while (last < this.columns && this.#look(this.index(row, last), thresholds, tolerance) === number) last += 1;
        const { tone, mark } = this.#named(number);
        const key = tone + mark;
        if (!looks.has(key)) looks.set(key, { tone, mark, d: "" });
        looks.get(key).d += `M${first},${Y}h${last - first}v1h-${last - first}z`;
        first = last;
      }
    }
    return [...looks.values()];
  }

  // Each outcome's share of the map, in percent.
  shares() {
    const counts = new Map();
    for (const number of this.outcomes) counts.set(number, (counts.get(number) ?? 0) + 1);
    return new Map([...counts].map(([number, count]) => [this.kinds[number], Math.round((100 * count) / this.outcomes.length)]));
  }

  #look(at, thresholds, tolerance) {
    const kind = this.outcomes[at];
    const place = this.minima[at] < 0 ? 0 : this.minima[at] % PLACES;
    return (kind * SHADES + this.#shade(at, thresholds, tolerance)) * PLACES + place;
  }

  #shade(at, thresholds, tolerance) {
    if (SUCCESSES.has(this.kinds[this.outcomes[at]])) return thresholds.filter((step) => step <= this.at[at]).length;
    const low = this.levels ? Math.floor(Math.log10(this.levels[at] / tolerance)) : NaN;
    return Number.isNaN(low) ? SHADES - 1 : Math.max(0, Math.min(SHADES - 1, low));
  }

  // The steps at which shades change: as many runs have each, whenever they arrive.
  #thresholds() {
    const arrived = this.at.filter((_, at) => SUCCESSES.has(this.kinds[this.outcomes[at]])).sort();
    return arrived.length ? [1, 2, 3, 4].map((shade) => arrived[Math.floor((arrived.length * shade) / SHADES)]) : [];
  }

  #named(number) {
    const place = number % PLACES;
    const shade = Math.floor(number / PLACES) % SHADES;
    const kind = this.kinds[Math.floor(number / PLACES / SHADES)];
    if (SUCCESSES.has(kind)) return { tone: `arrived place-${place} shade-${shade}`, mark: `place-${place}` };
    if (kind === "trapped") return { tone: `trapped place-${place}`, mark: kind };
    if (kind === "diverged") return { tone: kind, mark: kind };
    return { tone: `${kind} shade-${shade}`, mark: kind };
  }

  // Parts of a map may have found other places: each is known by where it is.
  #placed(minima, places) {
    if (places === this.places) return minima;
    const numbers = places.map((place) => this.#place(place));
    return minima.map((number) => (number < 0 ? -1 : numbers[number]));
  }

  #place(place) {
    const near = (other) => Math.hypot(other[0] - place[0], other[1] - place[1]) < this.#reach;
    const found = this.places.findIndex(near);
    if (found >= 0) return found;
    this.places.push(place);
    return this.places.length - 1;
  }

  // As near as cells of the same place are to each other; places of settings lie anywhere.
  get #reach() {
    if (this.kind !== "basin") return 1e-2;
    const span = ({ values }) => values[values.length - 1] - values[0];
    return 0.025 * Math.max(span(this.x), span(this.y));
  }
}

function decoded({ dtype, bdata }) {
  return new TYPES[dtype](Uint8Array.from(atob(bdata), (letter) => letter.charCodeAt(0)).buffer);
}
