// The playground: a race that replays whenever a setting changes. The server draws the page for the new settings, and its
// parts take the place of the old; while the start is dragged, only the paths are fetched.

import { Chart, Latest } from "../drawing/charts.js";
import keyboard from "../runs/keyboard.js";
import { isOpen, problem, refuse, say, settle, stepped } from "../runs/number-fields.js";
import { plain } from "../runs/numbers.js";
import { copy } from "../runs/permalink.js";
import { Race } from "./race.js";
import { changeInMidRun } from "./mid-run.js";
import { Track } from "./track.js";
import { adopt, wantsMotion } from "../runs/run-store.js";
import startHandle from "../runs/start-handle.js";
import transport from "../runs/transport.js";
import readout from "../drawing/readout.js";
import views from "../drawing/views.js";
import { bind } from "../web/main.js";
import { ROOT } from "../web/root.js";

const MOST = 6;
const QUIET_FIELDS = new Set(["start"]); // a change of these does not start the race again

export default function (root) {
  const race = new Race(root);
  let accepted = race.settings;
  const charts = [...root.querySelectorAll("[data-chart]")].map((each) => new RaceChart(each, race));
  adopt(root, race);
  new Track(root, race).watch();
  startHandle(root.querySelector(".stage"));
  transport(root.querySelector("[data-transport]"));
  views(root.querySelector("[data-views]"));
  readout(root.querySelector("[data-readout]"));
  keyboard(root);
  limit(root);
  changeInMidRun(root, race);

  root.addEventListener("change", (event) => {
    if (event.target.form === race.form && event.target.name !== "view") changed(event.target);
  });
  root.addEventListener("keydown", (event) => {
    const value = event.target.form === race.form ? stepped(event) : null;
    if (value === null) return;
    event.target.value = plain(value);
    changed(event.target);
  });
  root.addEventListener("settled", (event) => changed(event.target)); // a function that has been read
  race.form.addEventListener("submit", (event) => event.preventDefault()); // what Enter had changed is on its way
  race.on("page", ({ ok, content }) => {
    if (!ok) return refused(content);
    swap(root, content, "[data-swap]");
    const curve = "[data-schedule-chart]";
    root.querySelector(curve).hidden = content.querySelector(curve).hasAttribute("hidden");
    race.takePicture(content.querySelector(".plot"));
    limit(root);
    showAddress();
    for (const chart of charts) chart.renew();
    if (race.replays && wantsMotion()) race.play(0);
    race.replays = false;
    accepted = race.settings;
  });
  race.on("view", showAddress);
  root.addEventListener("click", (event) => event.target.closest("[data-copy-link]") && copyLink(root));

  // The race stands. What the server says of a field is said beside it, the rest at the top.
  function refused(content) {
    const named = numbers(race.form).filter((field) => messageIn(content, field.name));
    for (const field of named) refuse(field, accepted.get(field.name), messageIn(content, field.name));
    if (!named.length) swap(root, content, '[data-swap="errors"]');
  }

  function showAddress() {
    const link = root.querySelector("[data-permalink]");
    const address = new URL(link.href);
    address.searchParams.delete("view");
    if (race.view !== "map") address.searchParams.set("view", race.view);
    link.href = address.href.replaceAll("%2C", ",");
    history.replaceState(history.state, "", link.href);
  }

  function changed(field) {
    if (field.dataset.number) {
      const wrong = settle(field);
      say(field, wrong);
      if (wrong) return;
    }
    limit(root);
    race.atEnd = true;
    race.replays = !QUIET_FIELDS.has(field.name);
    race.refresh();
  }
}

// A chart of the whole race.
class RaceChart {
  #root;
  #race;
  #chart;
  #latest = new Latest();
  #stale = true;

  /** @param {HTMLElement} root @param {Race} race */
  constructor(root, race) {
    this.#root = root;
    this.#race = race;
    this.#chart = new Chart(root);
    root.addEventListener("seen", () => this.#refresh());
    this.#chart.whenWanted(() => this.#refresh()); // for paper and captures it is there before it is looked at
    race.on("step", () => this.#chart.mark(race.step));
  }

  renew() {
    this.#stale = true;
    this.#chart.whenWanted(() => this.#refresh());
  }

  async #refresh() {
    if (!this.#stale) return;
    this.#stale = false;
    const figure = await this.#latest.get(`${ROOT}/api/race/${this.#root.dataset.chart}?${this.#race.settings}`);
    if (figure) this.#chart.show(figure);
    this.#chart.mark(this.#race.step);
  }
}

function numbers(form) {
  return [...form.elements].filter((field) => field.dataset.number);
}

// What another page says is wrong with a field.
function messageIn(page, name) {
  return page.querySelector(`.error[id="field-${name}-error"], .error[id="field-${name}"]`)?.textContent;
}

// Puts the parts of another page in the place of this page's; the focus stays on the field that has it, and a number that
// is not settled stays in its field, with what is wrong with it.
function swap(root, page, parts) {
  const open = numbers(root.querySelector("form")).filter(isOpen);
  const focused = /** @type {HTMLInputElement} */ (document.activeElement);
  const field = focused?.name ? `[name="${focused.name}"]${/radio|checkbox/.test(focused.type) ? `[value="${focused.value}"]` : ""}` : null;
  for (const fresh of page.querySelectorAll(parts)) {
    const old = root.querySelector(`[data-swap="${fresh.dataset.swap}"]`);
    if (!old || (old.querySelector("[data-keep]") && fresh.querySelector("[data-keep]"))) continue; // it keeps itself up to date
    old.replaceWith(document.adoptNode(fresh));
    if (fresh.querySelector("[data-module]")) bind(fresh.parentElement, fresh);
  }
  for (const old of open.filter((each) => !each.isConnected)) carry(old, root.querySelector(`[name="${old.name}"]`), old === focused);
  if (field && !focused.isConnected) root.querySelector(field)?.focus({ preventScroll: true });
}

// Half a number, too, that is being typed while the other page comes.
function carry(old, fresh, isFocused) {
  if (!fresh) return;
  fresh.value = old.value;
  if (isFocused) fresh.setSelectionRange(old.selectionStart, old.selectionEnd);
  if (old.validationMessage) say(fresh, problem(old) || old.validationMessage);
}

// A seventh racer has to wait until one has left.
function limit(root) {
  const boxes = [...root.querySelectorAll('[name="optimizer"]')];
  const racing = boxes.filter((box) => box.checked);
  for (const box of boxes) box.disabled = !box.checked && racing.length >= MOST;
  if (racing.length === 1) racing[0].addEventListener("click", (event) => event.preventDefault(), { once: true });
}

async function copyLink(root) {
  const isCopied = await copy(root.querySelector("[data-permalink]").href);
  root.querySelector("[data-said]").textContent = isCopied ? "Copied." : "Copy it from the address bar.";
}
