// A plain field of the run (start, steps, seed, a switch): its change is the run's.

import { keepWrong, refuse, say, settle, stepped } from "./number-fields.js";
import { plain } from "./numbers.js";
import { runOf } from "./run-store.js";

export default function (root) {
  const run = runOf(root);
  const fields = () => root.querySelectorAll("[data-setting]");
  root.addEventListener("change", (event) => {
    const field = event.target.closest("[data-setting]");
    if (field) changed(field);
  });
  root.addEventListener("keydown", (event) => {
    const value = event.target.matches("[data-setting]") ? stepped(event) : null;
    if (value === null) return;
    event.target.value = plain(value);
    changed(event.target);
  });
  run.on("refused", ({ errors }) => {
    for (const { field, message } of told(errors)) refuse(field, run.accepted(field.name), message);
  });
  run.on("trajectory", () => keepWrong(fields()));

  function told(errors) {
    return [...fields()].flatMap((field) => errors.filter((error) => error.field === field.name).map(({ message }) => ({ field, message })));
  }

  function changed(field) {
    const wrong = field.dataset.number ? settle(field) : "";
    if (wrong) {
      say(field, wrong);
      return;
    }
    run.atEnd = true;
    run.change({ [field.name]: field.value });
  }
}
