// Copies the table in view, every page of it, as text that a spreadsheet takes from the clipboard.

import { copy } from "../runs/permalink.js";

export default function (root) {
  const said = root.querySelector("[data-said]");
  root.querySelector("[data-paste]").addEventListener("click", async (event) => {
    event.preventDefault();
    const answer = await fetch(root.dataset.text).catch(() => null);
    const isCopied = answer?.ok && (await copy(await answer.text()));
    if (!isCopied) location.assign(root.dataset.text);
    said.textContent = isCopied ? "Copied: paste it into a spreadsheet." : "";
  });
}
