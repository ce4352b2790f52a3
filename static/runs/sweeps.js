// A sweep: the paths of a run at every tick of one slider, as the server sends them in one float32 block.
// Over the number of steps it is one path, the longest: the others are its beginnings.

export class Sweep {
  ticks;
  outcomes;
  losses;
  #points;
  #columns;
  #isOne;

  constructor({ ticks, outcomes, losses, points }) {
    this.ticks = ticks;
    this.outcomes = outcomes;
    this.losses = losses;
    this.#isOne = points.shape[0] < ticks.length;
    this.#columns = points.shape[2];
    this.#points = decode(points.bdata);
  }

  // The path at a tick: a view into the block, cut where the run diverged.
  path(tick) {
    const size = this.#columns;
    const from = this.#isOne ? 0 : tick * 2 * size;
    const length = this.#isOne ? this.ticks[tick] + 1 : size;
    const x = this.#points.subarray(from, from + length);
    const y = this.#points.subarray(from + size, from + size + length);
    const n = lastFinite(x, y);
    return { x: x.subarray(0, n + 1), y: y.subarray(0, n + 1), n, outcome: this.outcomes[tick], exact: null };
  }

  nearest(value) {
    return nearest(this.ticks, value);
  }
}

export function nearest(ticks, value) {
  let best = 0;
  for (let tick = 1; tick < ticks.length; tick++) {
    if (Math.abs(ticks[tick] - value) < Math.abs(ticks[best] - value)) best = tick;
  }
  return best;
}

function decode(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

function lastFinite(x, y) {
  let n = x.length - 1;
  while (n > 0 && !(Number.isFinite(x[n]) && Number.isFinite(y[n]))) n--;
  return n;
}
