// Moves the focus to the verdict, so that it is the first thing read out after an answer.

export default function (root) {
  root.focus({ preventScroll: true });
}
