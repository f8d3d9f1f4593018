"""The columns a view shows: the list's own, and what every item has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from hallway.core.contenttypes.rows import BY_NAME
from hallway.core.items.records import ItemRecord
from hallway.core.kinds import get_kind
from hallway.core.lists.records import ColumnId, ColumnRecord, ListRecord
from hallway.core.lists.views.records import Content, Shown
from hallway.core.query.records import (
    AUTHOR,
    CREATED,
    EDITOR,
    MODIFIED,
    NAME,
    NUMBER,
    Row,
)
from hallway.faces.web.parse import Call
from hallway.faces.web.rows import cells
from hallway.faces.web.rows.named import Named
from hallway.faces.web.when import Now, size_words, when

SIZE = "File_x0020_Size"
_OF_FILES = (NAME, SIZE)
WIDTHS = {
    "text": 220,
    "note": 260,
    "number": 110,
    "currency": 120,
    "autonumber": 100,
    "yesno": 90,
    "date": 130,
    "datetime": 170,
    "rating": 130,
}
WIDTH = 180
_FACT_WIDTHS = {SIZE: 110, NUMBER: 110, MODIFIED: 150, CREATED: 150}


class Part(NamedTuple):
    """A column of a view; `column` is None for what every item has."""

    name: str
    title: str
    column: ColumnRecord | None
    width: int | None = None


def fact_titles() -> dict[str, str]:
    """What items have, in words, by its name in questions."""
    return {
        NAME: _("Name"),
        MODIFIED: _("Modified"),
        EDITOR: _("Modified by"),
        CREATED: _("Created"),
        AUTHOR: _("Created by"),
        SIZE: _("Size"),
        NUMBER: _("Number"),
    }


def has_files(found: ListRecord) -> bool:
    """Tell whether a list's items are files: whether it is a library."""
    return get_kind(found.kind).has_bodies


def facts_of(found: ListRecord) -> dict[str, str]:
    """What every item of a list has, in words: files have a name and a size, too."""
    titles = fact_titles()
    if has_files(found):
        return titles
    return {name: words for name, words in titles.items() if name not in _OF_FILES}


def asked_columns(call: Call, columns: Sequence[ColumnRecord]) -> list[ColumnRecord]:
    """The columns rows are narrowed by, and facts: what they are, of files more."""
    typed = [_type_column()] if _is_typed(call) else []
    if not has_files(call.list):
        return [*columns, *typed]
    titles = fact_titles()
    facts = [
        ColumnRecord(
            id=ColumnId(0),
            guid="",
            internal_name=name,
            title=titles[name],
            type=type_,
            required=False,
            settings={},
        )
        for name, type_ in (
            (NAME, "text"),
            (EDITOR, "person"),
            (MODIFIED, "datetime"),
        )
    ]
    return [*columns, *typed, *facts]


def _is_typed(call: Call) -> bool:
    """Tell whether rows are narrowed by content types, and whether there are such."""
    is_asked = call.show == "filter" or f"in.{BY_NAME}" in call.query
    return is_asked and call.types is not None


def _type_column() -> ColumnRecord:
    return ColumnRecord(
        id=ColumnId(0),
        guid="",
        internal_name=BY_NAME,
        title=_("Content type"),
        type="choice",
        required=False,
        settings={},
    )


def title_of(name: str, columns: Sequence[ColumnRecord]) -> str:
    """What people read for a column or a fact."""
    known = {one.internal_name: one.title for one in columns}
    return known.get(name) or fact_titles().get(name, name)


def parts_of(
    content: Content, columns: Sequence[ColumnRecord], found: ListRecord
) -> list[Part]:
    """The columns of a view, from left to right; without a choice, all there are."""
    own = [one.internal_name for one in columns if not one.is_hidden]
    every = [*own, MODIFIED, EDITOR]
    if has_files(found):
        every = [NAME, MODIFIED, EDITOR, SIZE, *own]
    shown = content.shown or tuple(
        Shown(name=name, width=content.width_of(name)) for name in every
    )
    known = {one.internal_name: one for one in columns}
    facts = facts_of(found)
    return [
        Part(
            one.name,
            known[one.name].title if one.name in known else facts[one.name],
            known.get(one.name),
            one.width,
        )
        for one in shown
        if one.name in known or one.name in facts
    ]


def width_of(part: Part) -> int:
    """How wide a column is where its view does not say."""
    if part.width:
        return part.width
    if part.column is None:
        return _FACT_WIDTHS.get(part.name, WIDTH)
    return WIDTHS.get(part.column.type, WIDTH)


def is_figure(part: Part) -> bool:
    """Tell whether what stands below a column of a view are figures."""
    if part.column is None:
        return part.name in (SIZE, NUMBER)
    return cells.is_figure(part.column)


def cell_of(part: Part, row: Row, named: Named, *, now: int | Now) -> cells.Cell:
    """What stands in a row below a column of a view."""
    if part.column is not None:
        value = row.values.get(part.column.internal_name)
        return cells.cell(part.column, value, named.people, now=now, named=named)
    return _fact(part.name, row.item, named, now=now)


def _fact(name: str, item: ItemRecord, named: Named, *, now: int | Now) -> cells.Cell:
    if name in (MODIFIED, CREATED):
        moment = when(item.modified if name == MODIFIED else item.created, now=now)
        return cells.Cell(text=moment.words, iso=moment.iso, exact=moment.exact)
    if name in (EDITOR, AUTHOR):
        one = _who(name, item)
        if one not in named.people:
            return cells.Cell()
        return cells.person(one, named.people, named)
    if name == NAME:
        return cells.Cell(text=item.name)
    if name == SIZE:
        text = "" if item.is_folder else size_words(item.size)
        return cells.Cell(text=text, num=True)
    return cells.Cell(text=str(item.number), num=True)


def _who(name: str, item: ItemRecord) -> int:
    return item.editor if name == EDITOR else item.author


def words_of(part: Part, row: Row, named: Named) -> str:
    """A row's value in words: what groups are called."""
    if part.column is not None:
        value = row.values.get(part.column.internal_name)
        return cells.plain(part.column, value, named.people, named=named)
    if part.name in (EDITOR, AUTHOR):
        return named.people.get(_who(part.name, row.item), "")
    return _fact(part.name, row.item, named, now=row.item.modified).text
