// Fields that hold numbers: what was typed is written as addresses write it, or the field says why it cannot be read.
//
// data-number tells what a field takes ("real", "whole", "pair" or "view"); data-low and data-high its range; data-ticks the values
// that the arrow keys go through; data-default what it holds when it is emptied.

import { put } from "./form.js";
import { plain, setting, typed, typedPair, typedWhole } from "./numbers.js";

const READERS = { real: typed, whole: typedWhole, pair: typedPair, view: typedView };
const SEVERAL = new Set(["pair", "view"]); // kinds that hold several numbers
const TYPED = new WeakMap(); // for a settled field, what had been typed
const WAYS = { ArrowUp: 1, ArrowDown: -1 };

// Writes a field's number as addresses do. Returns what is wrong with it, nothing if it is settled.
export function settle(field) {
  if (!field.value.trim() && field.dataset.default !== undefined) field.value = field.dataset.default;
  const wrong = problem(field);
  if (wrong) return wrong;
  const text = field.value;
  put(field, [read(field).value].flat().map(plain).join(","));
  if (field.value !== text) TYPED.set(field, { text, settled: field.value });
  return "";
}

// What is wrong with a field's text, in words that go on from the field's name; nothing if it can be read.
export function problem(field) {
  const { value, reason } = read(field);
  if (reason) return SEVERAL.has(field.dataset.number) ? reason : `${reason}; it ${takes(field)}`;
  return isWithin(field, value) ? "" : takes(field);
}

export function read(field) {
  return READERS[field.dataset.number ?? "real"](field.value);
}

// The sides of a view: four numbers, or nothing where it is to be found.
function typedView(text) {
  if (!text.trim()) return { value: [] };
  const parts = text.split(text.includes(";") ? ";" : ",").map(typed);
  const isView = parts.length === 4 && parts.every(({ reason }) => !reason);
  return isView ? { value: parts.map(({ value }) => value) } : { reason: "is not four numbers: write them as −2, 2, −1, 1" };
}

function isWithin({ dataset: { low, high, number } }, value) {
  return SEVERAL.has(number) || ((low === undefined || value >= Number(low)) && (high === undefined || value <= Number(high)));
}

function takes({ dataset: { low, high, number } }) {
  const isWhole = number === "whole";
  const [from, to] = [low, high].map(Number).map(isWhole ? plain : setting);
  return `takes a ${isWhole ? "whole " : ""}number from ${from} to ${to}`;
}

// Says what is wrong beside the field, or takes it back.
export function say(field, message) {
  field.setCustomValidity(message ?? "");
  if (message) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  const found = field.closest(".field, .number-field, .one-rate, .slider, .racer-row").querySelector("[data-error], .error");
  if (found || message) tell(found ?? addPlace(field), field, message ?? "");
}

function tell(place, field, message) {
  place.id ||= `${field.id || field.name}-error`;
  place.setAttribute("role", "alert");
  if (place.textContent !== message) place.textContent = message;
  place.hidden = !message;
  const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== place.id);
  if (message) described.push(place.id);
  if (described.length) field.setAttribute("aria-describedby", described.join(" "));
  else field.removeAttribute("aria-describedby");
}

function addPlace(field) {
  const place = document.createElement("span");
  place.className = "error";
  place.dataset.error = "";
  field.before(place);
  return place;
}

// What somebody typed and nobody has settled stays in its field, with the reason beside it; other fields lose theirs.
export function keepWrong(fields) {
  for (const field of fields) {
    const isBeingTyped = field === document.activeElement && !field.validationMessage;
    if (!isBeingTyped) say(field, isOpen(field) ? problem(field) || field.validationMessage : "");
  }
}

// Whether a field's text is not, or not yet, the run's.
export function isOpen(field) {
  return field.dataset.number !== undefined && field.value !== field.defaultValue;
}

// The server would not have this number: what was typed stays, what it had accepted before is the run's again.
export function refuse(field, accepted, message) {
  if (field.dataset.number) {
    const known = TYPED.get(field);
    if (known?.settled === field.value) field.value = known.text;
    field.defaultValue = accepted ?? field.defaultValue;
  }
  say(field, problem(field) || message);
}

// Where an arrow key in a field leads: the next of its ticks, or the next whole number; null for any other key.
export function stepped(event) {
  const way = WAYS[event.key];
  const field = event.target;
  if (!way || event.altKey || event.ctrlKey || event.metaKey || !(field.dataset?.number in READERS) || SEVERAL.has(field.dataset.number)) return null;
  const { value } = read(field);
  if (value === undefined) return null;
  event.preventDefault();
  return field.dataset.ticks ? neighbour(field.dataset.ticks.split(" ").map(Number), value, way) : within(field, value + way);
}

// The nearest tick on one side of a value; the value itself if there is none.
export function neighbour(ticks, value, way) {
  const beyond = ticks.filter((tick) => way * (tick - value) > 0);
  return beyond.length ? Math[way > 0 ? "min" : "max"](...beyond) : value;
}

function within({ dataset: { low = -Infinity, high = Infinity } }, value) {
  return Math.max(Number(low), Math.min(Number(high), value));
}
