// The picture follows the text: the stage goes to the step that the paragraph being read speaks of, lights its arrows, and takes the
// view that the paragraph names; one that names none gives the reader's own view back, which is never forgotten for that. Whoever
// takes a control in hand is left alone from then on, until they press a paragraph's own button; so is a run that is neither the
// lesson's own nor the predicted one. The page never moves.

import { isStill, runOf } from "../runs/run-store.js";

const READ = "-42% 0px -48% 0px"; // the band of the window in which a paragraph counts as being read
const OWN = ["pointerdown", "keydown", "input"]; // what says that somebody has taken a control in hand

export default function (root) {
  const run = runOf(root);
  /** @type {HTMLElement} */
  const stage = run.root.querySelector(".stage");
  const sights = [...root.querySelectorAll("[data-sight]")];
  /** @type {HTMLAnchorElement} */
  const link = run.root.querySelector(".own-run a");
  const own = link.dataset;
  /** @type {HTMLElement} */
  const asked = run.root.querySelector(".prediction");
  let isFollowing = !isStill();
  let current = null;
  /** @type {import("../runs/playback.js").View | null} */
  let ofReader = null; // the view that the stage had before a paragraph changed it

  root.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-show]")) return;
    isFollowing = true;
    show(target.closest("[data-sight]"));
  });
  for (const name of OWN) run.root.querySelector(".lesson-stage").addEventListener(name, leave);
  root.addEventListener("click", ({ target }) => target.closest("[data-query]") && leave());
  run.on("move", leave);
  run.on("step", () => current && run.step !== stepOf(current) && letGo());
  run.on("settings", () => current && !run.loading && letGo());

  // What is in the band as the page opens is not followed: the stage rests until somebody reads on.
  let isFirst = true;
  const reader = new IntersectionObserver((entries) => {
    const reached = isFirst ? null : entries.findLast((entry) => entry.isIntersecting);
    isFirst = false;
    if (reached && isFollowing && isFree()) show(reached.target);
  }, { rootMargin: READ });
  for (const sight of sights) reader.observe(sight);

  function isFree() {
    return !run.playing && !run.loading && [own.query, asked.dataset.query].some((query) => run.isAt(query));
  }

  function show(sight) {
    letGo();
    current = sight;
    sight.dataset.current = "";
    stage.dataset.shows = sight.dataset.lights;
    lookAs(sight.dataset.seenAs ?? (sight.dataset.lights && isInSpace() ? "map" : undefined));
    if (run.isAt(own.query)) run.goTo(stepOf(sight));
    else run.show(own.query, own.other ? [own.other] : [], stepOf(sight));
  }

  // There no arrow is drawn.
  function isInSpace() {
    return (ofReader ?? run.view) === "plot" && stage.querySelector('[data-kind="space"]') !== null;
  }

  function lookAs(named) {
    const view = named ?? ofReader;
    ofReader = named ? ofReader ?? run.view : null;
    if (view && view !== run.view) run.look(view);
  }

  function leave(event) {
    if (event?.key === "Tab" || event?.key === "Shift") return;
    isFollowing = false;
    ofReader = null; // what is taken in hand is the reader's as it stands
    letGo();
  }

  function letGo() {
    if (current) delete current.dataset.current;
    if (current && stage.dataset.shows) run.redraw();
    current = null;
    delete stage.dataset.shows;
  }
}

// The step that a sight names is the one about to be taken from here.
function stepOf(sight) {
  return Number(sight.dataset.at) - 1;
}
