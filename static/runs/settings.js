// A plain field of the run (start, steps, seed, a switch): its change is the run's.

import { runOf } from "./run-store.js";

export default function (root) {
  const run = runOf(root);
  const fields = () => root.querySelectorAll("[data-setting]");
  root.addEventListener("change", (event) => {
    const field = event.target.closest("[data-setting]");
    if (!field) return;
    if (!field.value) field.value = field.dataset.default;
    run.atEnd = true;
    run.change({ [field.name]: field.value });
  });
  run.on("refused", ({ errors }) => {
    for (const field of fields()) say(field, errors.find((error) => error.field === field.name)?.message);
  });
  run.on("trajectory", () => fields().forEach((field) => say(field, null)));
}

function say(field, message) {
  field.setCustomValidity(message ?? "");
  if (message) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  const place = field.closest(".field").querySelector("[data-error]") ?? addPlace(field);
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
