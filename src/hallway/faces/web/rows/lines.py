"""The rows of a list's table, and what of them is there where it is narrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.utils.safestring import SafeString

from hallway.core.items.records import ItemRecord
from hallway.core.lists.records import ColumnRecord
from hallway.core.query.records import EDITOR, Row
from hallway.faces.web.parse import Call, href
from hallway.faces.web.rows import cells, panel
from hallway.faces.web.rows.markup import row_markup
from hallway.faces.web.rows.named import Named
from hallway.faces.web.rows.parts import Part, cell_of
from hallway.faces.web.when import Now, When, when

_NARROW = 4
_NEAR = 2


class Value(NamedTuple):
    """A value behind the name of a row.

    shrinks  when its column leaves a table that gets narrow
    tone     how a rule paints it
    label    what it is called below the name in a narrow table; empty where it leaves
    """

    cell: cells.Cell
    shrinks: int
    tone: str
    label: str


class Line(NamedTuple):
    """A row of the table; `tone` and those of its cells are a rule's paint.

    `clips` is how many files are attached to it.
    """

    number: int
    name: str
    href: str
    is_folder: bool
    cells: list[Value]
    modified: When
    by: str
    chosen: bool
    is_private: bool
    tone: str
    name_tone: str
    clips: int = 0

    @property
    def html(self) -> SafeString:
        """The row of a table as markup."""
        return row_markup(self)


def line_of(
    call: Call,
    row: Row,
    first: Part,
    shown: list[Part],
    columns: list[ColumnRecord],
    named: Named,
    tones: Mapping[int, tuple[str, str]],
    near: frozenset[str],
    now: Now,
) -> Line:
    """The row of an item; `shown` and, of them, `near` are behind its name."""
    item = row.item
    tone, painted = tones.get(item.number, ("", ""))
    return Line(
        number=item.number,
        name=item.name if item.is_folder else cells.title_of(item, row.values, columns),
        href=item_href(call.place.path, item),
        is_folder=bool(item.is_folder),
        cells=[
            Value(
                cell_of(part, row, named, now=now),
                shrinks(position, part, len(shown)),
                tone if tone and painted == part.name else "",
                part.title if part.name in near else "",
            )
            for position, part in enumerate(shown)
        ],
        modified=when(item.modified, now=now),
        by=named.people.get(item.editor, ""),
        chosen=call.show != panel.SHOWN and item.number in call.numbers,
        is_private=item.scope != call.folder.scope,
        tone=tone if not painted else "",
        name_tone=tone if tone and painted == first.name else "",
    )


def item_href(path: str, item: ItemRecord) -> str:
    """The address of an item of a list."""
    if item.is_folder:
        return href(f"{path}/{item.name}")
    return f"{_quoted(path)}/{item.number}"


@lru_cache(maxsize=512)
def _quoted(path: str) -> str:
    return href(path)


def shrinks(position: int, part: Part, many: int) -> int:
    """When a column leaves a table that gets narrow: 4 first, 1 last."""
    if part.name == EDITOR and many > _NARROW + 2:
        return 4
    if part.column is None or part.column.type == "note" or position >= _NARROW:
        return 3
    return 1 if position < _NARROW // 2 else 2


def nearest(shown: Sequence[Part]) -> frozenset[str]:
    """The names of the columns whose values stand below the names of a narrow table."""
    short = [one.name for one in shown if one.column and one.column.type != "note"]
    return frozenset(short[:_NEAR])
