// The band of good learning rates along the slider's strip: those that do nearly as well as the best, as a race of one finds it.

import { ask } from "./api.js";
import { setting } from "./numbers.js";
import { ROOT } from "../web/root.js";

const SHARED = /^(landscape|loss|schedule|start$|seed$)/;

/** @typedef {{ best: number, low: number, high: number }} Band */

/**
 * The band for a run, whatever its own rate is; null where every rate diverges, or nobody can say.
 * @param {URLSearchParams} settings The run's.
 * @param {AbortSignal} signal
 * @returns {Promise<Band | null>}
 */
export async function goodRates(settings, signal) {
  const answer = await ask(`${ROOT}/api/race?${raceOfOne(settings)}`, signal);
  const [racer] = answer?.racers ?? [];
  if (!racer?.good_rates) return null;
  const [low, high] = racer.good_rates;
  return { best: racer.hyperparameters.lr, low, high };
}

// The rule's own settings go by its name there.
function raceOfOne(settings) {
  const rule = settings.get("optimizer");
  const race = new URLSearchParams({ optimizer: rule, rates: "best", gradients: settings.get("steps") });
  for (const [name, value] of settings) {
    if (SHARED.test(name)) race.set(name, value);
    else if (!["optimizer", "steps", "lr"].includes(name)) race.set(`${rule}.${name}`, value);
  }
  return race;
}

/**
 * The band as a part of the strip: over the cells of its rates, and no narrower than one.
 * @param {Band} band
 * @param {number[]} ticks
 */
export function drawn({ low, high }, ticks) {
  const bar = document.createElement("b");
  bar.className = "good-rates";
  const from = Math.round(place(ticks, low));
  const to = Math.round(place(ticks, high));
  bar.style.insetInlineStart = `${(100 * from) / ticks.length}%`;
  bar.style.inlineSize = `${(100 * (to - from + 1)) / ticks.length}%`;
  return bar;
}

/** @param {Band} band @returns {string} The band in words. */
export function inWords({ best, low, high }) {
  if (low === high) return `The best rate is ${rounded(best)}.`;
  const [from, to] = apart(low, high);
  return `The best rate is ${rounded(best)}; from ${from} to ${to} rates do nearly as well.`;
}

/**
 * Two different rates, with as few digits as tell them apart; two at least.
 * @param {number} low
 * @param {number} high
 */
export function apart(low, high) {
  const pairs = [2, 3, 4].map((digits) => [low, high].map((rate) => setting(Number(rate.toPrecision(digits)))));
  return pairs.find(([one, other]) => one !== other) ?? pairs[2];
}

function rounded(rate) {
  return setting(Number(rate.toPrecision(2)));
}

// Where a rate lies among the ticks, in ticks.
function place(ticks, rate) {
  const after = ticks.findIndex((tick) => tick >= rate);
  if (after <= 0) return after ? ticks.length - 1 : 0;
  const [low, high] = [ticks[after - 1], ticks[after]];
  return after - 1 + Math.log(rate / low) / Math.log(high / low);
}
