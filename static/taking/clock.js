// How much time an attempt has left. The server said how much there was when it made the page, so a clock that is wrong
// here does not matter; the server alone decides what comes in time. Said aloud at five minutes, at one, and at the end.

const MINUTE = 60;
const SHOWN = 90 * MINUTE; // with more time than this the deadline in words is enough
const BY_SECONDS = 5 * MINUTE;
const SAID = [5 * MINUTE, MINUTE, 0];

export default function (root) {
  const shown = root.querySelector("[data-left]");
  const said = root.querySelector("[data-said]");
  const end = Date.now() + Number(root.dataset.seconds) * 1000;
  let before = Infinity;

  tick();

  function tick() {
    const exact = (end - Date.now()) / 1000;
    const left = Math.max(0, Math.ceil(exact));
    show(left);
    if (left > 0) setTimeout(tick, (exact - left + 1) * 1000); // as soon as the next second has gone
  }

  function show(left) {
    const passed = SAID.find((mark) => left <= mark && mark < before);
    if (passed !== undefined) said.textContent = inWords(passed);
    before = left;
    if (left > SHOWN) return;
    const text = left > BY_SECONDS || left === 0 ? inWords(left) : `${Math.floor(left / MINUTE)}:${String(left % MINUTE).padStart(2, "0")} left`;
    if (shown.textContent !== text) shown.textContent = text;
    root.classList.toggle("ending", left <= MINUTE);
  }
}

function inWords(seconds) {
  if (seconds === 0) return "Time is up.";
  const minutes = Math.ceil(seconds / MINUTE);
  return minutes === 1 ? "1 minute left" : `${minutes} minutes left`;
}
