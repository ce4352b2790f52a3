// The address of what the page shows: kept in the address bar, and to copy.

import { fieldOf } from "./form.js";
import { runOf } from "./run-store.js";

const QUIET = 300; // browsers allow few changes of the address a second

export default function (root) {
  const run = runOf(root);
  const link = root.querySelector("[data-permalink]");
  let timer = 0;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(update, QUIET);
  };
  const update = () => {
    const address = addressOf(run);
    link.href = address;
    link.textContent = address;
    if (address !== location.pathname + location.search) history.replaceState(history.state, "", address + location.hash);
  };
  run.on("settings", later);
  run.on("others", later);
  run.on("refused", later); // what was refused is not the run's
  run.on("view", later);
  root.querySelector("[data-copy-permalink]").addEventListener("click", async () => {
    update();
    const isCopied = await copy(link.href);
    root.querySelector("[data-said]").textContent = isCopied ? "Copied." : "Copy it from the line above.";
  });
}

/**
 * Only what differs from the defaults; always the learning rate, so that the address never means the page's opening run.
 * @param {import("./run-store.js").Run} run
 */
function addressOf(run) {
  const told = [...run.settings].filter(([name, value]) => name === "lr" || value !== fieldOf(run.form, name)?.dataset.default);
  const query = new URLSearchParams(told);
  for (const { settings } of run.others) query.append("with", ownOf(settings));
  if (run.view !== "map") query.append("view", run.view);
  if (new URLSearchParams(location.search).has("still")) query.append("still", "");
  return `${location.pathname}?${String(query).replaceAll("%2C", ",")}`;
}

// The rest it shares with the run on the stage.
function ownOf(settings) {
  return new URLSearchParams([...settings].filter(([name]) => !/^(landscape|loss|start$|steps$|seed$)/.test(name))).toString();
}

/**
 * @param {string} text
 * @returns {Promise<boolean>} whether it could be copied
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // the clipboard may be forbidden, or the page not on https
  }
}
