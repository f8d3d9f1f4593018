// What keys do in the grid while no cell is edited.

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const MOVES = ["PageUp", "PageDown", "Home", "End", "Tab"];
const PAGE = 12;
const FAR = 1e6;

// Whether the key was one of the grid's.
export function pressed(grid, event) {
  const { key, shiftKey } = event;
  const isControl = (event.ctrlKey || event.metaKey) && !event.getModifierState("AltGraph");
  if (event.isComposing) return false;
  if (event.target.dataset.way) return choosing(grid, event);
  if (isControl) return controlled(grid, key.toLowerCase(), shiftKey);
  return moved(grid, key, shiftKey) || edited(grid, event);
}

function moved({ cursor }, key, extend) {
  // As in spreadsheets: from a block one goes on where it was begun.
  if (!extend && (key in STEPS || MOVES.includes(key))) cursor.toAnchor();
  if (key in STEPS) cursor.move(...STEPS[key], { extend });
  else if (key === "PageUp") cursor.move(-PAGE, 0, { extend });
  else if (key === "PageDown") cursor.move(PAGE, 0, { extend });
  else if (key === "Home") cursor.go(cursor.at(cursor.row, 1), { extend });
  else if (key === "End") cursor.go(cursor.at(cursor.row, FAR), { extend });
  else if (key === "Tab") {
    const beside = cursor.beside(extend ? -1 : 1);
    if (!beside) return false;
    cursor.go(beside);
  } else return false;
  return true;
}

function edited(grid, event) {
  const { key, shiftKey, altKey } = event;
  const { cursor, editor, sheet } = grid;
  const td = cursor.anchor;
  if (key === "Enter" && td.theirs) td.querySelector("[data-way]").focus();
  else if (key === "Enter" && td.cellIndex === 0) td.querySelector("a")?.click();
  else if (key === "Enter") cursor.toAnchor().move(shiftKey ? -1 : 1, 0);
  else if (key === "F2" || (key === "ArrowDown" && altKey)) editor.open(td);
  else if (key === "Escape") grid.leave();
  else if (key === "Delete") grid.empty();
  else if (key === "Backspace") editor.open(td, "");
  else if (key === " " && sheet.heads[td.cellIndex - 1]?.kind === "yesno") grid.toggle(td);
  else if ((key.length === 1 && (!altKey || event.getModifierState("AltGraph"))) || key === "Process") {
    // The box gets the letter: it has the focus before the key has done its work.
    if (td.cellIndex > 0) editor.open(td, "");
    return false;
  } else return false;
  return true;
}

function controlled(grid, key, isShift) {
  const { cursor } = grid;
  const extend = isShift;
  if (key === "home") cursor.go(cursor.at(0, 1), { extend });
  else if (key === "end") cursor.go(cursor.at(FAR, FAR), { extend });
  else if (key === "arrowup") cursor.go(cursor.at(0, cursor.column), { extend });
  else if (key === "arrowdown") cursor.go(cursor.at(FAR, cursor.column), { extend });
  else if (key === "arrowleft") cursor.go(cursor.at(cursor.row, 1), { extend });
  else if (key === "arrowright") cursor.go(cursor.at(cursor.row, FAR), { extend });
  else if (key === "a") cursor.select(cursor.at(0, 1), cursor.at(FAR, FAR));
  else if (key === "d") grid.fillDown();
  else if (key === "z" && !isShift) grid.undo();
  else if (key === "y" || key === "z") grid.redo();
  else return false;
  return true;
}

// Among the two ways out of what two people changed.
function choosing(grid, { key, target }) {
  const others = [...target.parentElement.querySelectorAll("[data-way]")];
  const other = others.find((one) => one !== target);
  if (key === "Escape") grid.cursor.go(grid.cursor.td);
  else if (key === "Tab" || key === "ArrowLeft" || key === "ArrowRight") other.focus();
  else return false;
  return true;
}
