/* Fills an empty time zone with the one that this computer's clock stands in. */

export default function timeZone(root) {
  const field = root.querySelector("input");
  if (field && !field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
