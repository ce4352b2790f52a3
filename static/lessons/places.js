// Pointing at a word lights its place up in both pictures, and pointing at a place lights its word.

export default function (root) {
  const parts = [...root.querySelectorAll("[data-word], [data-place]")];
  const name = (part) => part.dataset.word ?? part.dataset.place;

  function light(lit) {
    root.classList.toggle("choosing", lit !== null);
    for (const part of parts) part.classList.toggle("lit", name(part) === lit);
  }

  for (const part of parts) {
    const area = part.closest(".word") ?? part;
    area.addEventListener("pointerenter", () => light(name(part)));
    area.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && light(null));
    part.addEventListener("focus", () => light(name(part)));
    part.addEventListener("blur", () => light(null));
  }
}
