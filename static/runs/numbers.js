// Numbers as the formulas show them; the same text as the server's, digit for digit.

const SUPERSCRIPTS = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

export function digits(value, significant = 4) {
  if (value === null || Number.isNaN(value)) return "not a number";
  if (value === 0) return "0";
  const sign = value < 0 ? "−" : "";
  if (!Number.isFinite(value)) return `${sign}∞`;
  const [mantissa, power] = Math.abs(value).toExponential(significant - 1).split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < significant) return sign + Number(`${mantissa}e${power}`).toFixed(significant - 1 - exponent);
  return `${sign}${mantissa}×10${[...String(exponent)].map((letter) => SUPERSCRIPTS[letter]).join("")}`;
}

// A number that somebody chose: up to six digits, no more zeros than it needs.
export function setting(value) {
  const [mantissa, power] = digits(value, 6).split("×");
  const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  if (!power) return short;
  return short === "1" ? power : `${short}×${power}`;
}

const BRIEFLY = {
  converged: (step) => `arrives at step ${step}`,
  unsettled: (step) => `passes the goal at step ${step}`,
  escaped: (step) => `gets away at step ${step}`,
  trapped: (step) => `trapped at step ${step}`,
  ran_out: (step) => `still on the way after ${step} steps`,
  diverged: (step) => `diverges at step ${step}`,
};

// How a run ended, in a few words.
export function briefly({ kind, step, level = null }) {
  if (level !== null && (kind === "unsettled" || kind === "ran_out")) return `hovers ${setting(Number(level.toPrecision(2)))} above the minimum`;
  return BRIEFLY[kind](step);
}
