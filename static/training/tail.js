// Choosing another tail shows it, without a press on the button.

/** @param {HTMLFormElement} form */
export default function tail(form) {
  form.addEventListener("change", () => form.requestSubmit());
}
