"""The columns a view shows: the list's own, and what every item has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from hallway.core.items.records import ItemRecord
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.views.records import Content, Shown
from hallway.core.query.records import (
    AUTHOR,
    CREATED,
    EDITOR,
    MODIFIED,
    NUMBER,
    Row,
)
from hallway.faces.web.parse import person_href
from hallway.faces.web.rows import cells
from hallway.faces.web.rows.named import Named
from hallway.faces.web.when import when


class Part(NamedTuple):
    """A column of a view; `column` is None for what every item has."""

    name: str
    title: str
    column: ColumnRecord | None
    width: int | None = None


def fact_titles() -> dict[str, str]:
    """What every item has, in words, by its name in questions."""
    return {
        MODIFIED: _("Modified"),
        EDITOR: _("Modified by"),
        CREATED: _("Created"),
        AUTHOR: _("Created by"),
        NUMBER: _("Number"),
    }


def title_of(name: str, columns: Sequence[ColumnRecord]) -> str:
    """What people read for a column or a fact."""
    known = {one.internal_name: one.title for one in columns}
    return known.get(name) or fact_titles().get(name, name)


def parts_of(content: Content, columns: Sequence[ColumnRecord]) -> list[Part]:
    """The columns of a view, from left to right; without a choice, all there are."""
    shown = content.shown or tuple(
        Shown(name=name)
        for name in (
            *(one.internal_name for one in columns if not one.is_hidden),
            MODIFIED,
            EDITOR,
        )
    )
    known = {one.internal_name: one for one in columns}
    facts = fact_titles()
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


def cell_of(part: Part, row: Row, named: Named, *, now: int) -> cells.Cell:
    """What stands in a row below a column of a view."""
    if part.column is not None:
        value = row.values.get(part.column.internal_name)
        return cells.cell(part.column, value, named.people, now=now, named=named)
    return _fact(part.name, row.item, named.people, now=now)


def _fact(
    name: str, item: ItemRecord, people: Mapping[int, str], *, now: int
) -> cells.Cell:
    if name in (MODIFIED, CREATED):
        moment = when(item.modified if name == MODIFIED else item.created, now=now)
        return cells.Cell(text=moment.words, iso=moment.iso)
    if name in (EDITOR, AUTHOR):
        person = item.editor if name == EDITOR else item.author
        return cells.Cell(person=people.get(person, ""), href=person_href(person))
    return cells.Cell(text=str(item.number), num=True)


def words_of(part: Part, row: Row, named: Named) -> str:
    """A row's value in words: what groups are called."""
    if part.column is not None:
        value = row.values.get(part.column.internal_name)
        return cells.plain(part.column, value, named.people, named=named)
    cell = _fact(part.name, row.item, named.people, now=row.item.modified)
    return cell.person or cell.text
