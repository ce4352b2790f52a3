// What the reader sees of the page, and the least scrolling that shows something more.

const ENOUGH = 0.5; // of its height, or of the window's: as much of a picture counts as being in sight

/** @param {Element} picture Scrolled to only where less than half of it can be seen: one that is pinned stays where it is. */
export function bringIntoView(picture) {
  const { top, bottom, height } = picture.getBoundingClientRect();
  const seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
  if (seen < ENOUGH * Math.min(height, innerHeight)) picture.scrollIntoView({ block: "nearest", behavior: pace() });
}

/** @param {Element} words Scrolled to as little as shows all of them, and not at all where they can be read. */
export function bringWordsIntoView(words) {
  words.scrollIntoView({ block: "nearest", behavior: pace() });
}

/** @param {Element} each Whether its middle can be seen: it is in the window, and under nothing that is pinned there. */
export function isSeen(each) {
  const { left, top, width, height } = each.getBoundingClientRect();
  return each.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}

function pace() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}
