// A finger that scrolls the page changes no slider: what it does there counts once it moves along the slider, or is lifted
// where it was set down. A finger that moves off across the slider scrolls, and the slider stays as it was.

const SLOP = 8; // pixels that a finger may tremble

let held = null; // {slider, value, x, y}: a finger on a slider that has not shown what it wants

export function watchSwipes(page) {
  const follow = (type, act) => page.addEventListener(type, (event) => held && event.isTrusted && act(event), { capture: true });
  page.addEventListener("pointerdown", begin, { capture: true });
  for (const type of ["input", "change"]) follow(type, (event) => event.target === held.slider && event.stopImmediatePropagation());
  follow("pointermove", ({ clientX, clientY }) => isAlong(clientX - held.x, clientY - held.y) && mean());
  follow("pointerup", mean);
  follow("pointercancel", putBack);
}

function begin({ target, pointerType, clientX, clientY }) {
  if (pointerType === "mouse" || !target.matches?.("input[type=range]")) return;
  held = { slider: target, value: target.value, x: clientX, y: clientY };
}

function isAlong(across, up) {
  return Math.abs(across) > SLOP && Math.abs(across) > Math.abs(up);
}

function mean() {
  const { slider, value } = held;
  held = null;
  if (slider.value !== value) slider.dispatchEvent(new Event("input", { bubbles: true }));
}

// The browser scrolls: its last word about the slider, if there is one, comes before the next frame but one.
function putBack() {
  const mine = held;
  const restore = () => (mine.slider.value = mine.value);
  restore();
  requestAnimationFrame(() => requestAnimationFrame(() => {
    restore();
    if (held === mine) held = null;
  }));
}
