// How much time an attempt has left. The server said how much there was when it made the page, so a clock that is wrong
// here does not matter; where one is moved, or the computer has slept, the server is asked again. It alone decides what comes in time. Said aloud when five minutes, one
// and none are left, each once, on whichever page of the attempt it happens. At the end a question's page hands in and leads on.

import { deliver } from "./delivery.js";

const MINUTE = 60;
const SHOWN = 90 * MINUTE; // with more time than this the deadline in words is enough
const BY_SECONDS = 5 * MINUTE;
const SAID = [5 * MINUTE, MINUTE, 0];
const LAST = 3; // seconds before the end at which what is typed goes out at once
const APART = 2000; // milliseconds by which the computer's two clocks may part before the server is asked

/** @param {HTMLElement} root */
export default function (root) {
  const shown = root.querySelector("[data-left]");
  const said = root.querySelector("[data-said]");
  let end = performance.now() + Number(root.dataset.seconds) * 1000;
  let apart = Date.now() - performance.now();
  const page = `left in ${root.dataset.attempt}`;
  let before = Number(recalled(page) ?? Infinity);

  tick();

  function tick() {
    if (Math.abs(Date.now() - performance.now() - apart) > APART) ask();
    const exact = (end - performance.now()) / 1000;
    const left = Math.max(0, Math.ceil(exact));
    show(left);
    if (left <= LAST) document.dispatchEvent(new Event("ending"));
    if (left === 0) handIn();
    else setTimeout(tick, (exact - left + 1) * 1000); // as soon as the next second has gone
  }

  // One of the two stands still while a computer sleeps, and either may be wrong. The same page has the time left.
  async function ask() {
    apart = Date.now() - performance.now();
    const response = await fetch(location.href).catch(() => null);
    if (!response?.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const seconds = /** @type {HTMLElement | null} */ (page.querySelector("[data-seconds]"))?.dataset.seconds;
    end = performance.now() + Number(seconds ?? 0) * 1000; // a page without a clock is one whose time is over
  }

  function show(left) {
    const passed = SAID.findLast((mark) => left <= mark && mark < before);
    if (passed !== undefined && before !== Infinity) said.textContent = inWords(passed);
    before = left;
    remember(page, left);
    if (left > SHOWN) return;
    const text = left > BY_SECONDS || left === 0 ? inWords(left) : `${Math.floor(left / MINUTE)}:${String(left % MINUTE).padStart(2, "0")} left`;
    if (shown.textContent !== text) shown.textContent = text;
    root.classList.toggle("ending", left <= MINUTE);
  }

  async function handIn() {
    if (!root.dataset.handIn) return;
    const response = await deliver(root.dataset.handIn, () => ({ method: "POST" }), () => {});
    document.dispatchEvent(new Event("handed-in"));
    location.assign(response.url);
  }
}

function recalled(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null; // storage may be forbidden; each page then counts for itself
  }
}

function remember(name, left) {
  try {
    sessionStorage.setItem(name, String(left));
  } catch {
    // as above
  }
}

function inWords(seconds) {
  if (seconds === 0) return "Time is up.";
  const minutes = Math.ceil(seconds / MINUTE);
  return minutes === 1 ? "1 minute left" : `${minutes} minutes left`;
}
