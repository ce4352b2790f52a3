// The steps as a table, a page at a time, and as CSV with every digit.

import { digits } from "./numbers.js";
import { runOf } from "./run-store.js";

const PAGE = 50;

export default function (root) {
  const run = runOf(root);
  const details = root.closest("details");
  let first = 0;

  const show = () => {
    if (!details.open || !run.exact) return;
    const last = Math.min(first + PAGE - 1, run.path.n);
    const columns = columnsOf(run.exact);
    root.querySelector("[data-head]").replaceChildren(...columns.map(([name]) => cell("th", said(name))));
    const rows = [];
    for (let step = first; step <= last; step++) rows.push(rowOf(columns, step, step === run.step));
    root.querySelector("[data-rows]").replaceChildren(...rows);
    root.querySelector("[data-span]").textContent = `steps ${first} to ${last} of ${run.path.n}`;
    root.querySelector('[data-page="-1"]').disabled = first === 0;
    root.querySelector('[data-page="1"]').disabled = last === run.path.n;
  };

  root.addEventListener("click", (event) => {
    const { page, csv } = event.target.dataset;
    if (csv !== undefined && run.exact) download(`${run.get("optimizer")}.csv`, csvOf(columnsOf(run.exact), run.path.n));
    if (page) first = Math.max(0, first + Number(page) * PAGE);
    if (page) show();
  });
  details.addEventListener("toggle", show);
  run.on("trajectory", () => {
    first = 0;
    show();
  });
  run.on("step", () => {
    if (!details.open || run.playing) return;
    first = Math.floor(run.step / PAGE) * PAGE;
    show();
  });
}

// [name, value at a step]: the point, the loss, the gradient used to get there, and what the rule remembers.
function columnsOf({ points, losses, gradients, state }) {
  const columns = [["step", (t) => t], ["x", (t) => points[0][t]], ["y", (t) => points[1][t]], ["loss", (t) => losses[t]]];
  for (const [axis, name] of [[0, "x"], [1, "y"]]) columns.push([`g ${name}`, (t) => (t ? gradients[axis][t - 1] : null)]);
  for (const [name, values] of Object.entries(state)) {
    if (!Array.isArray(values?.[0])) continue;
    for (const [axis, coordinate] of [[0, "x"], [1, "y"]]) columns.push([`${name} ${coordinate}`, (t) => values[axis][t]]);
  }
  return columns;
}

// A letter with a hat is the letter's corrected value.
function said(name) {
  return name.replace(/^(\w+)_hat/, "corrected $1");
}

function rowOf(columns, step, isCurrent) {
  const row = document.createElement("tr");
  if (isCurrent) row.setAttribute("aria-current", "step");
  row.append(...columns.map(([name, at]) => cell("td", name === "step" ? String(step) : at(step) === null ? "" : digits(at(step)))));
  return row;
}

function cell(kind, text) {
  const made = document.createElement(kind);
  made.className = "figure";
  if (kind === "th") made.scope = "col";
  made.textContent = text;
  return made;
}

export function csvOf(columns, n) {
  const lines = [columns.map(([name]) => name.replaceAll(" ", "_")).join(",")];
  for (let step = 0; step <= n; step++) lines.push(columns.map(([, at]) => at(step) ?? "").join(","));
  return lines.join("\r\n") + "\r\n";
}

function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
