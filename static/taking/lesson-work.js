// Notes that a lesson was read to its end, once the way to the quiz is in sight, and which experiments were tried.

import { note } from "./noting.js";

export default function (root) {
  const lesson = `lessons/${root.dataset.lesson}`;
  const end = new IntersectionObserver(([seen]) => {
    if (!seen.isIntersecting) return;
    end.disconnect();
    note(lesson, "readings");
  });
  end.observe(root.querySelector("[data-end]"));
  root.addEventListener("click", (event) => {
    const tried = event.target.closest("[data-query]")?.closest("[data-experiment]");
    if (tried) note(lesson, "experiments", { experiment: tried.dataset.experiment });
  });
}
