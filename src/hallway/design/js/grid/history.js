// What was done in the grid, to be undone and done again. A step has
//   cells  [{td, before, after}] of rows that were there
//   made   rows that it made, with all that was put into them
import { rowOf } from "./saver.js";

const LONGEST = 200;

export class History {
  constructor(sheet, saver, says) {
    Object.assign(this, { sheet, saver, says, done: [], undone: [] });
  }

  add(step) {
    this.done.push(step);
    if (this.done.length > LONGEST) this.done.shift();
    this.undone = [];
  }

  // Whether something was undone; rows are saved at once, those made are deleted.
  async undo() {
    await this.saver.idle();
    const step = this.done.pop();
    if (!step) return false;
    this.undone.push(step);
    this.#put(step.cells, "before");
    await this.#takeAway(step.made);
    await this.saver.save(...rowsOf(step));
    return true;
  }

  async redo() {
    await this.saver.idle();
    const step = this.undone.pop();
    if (!step) return false;
    this.done.push(step);
    await this.#bringBack(step.made);
    this.#put(step.cells, "after");
    await this.saver.save(...rowsOf(step), ...step.made);
    return true;
  }

  #put(cells, way) {
    for (const one of cells) if (one.td.isConnected) this.sheet.put(one.td, one[way]);
  }

  async #takeAway(made) {
    const there = made.filter((tr) => tr.dataset.number);
    for (const tr of made) tr.above = tr.previousElementSibling;
    for (const tr of made) if (!tr.dataset.number) this.sheet.remove(tr);
    const answers = await this.#ask(there, (tr) => ({
      act: "delete",
      number: Number(tr.dataset.number),
      version: Number(tr.dataset.version),
    }));
    answers.forEach(({ state, deletion, message }, at) => {
      const tr = there[at];
      if (state === "deleted" || state === "gone") {
        tr.deletion = deletion;
        this.sheet.remove(tr);
      } else if (message) this.says.loud(message);
      else this.says.loud(this.sheet.words.rowConflict);
    });
  }

  async #bringBack(made) {
    for (const tr of made) if (!tr.isConnected) this.#insert(tr);
    const gone = made.filter((tr) => tr.deletion);
    const answers = await this.#ask(gone, (tr) => ({ act: "restore", deletion: tr.deletion }));
    answers.forEach(({ state, html, message }, at) => {
      if (state === "saved" && html) {
        this.saver.adopt(gone[at], rowOf(html));
        gone[at].deletion = "";
        this.sheet.mark(gone[at], "saved");
      } else this.says.loud(message);
    });
  }

  // In batches; nothing is lost of what is not answered: it can be undone again.
  async #ask(rows, entry) {
    const answers = [];
    for (let at = 0; at < rows.length; at += 100) {
      const answer = await this.saver.ask(rows.slice(at, at + 100).map(entry));
      if (!answer) break;
      answers.push(...answer);
    }
    if (answers.length < rows.length) this.says.loud(this.sheet.words.waiting);
    return answers;
  }

  #insert(tr) {
    if (tr.above?.isConnected) tr.above.after(tr);
    else this.sheet.body.prepend(tr);
    if (!tr.dataset.number && this.sheet.isDirty(tr)) this.sheet.mark(tr, "changed");
    this.sheet.count();
  }
}

function rowsOf({ cells }) {
  return [...new Set(cells.map(({ td }) => td.parentElement))];
}
