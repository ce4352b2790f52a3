// What a run tells, and what is asked of it: every event, with what comes along. They are declared here and nowhere else;
// `tsc` checks everybody who tells or hears one.

/** @typedef {{ field: string, message: string }} Problem What is wrong with a setting; of no field where it is the whole. */

/**
 * @typedef {object} Events
 * @property {{ names: string[] }} settings Settings have changed.
 * @property {{ exact: boolean }} trajectory There is a new path: the server's answer, or for the moment one from a sweep.
 * @property {{}} step Another step is looked at.
 * @property {{ name: string }} sweep It is known what every tick of this slider would do.
 * @property {{}} landscape The picture has another ground.
 * @property {{}} others The runs drawn beside it have changed.
 * @property {{ isChosen: boolean }} view The stage shows the run as a map, in relief or as a plot; whether the reader chose so.
 * @property {{}} plane The plot in the plane has come to the stage, or has left it.
 * @property {{ words: string }} said Something that the page says beside the switch of views.
 * @property {{}} redraw The same run and step are to be drawn again.
 * @property {{ errors: Problem[] }} refused The server does not take these settings.
 * @property {{ ok: boolean, content: Document }} page The server drew the whole page for them, or says on it what is wrong.
 * @property {{ from?: number }} play Asked: play, from a step or from where it is; while it plays, stop.
 * @property {{ way: "back" | "forward" }} move Asked: one step.
 * @property {{ predicted: string, reason: string | null }} predicted The reader has said what will happen, or then why: what a strip
 *   would have given away may be shown.
 * @property {{}} rest What was played has stopped.
 * @property {{ queries: string[] }} beside Asked: draw these runs beside it.
 */

export class Teller extends EventTarget {
  /**
   * @template {keyof Events} Name
   * @param {Name} name
   * @param {Events[Name]} detail
   */
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /**
   * @template {keyof Events} Name
   * @param {Name} name
   * @param {(detail: Events[Name]) => unknown} hear
   * @param {{ once?: boolean }} [options]
   * @returns {() => void} what ends the hearing
   */
  on(name, hear, options = {}) {
    const heard = (/** @type {Event} */ event) => hear(/** @type {CustomEvent<Events[Name]>} */ (event).detail);
    this.addEventListener(name, heard, options);
    return () => this.removeEventListener(name, heard);
  }
}
