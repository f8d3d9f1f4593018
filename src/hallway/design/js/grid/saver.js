// Sends rows that were changed, a batch in a request, and shows what came of each.
import { fill } from "./sheet.js";

const BATCH = 100;
const LATER = 5000;
// What a browser still sends while it leaves a page.
const KEPT = 60_000;

export class Saver {
  constructor(grid, sheet, says) {
    Object.assign(this, { grid, sheet, says, queue: new Set(), running: null });
    addEventListener("online", () => this.#run());
  }

  get isBusy() {
    return Boolean(this.running) || this.queue.size > 0;
  }

  save(...rows) {
    for (const tr of rows) {
      if (tr.isConnected && tr.dataset.state === "changed") this.queue.add(tr);
    }
    return this.#run();
  }

  // Resolves when nothing is on its way.
  async idle() {
    while (this.running) await this.running;
  }

  #run() {
    if (!this.queue.size) return this.running ?? Promise.resolve();
    this.running ??= this.#pump().finally(() => (this.running = null));
    return this.running;
  }

  async #pump() {
    // What is changed together goes together.
    await Promise.resolve();
    while (this.queue.size) {
      const rows = [...this.queue].slice(0, BATCH);
      for (const tr of rows) this.queue.delete(tr);
      const sent = rows.filter((tr) => tr.isConnected).map((tr) => this.#entry(tr));
      for (const one of sent) this.sheet.mark(one.tr, "saving");
      this.says.state();
      const answer = await this.ask(sent.map((one) => one.entry));
      if (!answer) {
        for (const { tr } of sent) {
          this.sheet.mark(tr, "changed");
          this.queue.add(tr);
        }
        this.says.state(this.sheet.words.waiting);
        setTimeout(() => this.#run(), LATER);
        return;
      }
      sent.forEach((one, at) => this.#take(one, answer[at]));
      this.says.state();
    }
  }

  #entry(tr) {
    const cells = [...tr.cells].filter((td) => td.mine);
    const entry = {
      number: Number(tr.dataset.number) || null,
      version: Number(tr.dataset.version) || null,
      guid: tr.guid ?? null,
      cells: Object.fromEntries(cells.map((td) => [this.sheet.head(td).name, td.mine.send])),
    };
    return { tr, entry, mine: new Map(cells.map((td) => [td, td.mine])) };
  }

  // The answers, row by row; nothing where the server cannot be reached.
  async ask(rows) {
    const body = new URLSearchParams({ do: "cells", rows: JSON.stringify(rows) });
    body.set("csrfmiddlewaretoken", this.grid.dataset.token);
    try {
      const response = await fetch(this.grid.dataset.save, {
        method: "POST",
        body,
        redirect: "error",
        keepalive: String(body).length < KEPT,
      });
      if (response.status >= 500) return null;
      if (response.ok) return (await response.json()).rows;
    } catch {
      return null; // Offline, or signed out: in another tab one can sign in again.
    }
    return rows.map(() => ({ state: "refused", errors: {}, message: this.sheet.words.failed }));
  }

  #take({ tr, mine }, answer) {
    const fresh = answer.html ? rowOf(answer.html) : null;
    if (answer.state === "saved" && fresh) {
      this.adopt(tr, fresh, mine);
      const more = this.sheet.isDirty(tr);
      this.sheet.mark(tr, more ? "changed" : "saved");
      if (more && !tr.contains(document.activeElement)) this.queue.add(tr);
    } else if (answer.state === "overtaken" && fresh) this.#overtaken(tr, fresh);
    else this.#refuse(tr, mine, answer);
  }

  // Has a row be as the server has it, but for what was changed since it was sent.
  adopt(tr, fresh, mine = new Map()) {
    Object.assign(tr.dataset, fresh.dataset);
    tr.cells[0].replaceChildren(...fresh.cells[0].childNodes);
    [...tr.cells].slice(1).forEach((td, at) => {
      const news = fresh.cells[at + 1];
      for (const name of ["text", "given", "fixed"]) {
        if (name in news.dataset) td.dataset[name] = news.dataset[name];
        else delete td.dataset[name];
      }
      td.shown = [...news.childNodes];
      if (mine.get(td) === td.mine) td.mine = td.error = td.theirs = undefined;
      if (!td.querySelector(".cells__input")) this.sheet.paint(td);
    });
    this.sheet.prepare(tr);
  }

  // Somebody else was quicker: what he did not touch is saved, the rest is to be chosen.
  #overtaken(tr, fresh) {
    const { sheet } = this;
    const open = new Map();
    for (const td of [...tr.cells].filter((one) => one.mine)) {
      const news = fresh.cells[td.cellIndex];
      const [before, after] = [sheet.saved(td), sheet.saved(news)];
      if (JSON.stringify(before) === JSON.stringify(after)) continue;
      if (after.text === td.mine.text) td.mine = undefined;
      else open.set(td, { text: after.text });
    }
    this.adopt(tr, fresh);
    for (const [td, theirs] of open) {
      td.theirs = theirs;
      sheet.paint(td);
    }
    if (!open.size) {
      if (sheet.isDirty(tr)) this.queue.add(tr);
      return sheet.mark(tr, sheet.isDirty(tr) ? "changed" : "saved");
    }
    const [td] = open.keys();
    sheet.mark(tr, "conflict");
    return this.says.loud(fill(sheet.words.conflict, { cell: sheet.nameOf(td) }));
  }

  #refuse(tr, mine, answer) {
    const { sheet } = this;
    const errors = Object.entries(answer.errors ?? {});
    const message = answer.state === "gone" ? sheet.words.gone : answer.message;
    if (message) errors.push(["", message]);
    for (const [name, text] of errors) {
      const at = sheet.heads.findIndex((one) => one.name === name) + 1;
      const td = (at && tr.cells[at]) || [...mine.keys()][0] || tr.cells[1];
      td.error = td.error && !at ? `${td.error} ${text}` : text;
      sheet.paint(td);
      this.says.loud(fill(sheet.words.wrong, { cell: sheet.nameOf(td), message: text }));
    }
    sheet.mark(tr, "refused");
  }
}

export function rowOf(html) {
  const made = new DOMParser().parseFromString(`<table>${html}</table>`, "text/html");
  return document.importNode(made.querySelector("tr"), true);
}
