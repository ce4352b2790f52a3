// How fast a run is played: the first steps one by one, then faster and faster; never under four seconds, nor much above ten.
// The same as app/lessons/word_count.py counts it.

const SLOW = 2.5; // steps a second at first
const ONE_BY_ONE = 5; // so many
const LEAST = 4; // seconds for a whole run
const QUICK = 36; // steps a second afterwards, on average
const SHORTEST = 2.5; // seconds for all steps after the first ones, at least
const LONGEST = 8; // and at most

/**
 * How many seconds after its beginning a run of n steps comes to a step.
 * @param {number} step
 * @param {number} n
 */
export function secondsTo(step, n) {
  const { slow, first, rest, seconds } = phases(n);
  if (step <= first) return step / slow;
  const gain = gainOf(slow, rest, seconds);
  const left = step - first;
  return first / slow + (gain ? (Math.sqrt(slow * slow + 4 * gain * left) - slow) / (2 * gain) : left / slow);
}

/**
 * The step that a run of n steps has come to after so many seconds.
 * @param {number} seconds
 * @param {number} n
 */
export function stepAt(seconds, n) {
  const { slow, first, rest, seconds: long } = phases(n);
  const after = seconds - first / slow;
  if (after <= 0) return Math.floor(seconds * slow + 1e-9);
  return Math.min(n, Math.floor(first + slow * after + gainOf(slow, rest, long) * after * after + 1e-9));
}

function phases(n) {
  const slow = Math.min(SLOW, n / LEAST) || SLOW;
  const first = Math.min(n, ONE_BY_ONE);
  const rest = n - first;
  const wanted = Math.min(LONGEST, Math.max(SHORTEST, rest / QUICK));
  return { slow, first, rest, seconds: Math.min(wanted, rest / slow) };
}

// By how much the pace grows, so that the rest of the steps takes so many seconds.
function gainOf(slow, rest, seconds) {
  return seconds ? Math.max(0, (rest - slow * seconds) / seconds ** 2) : 0;
}
