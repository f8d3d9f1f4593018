"""The rows of a list's table, and what of them is there where it is narrow."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import lru_cache, partial
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString

from hallway.core.items.records import ItemRecord
from hallway.core.lists.records import ColumnRecord
from hallway.core.query.records import AUTHOR, CREATED, EDITOR, MODIFIED, Row
from hallway.faces.web.parse import Call, href
from hallway.faces.web.rows import cells, panel
from hallway.faces.web.rows.markup import cell_start, markup_of, row_markup
from hallway.faces.web.rows.named import Named
from hallway.faces.web.rows.parts import Part, cell_of, is_figure
from hallway.faces.web.when import Now, When, beside, when

_NARROW = 4
_NEAR = 2


class Line(NamedTuple):
    """A row of the table; `tone` and that of its name are a rule's paint.

    `cells` is the markup of its values, `clips` how many files are attached to it.
    """

    number: int
    name: str
    href: str
    is_folder: bool
    cells: str
    modified: When
    by: str
    chosen: bool
    is_private: bool
    tone: str
    name_tone: str
    clips: int


class Lines:
    """Writes the rows of a page of a table; what they have in common is found once."""

    def __init__(
        self,
        call: Call,
        first: Part,
        shown: Sequence[Part],
        columns: Sequence[ColumnRecord],
        named: Named,
    ) -> None:
        """`shown` are the columns behind the one that leads to the items, `first`."""
        self._call, self._first, self._named = call, first, named
        self._title = cells.title_column(columns)
        self._now = beside(call.now)
        self._chosen = frozenset(() if call.show == panel.SHOWN else call.numbers)
        near = nearest(shown)
        self._columns = [
            _Column(
                part,
                shrinks(position, part, len(shown)),
                part.title if part.name in near else "",
                named,
                self._now,
            )
            for position, part in enumerate(shown)
        ]

    def html(self, row: Row, paint: tuple[str, str], clips: int) -> SafeString:
        """A row as markup; `paint` is a rule's tone and the column it is for."""
        item = row.item
        tone, painted = paint
        return row_markup(
            Line(
                number=item.number,
                name=item.name
                if item.is_folder
                else cells.called(item, row.values, self._title),
                href=item_href(self._call.place.path, item),
                is_folder=item.is_folder,
                cells="".join(
                    [
                        one.html(row, tone if painted == one.name else "")
                        for one in self._columns
                    ]
                ),
                modified=when(item.modified, now=self._now),
                by=self._named.people.get(item.editor, ""),
                chosen=item.number in self._chosen,
                is_private=item.scope != self._call.folder.scope,
                tone="" if painted else tone,
                name_tone=tone if painted == self._first.name else "",
                clips=clips,
            )
        )


class _Column:
    """A column of a page: a choice, a day or a person is written once for all rows."""

    def __init__(
        self, part: Part, shrinks: int, label: str, named: Named, now: Now
    ) -> None:
        self.name = part.name
        self._part, self._named, self._now = part, named, now
        self._start = partial(cell_start, shrinks, num=is_figure(part), label=label)
        self._plain = self._start()
        self._words = None if part.column is None else cells.words_alone(part.column)
        self._of = _FACTS.get(part.name) if part.column is None else None
        self._written: dict[Hashable, str] = {}

    def html(self, row: Row, tone: str) -> str:
        """The cell of a row as markup; `tone` is a rule's paint."""
        if tone:
            return self._write(row, self._start(tone=tone))
        key = self._key(row)
        if key is None:
            return self._write(row, self._plain)
        found = self._written.get(key)
        if found is None:
            found = self._written[key] = self._write(row, self._plain)
        return found

    def _key(self, row: Row) -> Hashable:
        """What the cell follows from; None for what is written anew for each row."""
        if self._part.column is None:
            return None if self._of is None else getattr(row.item, self._of)
        value = row.values.get(self.name)
        if value is None:
            return ""
        if isinstance(value, list):
            return tuple(value)
        return None if isinstance(value, dict) else value

    def _write(self, row: Row, start: str) -> str:
        if self._words is None:
            cell = cell_of(self._part, row, self._named, now=self._now)
            return f"{start}{markup_of(cell)}</td>"
        value = row.values.get(self.name)
        return f"{start}{'' if value is None else escape(self._words(value))}</td>"


_FACTS = {MODIFIED: "modified", CREATED: "created", EDITOR: "editor", AUTHOR: "author"}


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
