"""The rows of the grid: what is read in each cell, and what is edited."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hallway.core.access.queries import get_masks
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.contenttypes.rows import BY_NAME
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import TYPES
from hallway.core.query.records import Row
from hallway.faces.web.parse import Call, href
from hallway.faces.web.rows import cells
from hallway.faces.web.rows.grid.markup import blank_cells, grid_cells
from hallway.faces.web.rows.grid.texts import given_of, text_of
from hallway.faces.web.rows.kinds import with_types
from hallway.faces.web.rows.lines import item_href
from hallway.faces.web.rows.named import Named, name_all
from hallway.faces.web.rows.parts import Part, cell_of, has_files

LONGEST = 2000
"""Characters of a text that is edited in a cell; a longer one is on its item's page."""


class GridCell(NamedTuple):
    """A cell: what is read, and what is edited; `given` is JSON where they differ.

    is_fixed  it cannot be changed here
    """

    shown: cells.Cell
    text: str
    given: str
    is_fixed: bool


class GridLine(NamedTuple):
    """A row; one that is not there yet has no number."""

    number: int | None
    version: int
    name: str
    href: str
    is_fixed: bool
    cells: list[GridCell]

    @property
    def tds(self) -> SafeString:
        """The cells as markup."""
        if self.number is None:
            return blank_cells(self.cells)
        return grid_cells(self.cells, is_fixed=self.is_fixed)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridHead:
    """The head of a column, with what its editor has to know.

    options  words to choose from, as JSON
    suggest  where words are suggested that are typed into
    is_open  other words than the options are taken too
    """

    name: str
    title: str
    kind: str
    width: int
    sort_href: str
    sorted: str
    num: bool
    is_fixed: bool
    is_many: bool
    is_open: bool
    needed: bool
    options: str
    suggest: str
    longest: int | None


def is_fixed(part: Part) -> bool:
    """Tell whether nobody edits a column in the grid."""
    column = part.column
    if column is None or not column.is_given:
        return True
    # What is only added to is written where the whole of it stands.
    return column.type == "note" and bool(column.settings.get("append"))


def options_of(column: ColumnRecord) -> list[str]:
    """The words a column offers without being asked."""
    if column.type == "yesno":
        return [_("Yes"), _("No")]
    if column.type not in ("choice", "choices"):
        return []
    words = column.settings.get("choices", [])
    return [str(one) for one in words] if isinstance(words, list) else []


def suggest_of(call: Call, column: ColumnRecord) -> str:
    """Where a column's words are suggested; empty where they are not."""
    match TYPES[column.type].refers:
        case "":
            return ""
        case "principal":
            groups = column.settings.get("groups")
            return "/people/suggest" + ("" if groups else "?only=people")
        case _:
            return href(call.place.path, show="suggest", column=column.internal_name)


def lines_of(
    call: Call, rows: Sequence[Row], parts: Sequence[Part], columns: list[ColumnRecord]
) -> list[GridLine]:
    """Rows as the grid has them; a few statements, however many they are."""
    rows = _typed(call, rows, parts)
    people = cells.people_in(rows, columns) | {row.item.author for row in rows}
    values = [row.values for row in rows]
    named = name_all(call.actor, values, columns, people=people)
    masks = get_masks(call.actor, {row.item.scope for row in rows})
    return [
        _line(
            call,
            row,
            parts,
            named,
            may_edit=holds(masks[row.item.scope], Right.EDIT_LIST_ITEMS),
        )
        for row in rows
    ]


def _typed(call: Call, rows: Sequence[Row], parts: Sequence[Part]) -> Sequence[Row]:
    """Rows with their content types among their values, where the grid has those."""
    has_types = any(part.name == BY_NAME for part in parts)
    return with_types(call, rows) if has_types else rows


def _line(
    call: Call, row: Row, parts: Sequence[Part], named: Named, *, may_edit: bool
) -> GridLine:
    item = row.item
    address = item_href(call.place.path, item)
    if has_files(call.list) and not item.is_folder:
        # Wherever below the folder it is.
        address = href(call.place.path, show="properties", item=item.number)
    return GridLine(
        number=item.number,
        version=item.version,
        name=str(item.number),
        href=address,
        is_fixed=bool(item.is_folder) or not may_edit,
        cells=[_cell(call, part, row, named) for part in parts],
    )


def _cell(call: Call, part: Part, row: Row, named: Named) -> GridCell:
    shown = cell_of(part, row, named, now=call.now)
    column = part.column
    if column is None:
        return _fixed(shown, shown.person or shown.iso or shown.text)
    value = row.values.get(column.internal_name)
    text = text_of(column, value, named)
    fixed = is_fixed(part)
    if len(text) > LONGEST:
        return _fixed(shown, text[:LONGEST])
    given = None if fixed else given_of(column, value, named)
    return GridCell(shown, text, _json(given, text), is_fixed=fixed)


def _fixed(shown: cells.Cell, text: str) -> GridCell:
    return GridCell(shown, text, "", is_fixed=True)


def _json(given: Any, text: str) -> str:
    return "" if given is None or given == text else json.dumps(given)


def blank_of(parts: Sequence[Part]) -> GridLine:
    """The empty row at the end: what is written into it makes a new one."""
    return GridLine(
        number=None,
        version=0,
        name="",
        href="",
        is_fixed=False,
        cells=[
            GridCell(cells.Cell(), "", "", is_fixed=is_fixed(part)) for part in parts
        ],
    )
