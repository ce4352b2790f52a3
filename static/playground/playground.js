// The playground: a race that replays whenever a setting changes. The server draws the page for the new settings, and its
// parts take the place of the old; while the start is dragged, only the paths are fetched.

import { Chart, Latest } from "../drawing/charts.js";
import keyboard from "../runs/keyboard.js";
import { say, settle, stepped } from "../runs/number-fields.js";
import { plain } from "../runs/numbers.js";
import { copy } from "../runs/permalink.js";
import { Race } from "./race.js";
import { Track } from "./track.js";
import { adopt, wantsMotion } from "../runs/run-store.js";
import startHandle from "../runs/start-handle.js";
import transport from "../runs/transport.js";

const MOST = 6;
const QUIET_FIELDS = new Set(["start"]); // a change of these does not start the race again

export default function (root) {
  const race = new Race(root);
  const charts = [...root.querySelectorAll("[data-chart]")].map((each) => new RaceChart(each, race));
  adopt(root, race);
  new Track(root, race).watch();
  startHandle(root.querySelector(".stage"));
  transport(root.querySelector("[data-transport]"));
  keyboard(root);
  limit(root);

  root.addEventListener("change", (event) => {
    if (event.target.form === race.form) changed(event.target);
  });
  root.addEventListener("keydown", (event) => {
    const value = event.target.form === race.form ? stepped(event) : null;
    if (value === null) return;
    event.target.value = plain(value);
    changed(event.target);
  });
  race.form.addEventListener("submit", (event) => {
    event.preventDefault();
    race.refresh();
  });
  race.on("page", ({ ok, content }) => {
    if (!ok) return swap(root, content, '[data-swap="errors"]');
    swap(root, content, "[data-swap]");
    const curve = "[data-schedule-chart]";
    root.querySelector(curve).hidden = content.querySelector(curve).hasAttribute("hidden");
    race.takePicture(content.querySelector(".plot"));
    limit(root);
    const address = root.querySelector("[data-permalink]").href;
    history.replaceState(history.state, "", address);
    for (const chart of charts) chart.renew();
    if (race.replays && wantsMotion()) race.play(0);
    race.replays = false;
  });
  root.addEventListener("click", (event) => event.target.closest("[data-copy-link]") && copyLink(root));

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
    race.on("step", () => this.#chart.mark(race.step));
  }

  renew() {
    this.#stale = true;
    this.#chart.whenWanted(() => this.#refresh());
  }

  async #refresh() {
    if (!this.#stale) return;
    this.#stale = false;
    const figure = await this.#latest.get(`/api/race/${this.#root.dataset.chart}?${this.#race.settings}`);
    if (figure) this.#chart.show(figure);
    this.#chart.mark(this.#race.step);
  }
}

// Puts the parts of another page in the place of this page's; the focus stays on the field that has it.
function swap(root, page, parts) {
  const focused = /** @type {HTMLInputElement} */ (document.activeElement);
  const field = focused?.name ? `[name="${focused.name}"]${/radio|checkbox/.test(focused.type) ? `[value="${focused.value}"]` : ""}` : null;
  for (const fresh of page.querySelectorAll(parts)) {
    root.querySelector(`[data-swap="${fresh.dataset.swap}"]`)?.replaceWith(document.adoptNode(fresh));
  }
  if (field && !focused.isConnected) root.querySelector(field)?.focus({ preventScroll: true });
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
