// Moves the focus to the summary of what is wrong with a form, so that it is read first.

export default function (root) {
  root.focus();
}
