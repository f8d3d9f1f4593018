// Blocks of cells that come from the clipboard, and those that go there.
import { format, parse } from "./tsv.js";

const MOST = 500;

export class Clipboard {
  constructor(grid) {
    this.grid = grid;
    this.kept = null;
  }

  copy() {
    const { sheet, cursor } = this.grid;
    const block = cursor.cells();
    const text = format(block.map((row) => row.map((td) => sheet.now(td).text)));
    // What is pasted here again is the very same: two people may have one name.
    this.kept = {
      text,
      names: block[0].map((td) => sheet.head(td).name),
      rows: block.map((row) => row.map((td) => sheet.now(td))),
    };
    return text;
  }

  // The values that a text holds, row by row.
  read(text) {
    const plain = text.replace(/\r\n/g, "\n").replace(/\n$/, "");
    if (this.kept && plain === this.kept.text) return this.kept;
    const rows = parse(text).map((row) => row.map((one) => ({ text: one, send: one })));
    return { names: [], rows };
  }

  paste(text) {
    const { grid } = this;
    const { sheet, cursor, says } = grid;
    const { rows, names } = this.read(text);
    if (rows.length > MOST) return says.loud(says.put("tooMany", { count: MOST }));
    const { top, left, bottom, right } = cursor.block;
    const isOne = rows.length === 1 && rows[0].length === 1;
    const changes = [];
    const made = [];
    let out = 0;
    const put = (row, column, value, name) => {
      const td = this.#cell(row, column, made);
      if (!td || sheet.isFixed(td)) {
        out += 1;
        return;
      }
      const isHere = !name || name === sheet.head(td).name;
      changes.push({ td, value: isHere ? value : { text: value.text, send: value.text } });
    };
    if (isOne) {
      for (let row = top; row <= bottom; row += 1)
        for (let column = left; column <= right; column += 1)
          put(row, column, rows[0][0], names[0]);
    } else {
      rows.forEach((cells, down) =>
        cells.forEach((value, across) => put(top + down, left + across, value, names[across])),
      );
    }
    const width = Math.max(...rows.map((row) => row.length));
    grid.change(changes, made);
    const end = isOne ? [bottom, right] : [top + rows.length - 1, left + width - 1];
    cursor.select(cursor.at(top, left), cursor.at(...end));
    const words = says.put("pasted", { count: changes.length, rows: made.length });
    says.quiet(out ? `${words}; ${says.put("left", { count: out })}` : words);
    return grid.saver.save(...new Set(changes.map(({ td }) => td.parentElement)));
  }

  // The cell at a place; where the rows end, new ones begin.
  #cell(row, column, made) {
    const { sheet } = this.grid;
    const tr = sheet.body.rows[row];
    if (!tr) return null;
    if (sheet.isBlank(tr)) {
      if (!tr.cells[column] || sheet.isFixed(tr.cells[column])) return null;
      sheet.begin(tr);
      made.push(tr);
    }
    return tr.cells[column] ?? null;
  }
}
