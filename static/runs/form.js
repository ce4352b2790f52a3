// What stands in a form.

/**
 * What a form would send; of a number or a formula that is being typed, what the field held before.
 * @param {HTMLFormElement} form
 */
export function settingsOf(form) {
  return new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, settled(form, name) ?? String(value)]));
}

function settled(form, name) {
  const field = fieldOf(form, name);
  return field?.dataset?.number || field?.dataset?.settled !== undefined ? field.defaultValue : null;
}

/**
 * Puts a text into a field for good: a number that is typed later stands beside it until it is settled.
 * @param {HTMLInputElement} field
 * @param {string} text
 */
export function put(field, text) {
  if (field.value !== text) field.value = text;
  if (field.dataset.number) field.defaultValue = text;
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @returns {HTMLInputElement | null}
 */
export function fieldOf(form, name) {
  return /** @type {HTMLInputElement | null} */ (form.elements.namedItem(name));
}
