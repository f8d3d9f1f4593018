"""The rows of a list's table, and what of them is there where it is narrow."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from html import escape
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.lists.records import ColumnRecord
from hallway.core.query.records import AUTHOR, CREATED, EDITOR, MODIFIED, Row
from hallway.faces.web.parse import Call, href
from hallway.faces.web.rows import cells, panel
from hallway.faces.web.rows.markup import cell_start, markup_of, row_markup, row_words
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

    def html(
        self,
        rows: Sequence[Row],
        paint: Mapping[int, tuple[str, str]],
        clips: Mapping[ItemId, int],
    ) -> list[SafeString]:
        """The rows as markup, each by itself.

        paint  a rule's tone and the column it is for, by the number of a row
        clips  how many files are attached, by the id of an item
        """
        by_column = [one.cells(rows, paint) for one in self._columns]
        values = map("".join, zip(*by_column, strict=True)) if by_column else None
        spoken = row_words(get_language())
        return [
            row_markup(
                self._line(
                    row,
                    "" if values is None else next(values),
                    paint.get(row.item.number, ("", "")),
                    clips.get(row.item.id, 0),
                ),
                spoken,
            )
            for row in rows
        ]

    def _line(self, row: Row, values: str, paint: tuple[str, str], clips: int) -> Line:
        item = row.item
        tone, painted = paint
        return Line(
            number=item.number,
            name=item.name
            if item.is_folder
            else cells.called(item, row.values, self._title),
            href=item_href(self._call.place.path, item),
            is_folder=item.is_folder,
            cells=values,
            modified=when(item.modified, now=self._now),
            by=self._named.people.get(item.editor, ""),
            chosen=item.number in self._chosen,
            is_private=item.scope != self._call.folder.scope,
            tone="" if painted else tone,
            name_tone=tone if painted == self._first.name else "",
            clips=clips,
        )


class _Column:
    """A column of a page: a choice, a day or a person is written once for all rows."""

    def __init__(
        self, part: Part, shrinks: int, label: str, named: Named, now: Now
    ) -> None:
        self.name = part.name
        self._part, self._named, self._now = part, named, now
        self._start = partial(cell_start, shrinks, num=is_figure(part), label=label)
        self._words = None if part.column is None else cells.words_alone(part.column)
        self._fact = None if part.column is not None else _FACTS.get(part.name)

    def cells(
        self, rows: Sequence[Row], paint: Mapping[int, tuple[str, str]]
    ) -> list[str]:
        """The cells of all rows as markup; `paint` is a rule's, by a row's number."""
        made = self._all(rows, self._start())
        for place, row in enumerate(rows if paint else ()):
            tone, painted = paint.get(row.item.number, _BARE)
            if tone and painted == self.name:
                made[place] = self._all([row], self._start(tone=tone))[0]
        return made

    def _all(self, rows: Sequence[Row], start: str) -> list[str]:
        if self._words is not None:
            return self._in_words(rows, start, self._words)
        if self._part.column is None and self._fact is None:
            return [self._write(row, start) for row in rows]
        written, made = dict[Hashable, str](), []
        for row, value in zip(rows, self._values(rows), strict=True):
            # Of what can be compared; a link or a place comes once.
            key = tuple(value) if type(value) is list else value
            if type(key) is dict:
                made.append(self._write(row, start))
                continue
            found = written.get(key)
            if found is None:
                found = written[key] = self._write(row, start)
            made.append(found)
        return made

    def _in_words(
        self, rows: Sequence[Row], start: str, words: Callable[[Any], str]
    ) -> list[str]:
        empty, name = f"{start}</td>", self.name
        return [
            empty
            if (value := row.values.get(name)) is None
            else f"{start}{escape(words(value))}</td>"
            for row in rows
        ]

    def _values(self, rows: Sequence[Row]) -> list[Any]:
        if self._fact is not None:
            return [getattr(row.item, self._fact) for row in rows]
        return [row.values.get(self.name) for row in rows]

    def _write(self, row: Row, start: str) -> str:
        cell = cell_of(self._part, row, self._named, now=self._now)
        return f"{start}{markup_of(cell)}</td>"


_BARE = ("", "")
_FACTS = {MODIFIED: "modified", CREATED: "created", EDITOR: "editor", AUTHOR: "author"}


def item_href(path: str, item: ItemRecord) -> str:
    """The address of an item of a list."""
    if item.is_folder:
        return href(f"{path}/{item.name}")
    return f"{href(path)}/{item.number}"


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
