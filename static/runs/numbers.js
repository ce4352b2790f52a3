// Numbers as text: what the site shows of a number, and what it reads. The same as optimizers/numbers.py, digit for digit.

const LONGEST = 40; // characters of a typed number
const SUPERSCRIPTS = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const POWERS = /[⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+/g;
const LOWERED = mapping("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789");
const KEYS = mapping(
  "－−–‐‑﹣＋．٫，；／⁄∕×·⋅＾０１２３４５６７８９٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९",
  `------+..,;///***^${"0123456789".repeat(4)}`,
);
const S = " \t\r\n\u00a0\u2009\u202f"; // spaces, for a class of a regular expression
const ENDS = new RegExp(`^[${S}]+|[${S}]+$`, "g");
const BETWEEN = new RegExp(`[${S}]*([*xX^/])[${S}]*|(?<=^[+-])[${S}]+`, "g");
const SPACED = new RegExp(`^[+-]?\\d+(?:[${S}]\\d+)+$`);
const TYPED = /^([+-]?)([\d.,]+)(?:[eE]([+-]?\d+))?$/;
const POWER = /^([+-]?)(?:([\d.,]+)[*xX])?10\^([+-]?\d+)$/;
const FLATTENED = /^[+-]?(?:[\d.,]+[*xX])?10[+-]\d+$/;

// A text that is no number. The message goes on from the text: "is empty", "divides by 0".
class NumberError extends Error {}

// What somebody typed: {value}, or {reason} where it cannot be read.
export function typed(text) {
  return reading(() => number(text));
}

// The same, for what is counted.
export function typedWhole(text) {
  return reading(() => {
    if (inAscii(text, LONGEST).includes("/")) throw new NumberError("is a fraction, and a whole number is wanted");
    const value = number(text);
    if (!Number.isInteger(value)) throw new NumberError("is not a whole number");
    return value;
  });
}

// Two numbers, as coordinates are written: {value: [x, y]}, or {reason}.
export function typedPair(text) {
  return reading(() => {
    const bare = inAscii(text, 2 * LONGEST);
    const inside = bare.startsWith("(") && bare.endsWith(")") ? bare.slice(1, -1) : bare;
    const parts = inside.split(inside.includes(";") ? ";" : ",");
    if (parts.length !== 2 || parts.some((part) => !part.replace(ENDS, ""))) throw new NumberError("is not two numbers: write them as 1.5, −2");
    return parts.map(number);
  });
}

function reading(read) {
  try {
    return { value: read() };
  } catch (error) {
    if (!(error instanceof NumberError)) throw error;
    return { reason: error.message };
  }
}

function number(text) {
  const [top, ...rest] = inAscii(text, LONGEST).split("/");
  const value = side(top);
  if (!rest.length) return value;
  const divisor = side(rest.join("/"));
  if (!divisor) throw new NumberError("divides by 0");
  return finite(value / divisor);
}

function inAscii(text, longest) {
  const bare = text.replace(ENDS, "");
  if ([...text].length > 4 * longest || [...bare].length > longest) throw new NumberError(`is longer than ${longest} characters`);
  if (!bare) throw new NumberError("is empty");
  const flat = bare.replaceAll("\\times", "×").replace(POWERS, (run) => `^${swapped(run, LOWERED)}`);
  const ascii = swapped(flat, KEYS).replaceAll("**", "^");
  return ascii.replace(/\^[{(]([+-]?\d+)[})]/g, "^$1").replace(BETWEEN, "$1");
}

// A number without a fraction's bar.
function side(text) {
  const power = POWER.exec(text);
  if (power) return finite(Number(`${power[1]}${mantissa(power[2] ?? "1")}e${power[3]}`));
  const plainly = TYPED.exec(text);
  if (plainly) return finite(Number(`${plainly[1]}${mantissa(plainly[2])}e${plainly[3] ?? 0}`));
  if (FLATTENED.test(text)) throw new NumberError("may be a power of ten or a difference: write a power as 1e-3 or 10^-3");
  if (SPACED.test(text)) throw new NumberError("has spaces between its digits: write them together");
  throw new NumberError("is not read as a number: write it like 0.25, −3, 1/4 or 5×10⁻³");
}

// A comma is a decimal comma, unless it may as well part thousands.
function mantissa(text) {
  if (count(text, ",") + count(text, ".") > 1 || /^[1-9]\d*,\d{3}$/.test(text)) throw new NumberError(readings(text));
  if (!/\d/.test(text)) throw new NumberError("has no digits");
  return text.replace(",", ".");
}

function readings(text) {
  const asPoint = text.replaceAll(",", "");
  const asComma = text.replaceAll(".", "").replace(",", ".");
  const both = count(text, ",") === 1 && count(text, ".") <= 1 && `${asComma} or as ${asPoint}`;
  const mayBe = both || (/^\d{1,3}(,\d{3})+(\.\d*)?$/.test(text) && asPoint) || (/^\d{1,3}(\.\d{3})+(,\d*)?$/.test(text) && asComma);
  if (!mayBe) return "has too many marks between its digits: one point or comma is enough";
  return `can be read as ${mayBe}: write it without the mark that parts thousands`;
}

function finite(value) {
  if (!Number.isFinite(value)) throw new NumberError("is too large");
  return value;
}

function count(text, mark) {
  return text.split(mark).length - 1;
}

function swapped(text, letters) {
  return [...text].map((letter) => letters.get(letter) ?? letter).join("");
}

function mapping(from, to) {
  return new Map([...from].map((letter, place) => [letter, to[place]]));
}

// The shortest text in plain ASCII that reads back as the same number; what addresses hold.
export function plain(value) {
  const [leading, power] = Math.abs(value).toExponential().split("e");
  const exponent = Number(power);
  const figures = leading.replace(".", "");
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (exponent < -4 || exponent > 15) return `${sign}${leading}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${figures}`;
  const whole = figures.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const rest = figures.slice(exponent + 1);
  return `${sign}${whole}${rest && `.${rest}`}`;
}

// A measured number, rounded to so many significant digits.
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
