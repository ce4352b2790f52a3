// Draws the stage anew for another landscape or schedule: the server renders the page for it, and its parts are put in place.

import { stageOf } from "../drawing/stage.js";
import { reach } from "../web/connection.js";
import { bind } from "../web/main.js";
import { fieldOf, put } from "./form.js";
import { isOpen } from "./number-fields.js";

/** @import { Run } from "./run-store.js" */

const DRAWN = /^(landscape|loss|schedule)/; // settings that the server draws, or makes controls for

/**
 * @param {Run} run
 * @param {URLSearchParams} wanted
 */
export function needsRedrawing(run, wanted) {
  const now = run.settings;
  const names = new Set([...now.keys(), ...wanted.keys()].filter((name) => DRAWN.test(name)));
  return [...names].some((name) => (wanted.get(name) ?? fallback(run, name)) !== now.get(name));
}

/** @param {Run} run @param {string} name */
function fallback(run, name) {
  return fieldOf(run.form, name)?.dataset.default ?? null;
}

/**
 * Whether it was drawn: the last landscape asked for wins, and one that the server refuses changes nothing.
 * @param {Run} run
 * @param {URLSearchParams} wanted
 */
export async function redraw(run, wanted) {
  run.redrawing?.abort();
  const request = (run.redrawing = new AbortController());
  const page = await drawn(wanted, request.signal);
  if (request.signal.aborted) return false;
  run.redrawing = null;
  if (!page) {
    run.keepGround("This was not drawn. Put right what is marked among the settings, and choose again.");
    return false;
  }
  arrange(run, page);
  run.redrawn();
  return true;
}

async function drawn(wanted, signal) {
  try {
    const answer = await reach(`${location.pathname}?${wanted}`, signal);
    return answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  } catch {
    return null; // it broke off
  }
}

/** @param {Run} run @param {Document} page */
function arrange(run, page) {
  /** @type {NodeListOf<HTMLElement>} */
  const parts = page.querySelectorAll("[data-swap]");
  for (const fresh of parts) swap(run.root.querySelector(`[data-swap="${fresh.dataset.swap}"]`), fresh);
  stageOf(run.root).takeGround(page.querySelector(".plot"));
  /** @type {NodeListOf<HTMLInputElement>} */
  const fields = page.querySelectorAll("[data-run] [name]");
  for (const fresh of fields) copyField(fieldOf(run.form, fresh.name), fresh);
}

function swap(old, fresh) {
  const focused = old.contains(document.activeElement) ? whereIs(document.activeElement) : null;
  const place = document.adoptNode(fresh);
  old.replaceWith(place);
  bind(place.parentElement, place);
  if (focused) place.querySelector(focused)?.focus();
}

// A selector that finds the same control in its replacement.
function whereIs(control) {
  if (control.id) return `#${CSS.escape(control.id)}`;
  const slider = control.closest("[data-name]");
  return slider ? `[data-name="${slider.dataset.name}"] [data-range]` : null;
}

function copyField(field, fresh) {
  if (!field || field instanceof RadioNodeList || field.type === "checkbox") return;
  if (isOpen(field)) field.defaultValue = fresh.value;
  else put(field, fresh.value);
  if (fresh.dataset.default !== undefined) field.dataset.default = fresh.dataset.default;
}
