// The rows and cells of the grid: what was saved, what somebody made of it since, and
// what is wrong with that. A cell's own state hangs at its element:
//   mine    {text, send} that is not saved; send is a text, or {is: value}
//   error   why it was refused
//   theirs  {text, shown} that somebody else saved meanwhile

const MARKS = { saving: "saved saved--busy", saved: "saved", changed: "saved saved--open" };
let made = 0;

export class Sheet {
  constructor(grid, table) {
    this.words = JSON.parse(grid.dataset.words);
    this.table = table;
    this.body = table.tBodies[0];
    this.blank = grid.querySelector("template")?.content.firstElementChild;
    this.heads = [...table.tHead.rows[0].cells].slice(1).map((th) => ({
      ...th.dataset,
      options: th.dataset.options ? JSON.parse(th.dataset.options) : null,
    }));
    table.setAttribute("role", "grid");
    table.setAttribute("aria-multiselectable", "true");
    table.setAttribute("aria-colcount", this.heads.length + 1);
    for (const tr of [...table.tHead.rows, ...this.body.rows]) this.prepare(tr);
    if (this.blank) this.addBlank();
    this.count();
  }

  get rows() {
    return [...this.body.rows];
  }

  // Reads itself out as a row of a grid; nothing in it is a stop of the Tab key.
  prepare(tr) {
    [...tr.cells].forEach((cell, at) => {
      cell.setAttribute("aria-colindex", at + 1);
      if (tr.parentElement === this.table.tHead) return;
      cell.tabIndex = -1;
      cell.setAttribute("role", at ? "gridcell" : "rowheader");
      if (at && "fixed" in cell.dataset) cell.setAttribute("aria-readonly", "true");
      cell.querySelectorAll("a").forEach((link) => (link.tabIndex = -1));
    });
  }

  count() {
    this.table.setAttribute("aria-rowcount", this.body.rows.length + 1);
    [...this.table.rows].forEach((tr, at) => tr.setAttribute("aria-rowindex", at + 1));
  }

  addBlank() {
    const tr = document.importNode(this.blank, true);
    this.body.append(tr);
    this.prepare(tr);
  }

  isBlank(tr) {
    return "blank" in tr.dataset;
  }

  // Makes the empty row at the end a new one, and puts another below it.
  begin(tr) {
    delete tr.dataset.blank;
    tr.guid = uuid();
    tr.cells[1].querySelector(".cells__v")?.replaceChildren();
    this.addBlank();
    this.count();
  }

  remove(tr) {
    tr.remove();
    this.count();
  }

  head(td) {
    return this.heads[td.cellIndex - 1];
  }

  isFixed(td) {
    return td.cellIndex === 0 || "fixed" in td.dataset;
  }

  saved(td) {
    const text = td.dataset.text ?? "";
    return { text, send: { is: td.dataset.given ? JSON.parse(td.dataset.given) : text || null } };
  }

  now(td) {
    return td.mine ?? this.saved(td);
  }

  put(td, value) {
    td.mine = this.isSaved(td, value) ? undefined : value;
    td.error = td.theirs = undefined;
    this.paint(td);
    const tr = td.parentElement;
    this.mark(tr, this.isDirty(tr) ? "changed" : "");
  }

  isSaved(td, { text, send }) {
    const saved = this.saved(td);
    const isTyped = typeof send === "string";
    return text === saved.text && (isTyped || JSON.stringify(send) === JSON.stringify(saved.send));
  }

  isDirty(tr) {
    return [...tr.cells].some((td) => td.mine);
  }

  nameOf(td) {
    const { number } = td.parentElement.dataset;
    const say = number ? this.words.cell : this.words.newRow;
    return fill(say, { column: this.head(td).title, row: number });
  }

  paint(td) {
    td.shown ??= [...td.childNodes];
    if (td.mine) {
      const box = element("div", "cells__v cells__mine", td.mine.text);
      td.replaceChildren(box);
    } else td.replaceChildren(...td.shown);
    for (const link of td.querySelectorAll("a")) link.tabIndex = -1;
    td.classList.toggle("is-bad", Boolean(td.error));
    td.toggleAttribute("aria-invalid", false);
    td.removeAttribute("aria-describedby");
    if (!td.error && !td.theirs) return;
    const note = element("div", "cells__msg", td.error ?? "");
    note.id = `cells-note-${(made += 1)}`;
    if (td.error) td.setAttribute("aria-invalid", "true");
    td.setAttribute("aria-describedby", note.id);
    if (td.theirs) {
      note.textContent = fill(this.words.theirs, { text: td.theirs.text || this.words.nothing });
      for (const way of ["keep", "take"]) {
        const button = element("button", "btn btn--small", this.words[way]);
        Object.assign(button, { type: "button", tabIndex: -1 });
        button.dataset.way = way;
        note.append(button);
      }
    }
    td.append(note);
  }

  mark(tr, state) {
    tr.dataset.state = state;
    const mark = tr.cells[0].querySelector(".cells__mark");
    mark.replaceChildren();
    if (!state) return;
    const said = this.words[`row${state[0].toUpperCase()}${state.slice(1)}`];
    mark.append(element("span", MARKS[state] ?? "saved saved--bad"));
    mark.append(element("span", "hidden-text", said));
  }
}

export function element(name, classes, text = "") {
  const one = document.createElement(name);
  one.className = classes;
  one.textContent = text;
  return one;
}

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// crypto.randomUUID is not there on a plain http:// address.
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
