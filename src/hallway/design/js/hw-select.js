// Choosing rows of a table: all by the box in its head, a range with Shift, arrows along
// the rows, Space, Enter, Ctrl A, Escape. Says `hw-select` with the number chosen.
class Select extends HTMLElement {
  connectedCallback() {
    this.every = this.querySelector("[data-every]");
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("change", (event) => this.#changed(event));
    this.addEventListener("keydown", (event) => this.#pressed(event));
    this.#tell();
  }

  get boxes() {
    return [...this.querySelectorAll("tbody .check__box")];
  }

  #clicked(event) {
    if (!event.target.matches("tbody .check__box")) return;
    if (event.shiftKey && this.last?.isConnected) this.#range(this.last, event.target);
    this.last = event.target;
  }

  #range(from, to) {
    const boxes = this.boxes;
    const [start, end] = [boxes.indexOf(from), boxes.indexOf(to)].sort((a, b) => a - b);
    for (const box of boxes.slice(start, end + 1)) box.checked = to.checked;
  }

  #changed(event) {
    if (event.target === this.every) this.#all(this.every.checked);
    else this.#tell();
  }

  #all(isChosen) {
    for (const box of this.boxes) box.checked = isChosen;
    this.#tell();
  }

  #tell() {
    const boxes = this.boxes;
    const count = boxes.filter((box) => box.checked).length;
    if (this.every) {
      this.every.checked = count > 0 && count === boxes.length;
      this.every.indeterminate = count > 0 && count < boxes.length;
    }
    this.dispatchEvent(new CustomEvent("hw-select", { bubbles: true, detail: { count } }));
  }

  #pressed(event) {
    const row = event.target.closest("tbody tr");
    if (!row || event.target.matches("input:not(.check__box), textarea, select")) return;
    const key = event.key;
    if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "a") this.#all(true);
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (key === "Escape") this.#all(false);
    else if (key === " " && event.shiftKey) {
      const box = row.querySelector(".check__box");
      if (!box) return;
      box.checked = true;
      this.#range(this.last ?? box, box);
      this.last = box;
      this.#tell();
    } else if (key === " " && event.target.matches("a")) row.querySelector(".check__box")?.click();
    else if (key === "Enter" && event.target.matches(".check__box")) row.querySelector("a")?.click();
    else if (!this.#move(row, event)) return;
    event.preventDefault();
  }

  #move(row, event) {
    const rows = [...row.parentElement.rows];
    const at = rows.indexOf(row);
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 };
    const next = rows[steps[event.key]];
    if (!next) return false;
    const kind = event.target.matches(".check__box") ? ".check__box" : "a";
    next.querySelector(kind)?.focus();
    return true;
  }
}

customElements.define("hw-select", Select);
