// Tables as text, as spreadsheets put them on the clipboard: tabs between cells, lines
// between rows; a cell with one of them stands in quotes, and quotes in it twice.

export function parse(text) {
  const rows = [[]];
  let at = 0;
  while (at <= text.length) {
    let cell = "";
    if (text[at] === '"') {
      const [found, end] = quoted(text, at);
      cell = found;
      at = end;
    }
    const stop = next(text, at);
    cell += text.slice(at, stop);
    rows.at(-1).push(cell);
    at = stop;
    if (at >= text.length) break;
    const isLine = text[at] !== "\t";
    at += text.startsWith("\r\n", at) ? 2 : 1;
    if (isLine) {
      // The line that a spreadsheet ends the last row with is no row.
      if (at >= text.length) break;
      rows.push([]);
    }
  }
  return rows;
}

function quoted(text, from) {
  let found = "";
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] !== '"') found += text[at];
    else if (text[at + 1] === '"') {
      found += '"';
      at += 1;
    } else return /[\t\r\n]/.test(text[at + 1] ?? "\n") ? [found, at + 1] : ["", from];
  }
  return ["", from]; // A quote that nothing ends is one.
}

function next(text, from) {
  const found = text.slice(from).search(/[\t\r\n]/);
  return found < 0 ? text.length : from + found;
}

export function format(rows) {
  const cell = (text) => (/[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => row.map(cell).join("\t")).join("\n");
}
