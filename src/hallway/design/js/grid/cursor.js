// Where one is in the grid, and the block that is chosen from there.

export class Cursor {
  constructor(sheet) {
    this.sheet = sheet;
    this.td = this.anchor = sheet.body.rows[0]?.cells[1] ?? null;
    this.chosen = [];
    if (this.td) this.td.tabIndex = 0;
  }

  at(row, column) {
    const { rows } = this.sheet.body;
    const tr = rows[Math.max(0, Math.min(row, rows.length - 1))];
    return tr?.cells[Math.max(0, Math.min(column, this.sheet.heads.length))];
  }

  get row() {
    return this.td.parentElement.sectionRowIndex;
  }

  get column() {
    return this.td.cellIndex;
  }

  // The block, its edges included.
  get block() {
    const rows = [this.row, this.anchor.parentElement.sectionRowIndex];
    const columns = [this.column, this.anchor.cellIndex];
    return {
      top: Math.min(...rows),
      bottom: Math.max(...rows),
      left: Math.max(1, Math.min(...columns)),
      right: Math.max(1, ...columns),
    };
  }

  get isOne() {
    return this.td === this.anchor;
  }

  // The chosen cells, row by row.
  cells() {
    const { top, bottom, left, right } = this.block;
    return this.sheet.rows
      .slice(top, bottom + 1)
      .map((tr) => [...tr.cells].slice(left, right + 1));
  }

  go(td, { extend = false, quiet = false } = {}) {
    if (!td) return;
    if (this.td) this.td.tabIndex = -1;
    this.td = td;
    td.tabIndex = 0;
    if (!extend || !this.anchor?.isConnected) this.anchor = td;
    this.paint();
    if (!quiet) {
      td.focus();
      td.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }

  move(rows, columns, { extend = false } = {}) {
    const column = Math.max(extend ? 1 : 0, this.column + columns);
    this.go(this.at(this.row + rows, column), { extend });
  }

  // The next cell in reading order; nothing where there is none.
  beside(step) {
    const width = this.sheet.heads.length;
    const place = this.row * width + Math.max(0, this.column - 1) + step;
    const last = this.sheet.body.rows.length * width - 1;
    if (place < 0 || place > last) return null;
    return this.at(Math.floor(place / width), (place % width) + 1);
  }

  toAnchor() {
    if (!this.isOne) this.go(this.anchor, { quiet: true });
    return this;
  }

  select(from, to) {
    this.anchor = from;
    this.go(to, { extend: true });
  }

  // The row one stands on went: stand on what is there now.
  settle(row, column) {
    if (!this.td.isConnected) this.go(this.at(row, column));
    else if (!this.anchor.isConnected) this.anchor = this.td;
  }

  paint() {
    for (const cell of this.chosen) cell.removeAttribute("aria-selected");
    this.chosen = this.isOne || !this.anchor?.isConnected ? [] : this.cells().flat();
    for (const cell of this.chosen) cell.setAttribute("aria-selected", "true");
  }
}
