// What stands in a form.

/**
 * What a form would send.
 * @param {HTMLFormElement} form
 */
export function settingsOf(form) {
  return new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @returns {HTMLInputElement | null}
 */
export function fieldOf(form, name) {
  return /** @type {HTMLInputElement | null} */ (form.elements.namedItem(name));
}
