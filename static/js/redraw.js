// Draws the stage anew for another landscape or schedule: the server renders the page for it, and its parts are put in place.

import { bind } from "./main.js";

const DRAWN = /^(landscape|loss|schedule)/; // settings that the server draws, or makes controls for

export async function needsRedrawing(run, wanted) {
  const now = run.settings;
  const names = new Set([...now.keys(), ...wanted.keys()].filter((name) => DRAWN.test(name)));
  return [...names].some((name) => (wanted.get(name) ?? fallback(run, name)) !== now.get(name));
}

function fallback(run, name) {
  return run.form.elements.namedItem(name)?.dataset.default ?? null;
}

export async function redraw(run, wanted) {
  run.redrawing = true;
  try {
    put(run, await drawn(wanted));
  } finally {
    run.redrawing = false;
  }
  run.redrawn();
}

async function drawn(wanted) {
  const answer = await fetch(`${location.pathname}?${wanted}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function put(run, page) {
  for (const fresh of page.querySelectorAll("[data-swap]")) swap(run.root.querySelector(`[data-swap="${fresh.dataset.swap}"]`), fresh);
  swapStage(run.root.querySelector(".plot"), page.querySelector(".plot"));
  for (const fresh of page.querySelectorAll(".lesson [name]")) copyField(run.form.elements.namedItem(fresh.name), fresh);
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

function swapStage(old, fresh) {
  old.setAttribute("viewBox", fresh.getAttribute("viewBox"));
  for (const name of ["left", "top", "scale", "width", "height"]) old.dataset[name] = fresh.dataset[name];
  for (const part of ["defs", "[data-ground]", "title"]) old.querySelector(part).replaceWith(document.adoptNode(fresh.querySelector(part)));
}

function copyField(field, fresh) {
  if (!field || field instanceof RadioNodeList || field.type === "checkbox") return;
  field.value = fresh.value;
  if (fresh.dataset.default !== undefined) field.dataset.default = fresh.dataset.default;
}
