// A date and time that nobody has set is empty: WebKit would show today's date there, as if somebody had.

/** @param {HTMLInputElement} root */
export default function (root) {
  const mark = () => root.toggleAttribute("data-unset", !root.value && !root.validity.badInput);
  for (const type of ["input", "change", "blur"]) root.addEventListener(type, mark);
  mark();
}
