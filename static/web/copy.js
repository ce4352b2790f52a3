// A line of code with a button that copies it.

import { copy } from "../runs/permalink.js";

export default function (root) {
  const button = root.querySelector("[data-copy]");
  button.addEventListener("click", async () => {
    button.textContent = (await copy(root.querySelector("code").textContent)) ? "Copied" : "Select it to copy";
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
}
