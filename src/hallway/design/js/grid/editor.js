// The box that a cell becomes while it is edited. Typed into, arrows leave it; opened with
// F2 or a double click, they move in the text.
import { Choices } from "./choices.js";
import { element } from "./sheet.js";

const FIGURES = ["number", "currency", "rating"];

export class Editor {
  constructor(grid, sheet, says) {
    Object.assign(this, { grid, sheet, says, td: null });
  }

  get isOpen() {
    return this.td !== null;
  }

  // text   what stands in it; without one, what stands in the cell
  open(td, text) {
    const { sheet, grid } = this;
    grid.cursor.go(td, { quiet: true });
    if (sheet.isFixed(td)) return this.says.quiet(sheet.words.fixed);
    const head = sheet.head(td);
    const now = sheet.now(td);
    const input = element(head.kind === "note" ? "textarea" : "input", "input cells__input");
    input.value = text ?? now.text;
    input.setAttribute("aria-label", sheet.nameOf(td));
    input.autocomplete = "off";
    if (FIGURES.includes(head.kind)) input.inputMode = "decimal";
    if (head.longest) input.maxLength = Number(head.longest);
    if (td.error) input.setAttribute("aria-invalid", "true");
    const note = td.getAttribute("aria-describedby");
    if (note) input.setAttribute("aria-describedby", note);
    Object.assign(this, { td, input, now, isTyping: text !== undefined });
    td.classList.add("is-open");
    td.append(input);
    const offers = head.options || head.suggest;
    this.choices = offers ? new Choices(input, head, now, this.says) : null;
    input.addEventListener("keydown", (event) => this.#pressed(event));
    input.addEventListener("blur", () => this.commit());
    input.focus({ preventScroll: true });
    input.setSelectionRange(input.value.length, input.value.length);
    if (this.choices && text === undefined) this.choices.open();
    return null;
  }

  commit() {
    const { td, input, now, choices } = this;
    if (!td) return;
    const typed = input.value.replaceAll("\u0000", "");
    const text = input.localName === "textarea" ? typed : typed.trim();
    const value = choices ? choices.value : { text, send: text };
    this.#close();
    const isNew = value.text !== now.text || (choices && this.#differs(value, now));
    if (isNew) this.grid.change([{ td, value }]);
  }

  // Another one of the same name was chosen.
  #differs(value, now) {
    if (typeof now.send === "string") return value.send !== now.send;
    const ids = [now.send.is ?? []].flat().map((one) => `#${one}`);
    return value.send.startsWith("#") && value.send !== ids.join("; ");
  }

  cancel() {
    const { td } = this;
    this.#close();
    td.focus();
  }

  #close() {
    const { td, input, choices } = this;
    this.td = null;
    choices?.close();
    // The row is not left: its next cell may be edited.
    if (document.activeElement === input) td.focus({ preventScroll: true });
    input.remove();
    choices?.list.remove();
    td.classList.remove("is-open");
    this.sheet.paint(td);
  }

  #leave(event, step) {
    event.preventDefault();
    const { td } = this;
    this.commit();
    td.focus({ preventScroll: true });
    step();
  }

  #pressed(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    const { key, shiftKey } = event;
    const { cursor } = this.grid;
    const isArea = this.input.localName === "textarea";
    if (this.choices?.key(event)) return event.preventDefault();
    if (key === "Escape") {
      event.preventDefault();
      this.cancel();
    } else if (key === "F2") this.isTyping = !this.isTyping;
    else if (key === "Enter" && event.altKey && isArea) {
      event.preventDefault();
      this.input.setRangeText("\n", this.input.selectionStart, this.input.selectionEnd, "end");
    } else if (key === "Enter" && !event.altKey) {
      this.#leave(event, () => cursor.move(shiftKey ? -1 : 1, 0));
    } else if (key === "Tab") {
      const beside = cursor.beside(shiftKey ? -1 : 1);
      if (beside) this.#leave(event, () => cursor.go(beside));
    } else if (this.isTyping && !event.ctrlKey && !event.metaKey && !shiftKey) {
      const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
      if (step) this.#leave(event, () => cursor.move(...step));
    }
  }
}
