// Keeps what a question's page holds before it is handed in, and says so once the server has it.

import { settingsOf } from "../runs/form.js";

const PAUSE = 500; // milliseconds without a change

export default function (root) {
  const saved = root.querySelector("[data-saved]");
  let number = Number(root.dataset.draftNumber);
  let timer = 0;

  root.addEventListener("input", () => (saved.textContent = ""));
  root.addEventListener("change", wait);
  root.addEventListener("input", wait);
  root.addEventListener("submit", () => clearTimeout(timer));

  function wait() {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  async function save() {
    const mine = ++number;
    const body = settingsOf(root);
    body.delete("key");
    body.set("draft", String(mine));
    try {
      const response = await fetch(root.dataset.draft, { method: "PUT", body, keepalive: true });
      if (response.ok && mine === number) saved.textContent = "Draft saved";
    } catch {
      saved.textContent = ""; // nothing is promised that the server has not confirmed
    }
  }
}
