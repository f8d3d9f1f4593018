"""What people type and paste into cells, understood for many rows at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any, NamedTuple

from hallway.core.grid.records import Cells, Given, Spelling
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import TYPES
from hallway.core.sheets.cells import Texts, read_cell
from hallway.core.sheets.references import References
from hallway.core.sheets.rules import split_many
from hallway.wire.paths import fold

_NUMBER = re.compile(r"#([0-9]{1,15})")
_FORMS = {
    "number": ("point", "comma"),
    "currency": ("point", "comma"),
    "date": ("dmy", "mdy"),
    "datetime": ("dmy", "mdy"),
}


class Read(NamedTuple):
    """A row as it was understood: values as commands take them, None for nothing."""

    values: dict[str, Any]
    errors: dict[str, str]


def read_rows(
    rows: Sequence[Cells],
    columns: Mapping[str, ColumnRecord],
    references: References,
    spelling: Spelling,
) -> list[Read]:
    """Return rows of cells as values, with what is wrong in each cell.

    Cells of one column tell together how they are written: 03/04 beside 25/12 is a
    day of April.
    """
    read = [Read({}, {}) for _row in rows]
    for name in dict.fromkeys(name for row in rows for name in row):
        cells = {at: row[name] for at, row in enumerate(rows) if name in row}
        column = columns.get(name)
        if column is None or not column.is_given:
            words = "There is no such column."
            if column is not None:
                words = "This column cannot be changed."
            for at in cells:
                read[at].errors[name] = words
            continue
        _read_column(column, cells, read, spelling)
        if TYPES[column.type].refers:
            _resolve(column, read, references)
    return read


def _read_column(
    column: ColumnRecord,
    cells: Mapping[int, str | Given],
    read: Sequence[Read],
    spelling: Spelling,
) -> None:
    name = column.internal_name
    texts = [one for one in cells.values() if isinstance(one, str)]
    form = form_of(column, texts, spelling)
    for at, cell in cells.items():
        try:
            if isinstance(cell, Given):
                value = cell.value
            else:
                value = read_text(column, cell, form=form, zone=spelling.zone)
            if value is not None and not isinstance(value, Texts):
                TYPES[column.type].encode(value, column.settings)
        except ValueError as error:
            read[at].errors[name] = str(error)
        else:
            read[at].values[name] = value


def form_of(column: ColumnRecord, texts: Sequence[str], spelling: Spelling) -> str:
    """Return how most of a column's texts are written, else how the writer does."""
    forms = _FORMS.get(column.type, ("",))
    own = spelling.point if "point" in forms else spelling.day
    ordered = sorted(forms, key=lambda form: form != own)
    if len(forms) == 1 or not texts:
        return ordered[0]
    return max(
        ordered,
        key=lambda form: sum(
            _can_read(column, one, form, spelling.zone) for one in texts
        ),
    )


def _can_read(column: ColumnRecord, text: str, form: str, zone: tzinfo) -> bool:
    try:
        return read_text(column, text, form=form, zone=zone) is not None
    except ValueError:
        return False


def read_text(column: ColumnRecord, text: str, *, form: str, zone: tzinfo) -> Any:
    """Return what a text gives a column, as commands take it; None for nothing.

    `Texts` for what refers to something else.  ValueError says what is wrong.
    """
    text = text.replace("\r\n", "\n")
    if column.type == "note":
        return text if text.strip() else None
    text = text.strip()
    if not text:
        return None
    kind = TYPES[column.type]
    if kind.refers:
        return Texts(tuple(split_many(text)) if kind.is_many else (text,))
    match column.type:
        case "text" | "location":
            return text
        case "choice":
            return _settled(column, text)
        case "choices":
            return [_settled(column, one) for one in split_many(text)]
        case "number" if column.settings.get("percent") and not text.endswith("%"):
            # As in the form: people write 7 where 7 % is meant.
            text += "%"
    return read_cell(column.type, column.settings, text, form=form, zone=zone)


def _settled(column: ColumnRecord, text: str) -> str:
    """Return the choice that a text is but for its case, else the text."""
    choices = column.settings.get("choices", [])
    words = [str(one) for one in choices] if isinstance(choices, list) else []
    if text in words:
        return text
    return next((one for one in words if fold(one) == fold(text)), text)


def _resolve(
    column: ColumnRecord, read: Sequence[Read], references: References
) -> None:
    name = column.internal_name
    named = {
        at: value.texts
        for at, row in enumerate(read)
        if isinstance(value := row.values.get(name), Texts)
    }
    found: dict[str, int | str] = {}
    asked = []
    for text in (text for texts in named.values() for text in texts):
        number = _NUMBER.fullmatch(text)
        if number is not None and TYPES[column.type].refers != "principal":
            found[text] = int(number[1])
        else:
            asked.append(text)
    if asked:
        found |= references.resolve(column, asked)
    for at, texts in named.items():
        numbers = [found[text] for text in texts]
        wrong = next((one for one in numbers if isinstance(one, str)), None)
        if wrong is not None:
            del read[at].values[name]
            read[at].errors[name] = wrong
        elif TYPES[column.type].is_many:
            read[at].values[name] = list(dict.fromkeys(numbers))
        else:
            read[at].values[name] = numbers[0]
