// The rows of a list as a table that is edited in place, by keyboard or mouse. What is on
// the page is an ordinary table: without this it is read, and edited in forms.
import { Cursor } from "./cursor.js";
import { Editor } from "./editor.js";
import { History } from "./history.js";
import { pressed } from "./keys.js";
import { Clipboard } from "./pasting.js";
import { Saver } from "./saver.js";
import { Says } from "./says.js";
import { Sheet } from "./sheet.js";

class Grid extends HTMLElement {
  connectedCallback() {
    const table = this.querySelector("table");
    this.sheet = new Sheet(this, table);
    this.says = new Says(this, this.sheet);
    this.cursor = new Cursor(this.sheet);
    this.saver = new Saver(this, this.sheet, this.says);
    this.editor = new Editor(this, this.sheet, this.says);
    this.history = new History(this.sheet, this.saver, this.says);
    this.clipboard = new Clipboard(this);
    const { body } = this.sheet;
    this.buttons = ["undo", "redo"].map((way) => document.querySelector(`[data-${way}]`));
    this.buttons.forEach((one, at) => one.addEventListener("click", () => (at ? this.redo() : this.undo())));
    body.addEventListener("keydown", (event) => {
      if (this.cursor.td && pressed(this, event)) event.preventDefault();
    });
    for (const name of ["copy", "cut", "paste"]) {
      body.addEventListener(name, (event) => this.#carry(event));
    }
    body.addEventListener("mousedown", (event) => this.#down(event));
    body.addEventListener("mouseover", (event) => this.#drag(event));
    body.addEventListener("click", (event) => this.#click(event));
    body.addEventListener("dblclick", (event) => {
      const td = cellOf(event);
      if (td && !this.editor.isOpen) this.editor.open(td);
    });
    body.addEventListener("focusin", (event) => this.#entered(event));
    body.addEventListener("focusout", (event) => this.#left(event));
    addEventListener("beforeunload", (event) => {
      this.editor.commit();
      this.saver.save(...this.sheet.rows);
      if (this.saver.isBusy) event.preventDefault();
    });
    this.#offer();
  }

  // Puts values into cells, as one step; `made` are the rows that were made for them.
  change(changes, made = []) {
    const { sheet } = this;
    const rows = [...made];
    const cells = [];
    for (const { td, value } of changes) {
      const tr = td.parentElement;
      if (sheet.isBlank(tr)) {
        sheet.begin(tr);
        rows.push(tr);
      }
      if (!rows.includes(tr)) cells.push({ td, before: sheet.now(td), after: value });
      sheet.put(td, value);
    }
    if (changes.length) this.history.add({ cells, made: rows });
    this.#offer();
    this.says.state();
  }

  // The chosen cells that can be changed.
  #open() {
    const cells = this.cursor.cells().flat();
    return cells.filter((td) => !this.sheet.isFixed(td) && !this.sheet.isBlank(td.parentElement));
  }

  #put(changes, words) {
    this.change(changes);
    const rows = new Set(changes.map(({ td }) => td.parentElement));
    this.says.quiet(this.says.put(words, { count: changes.length }));
    if (rows.size > 1) this.saver.save(...rows);
  }

  empty() {
    this.#put(this.#open().map((td) => ({ td, value: { text: "", send: { is: null } } })), "emptied");
  }

  fillDown() {
    const { cursor, sheet } = this;
    const top = cursor.isOne || cursor.block.top === cursor.block.bottom ? cursor.block.top - 1 : cursor.block.top;
    if (top < 0) return;
    const cells = this.#open().filter((td) => td.parentElement.sectionRowIndex > top);
    const value = (td) => sheet.now(sheet.body.rows[top].cells[td.cellIndex]);
    this.#put(cells.map((td) => ({ td, value: value(td) })), "filled");
  }

  toggle(td) {
    if (this.sheet.isFixed(td)) return;
    const [yes, no] = this.sheet.head(td).options;
    const text = this.sheet.now(td).text === yes ? no : yes;
    this.change([{ td, value: { text, send: text } }]);
  }

  async undo() {
    await this.#back("undo", "undone", "nothingToUndo");
  }

  async redo() {
    await this.#back("redo", "redone", "nothingToRedo");
  }

  async #back(way, done, none) {
    this.editor.commit();
    const place = [this.cursor.row, this.cursor.column];
    const did = await this.history[way]();
    this.cursor.settle(...place);
    this.cursor.paint();
    this.#offer();
    this.says.state();
    this.says.quiet(this.says.words[did ? done : none]);
  }

  #offer() {
    this.buttons[0].disabled = !this.history.done.length;
    this.buttons[1].disabled = !this.history.undone.length;
  }

  // Out of a block, else out of the grid.
  leave() {
    if (!this.cursor.isOne) this.cursor.go(this.cursor.td);
    else document.querySelector(".cmdbar a[aria-current]").focus();
  }

  #carry(event) {
    if (this.editor.isOpen || !this.cursor.td || event.target.dataset.way) return;
    event.preventDefault();
    if (event.type === "paste") {
      this.clipboard.paste(event.clipboardData.getData("text/plain"));
      return;
    }
    event.clipboardData.setData("text/plain", this.clipboard.copy());
    if (event.type === "cut") this.empty();
    else this.says.quiet(this.says.put("copied", { count: this.cursor.cells().flat().length }));
  }

  #down(event) {
    const td = cellOf(event);
    if (event.button || !td || event.target.closest("input, textarea, button, [role=listbox], th")) return;
    event.preventDefault();
    this.editor.commit();
    this.isAgain = td === this.cursor.td;
    this.isDragging = true;
    addEventListener("mouseup", () => (this.isDragging = false), { once: true });
    this.cursor.go(td, { extend: event.shiftKey });
  }

  #drag(event) {
    const td = cellOf(event);
    if (this.isDragging && td?.cellIndex && td !== this.cursor.td) this.cursor.go(td, { extend: true });
  }

  #click(event) {
    const { way } = event.target.dataset;
    const td = cellOf(event);
    if (way) return this.#choose(td, way);
    const isLink = event.target.closest("td a") && !event.ctrlKey && !event.metaKey;
    if (isLink) event.preventDefault();
    // A finger has no double click: it presses where it is already.
    if (td && this.isAgain && event.pointerType === "touch") this.editor.open(td);
    return undefined;
  }

  #choose(td, way) {
    const { sheet } = this;
    const tr = td.parentElement;
    if (way === "take") td.mine = undefined;
    td.theirs = undefined;
    sheet.paint(td);
    td.focus();
    if ([...tr.cells].some((one) => one.theirs)) return;
    sheet.mark(tr, sheet.isDirty(tr) ? "changed" : "saved");
    this.saver.save(tr);
    this.says.state();
  }

  #entered(event) {
    const td = cellOf(event);
    if (td && td !== this.cursor.td) this.cursor.go(td, { quiet: true });
  }

  #left(event) {
    const tr = event.target.closest("tr");
    if (tr && !tr.contains(event.relatedTarget) && !this.editor.isOpen) this.saver.save(tr);
  }
}

function cellOf(event) {
  return event.target.closest("td, th");
}

customElements.define("hw-grid", Grid);
