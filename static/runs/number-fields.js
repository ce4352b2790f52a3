// Fields that hold numbers: what was typed is written as addresses write it, or the field says why it cannot be read.
//
// data-number tells what a field takes ("real", "whole" or "pair"); data-low and data-high its range; data-ticks the values
// that the arrow keys go through; data-default what it holds when it is emptied.

import { put } from "./form.js";
import { plain, setting, typed, typedPair, typedWhole } from "./numbers.js";

const READERS = { real: typed, whole: typedWhole, pair: typedPair };
const WAYS = { ArrowUp: 1, ArrowDown: -1 };

// Writes a field's number as addresses do. Returns what is wrong with it, nothing if it is settled.
export function settle(field) {
  if (!field.value.trim() && field.dataset.default !== undefined) field.value = field.dataset.default;
  const wrong = problem(field);
  if (!wrong) put(field, [read(field).value].flat().map(plain).join(","));
  return wrong;
}

// What is wrong with a field's text, in words that go on from the field's name; nothing if it can be read.
export function problem(field) {
  const { value, reason } = read(field);
  if (reason) return field.dataset.number === "pair" ? reason : `${reason}; it ${takes(field)}`;
  return isWithin(field, value) ? "" : takes(field);
}

export function read(field) {
  return READERS[field.dataset.number ?? "real"](field.value);
}

function isWithin({ dataset: { low, high, number } }, value) {
  return number === "pair" || ((low === undefined || value >= Number(low)) && (high === undefined || value <= Number(high)));
}

function takes({ dataset: { low, high, number } }) {
  return `takes a ${number === "whole" ? "whole " : ""}number from ${setting(Number(low))} to ${setting(Number(high))}`;
}

// Says what is wrong beside the field, or takes it back.
export function say(field, message) {
  field.setCustomValidity(message ?? "");
  if (message) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  const parent = field.closest(".field, .number-field, .one-rate");
  const place = parent.querySelector("[data-error], .error") ?? addPlace(field);
  place.textContent = message ?? "";
  place.hidden = !message;
}

function addPlace(field) {
  const place = document.createElement("span");
  place.className = "error";
  place.dataset.error = "";
  place.setAttribute("role", "status");
  field.before(place);
  return place;
}

// Where an arrow key in a field leads: the next of its ticks, or the next whole number; null for any other key.
export function stepped(event) {
  const way = WAYS[event.key];
  const field = event.target;
  if (!way || event.altKey || event.ctrlKey || event.metaKey || !(field.dataset?.number in READERS) || field.dataset.number === "pair") return null;
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
