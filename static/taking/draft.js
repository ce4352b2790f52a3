// Keeps what a question's page holds, and sends the answer once; says what the server has, and what it has not.

import { deliver } from "./delivery.js";

const PAUSE = 500; // milliseconds without a change
const FRESH = 5000; // a change so young is newer than what another page saved

/** @param {HTMLFormElement} root */
export default function (root) {
  const saved = /** @type {HTMLElement} */ (root.querySelector("[data-saved]"));
  let number = Number(root.dataset.draftNumber);
  let timer = 0;
  let changedAt = 0;
  let sent = String(held());
  let isChanged = false; // since the draft that went out last
  let isSaving = false;
  let isAnswering = false;
  let isUnsent = false; // the server could not be reached, or knew nobody

  for (const name of ["input", "change"]) root.addEventListener(name, wait);
  root.addEventListener("submit", answer);
  document.addEventListener("ending", save);
  document.addEventListener("handed-in", () => (isUnsent = false));
  addEventListener("pagehide", leave);
  addEventListener("pageshow", () => isAnswering && location.reload()); // come back to after its answer had gone
  addEventListener("beforeunload", (event) => isUnsent && event.preventDefault());

  function wait() {
    if (!isChanged && String(held()) === sent) return; // a field was left as it is
    isChanged = true;
    changedAt = performance.now();
    if (!isUnsent) say("");
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  async function save() {
    clearTimeout(timer);
    if (isSaving || isAnswering || !isChanged) return;
    isSaving = true;
    const response = await deliver(root.dataset.draft, draft, (trouble) => isAnswering || tell(trouble));
    isSaving = false;
    if (isAnswering) return;
    isUnsent = false;
    await take(response);
    if (isChanged) save();
  }

  /** @returns {RequestInit} */
  function draft() {
    isChanged = false;
    const body = held();
    sent = String(body);
    body.delete("key");
    body.set("draft", String(++number));
    return { method: "PUT", body };
  }

  /** @param {Response} response */
  async function take(response) {
    if (response.ok) return isChanged || say("Draft saved");
    if (response.status !== 409) return say("Not saved: this cannot be kept.");
    const now = await response.json();
    if (now.receipt === "ended") return location.assign(root.dataset.onward);
    if (now.receipt === "answered") return say("Not saved: another page has answered this question. ", "See the answer", root.dataset.answered);
    number = Math.max(number, now.number);
    if (performance.now() - changedAt < FRESH) isChanged = true;
    else say("Not saved: another page has saved something newer. What you change here replaces it. ", "See it", location.href);
  }

  /** @param {SubmitEvent} event */
  async function answer(event) {
    event.preventDefault();
    if (isAnswering) return;
    isAnswering = true;
    clearTimeout(timer);
    const body = held();
    freeze(true);
    const response = await deliver(root.action, () => ({ method: "POST", body }), tell);
    isUnsent = isChanged = false;
    if (response.redirected) return location.assign(response.url);
    freeze(false);
    root.submit(); // the same again, by its key: the server says on a page of its own what it has against it
  }

  function leave() {
    if (isChanged && !isAnswering) fetch(root.dataset.draft, { ...draft(), keepalive: true }).catch(() => {});
  }

  function held() {
    return new URLSearchParams([...new FormData(root)].map(([name, value]) => [name, String(value)]));
  }

  function freeze(still) {
    for (const field of root.querySelectorAll("fieldset, .field, button")) field.toggleAttribute("inert", still);
  }

  /** @param {import("./delivery.js").Trouble} trouble */
  function tell(trouble) {
    isUnsent = true;
    const kept = "Not sent. It stays on this page, and is sent by itself ";
    if (trouble === "offline") say(`${kept}once the connection is back.`);
    else say(`${kept}once you are signed in again. `, "Sign in in another tab", root.dataset.signIn);
  }

  function say(text, link = "", address = "") {
    if (saved.dataset.text === text) return; // said once, not at every try
    saved.dataset.text = text;
    saved.textContent = text;
    if (!link) return;
    const made = document.createElement("a");
    Object.assign(made, { href: address, textContent: link, target: address === root.dataset.signIn ? "_blank" : "" });
    saved.append(made);
  }
}
