"""The first rows of a list as a view's rules would paint them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.errors import Invalid
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.views.records import Content
from hallway.core.query.queries import list_marked, list_rows
from hallway.faces.web.errors import said
from hallway.faces.web.parse import Call
from hallway.faces.web.rows import cells
from hallway.faces.web.rows.named import name_all
from hallway.faces.web.rows.parts import Part, cell_of, has_files, parts_of
from hallway.faces.web.rows.question import asking
from hallway.wire.query import Query, Scope, fields

ROWS = 8
_COLUMNS = 5


class Line(NamedTuple):
    """A row: paint of all of it, and each cell with paint of its own."""

    tone: str
    cells: list[tuple[cells.Cell, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Some rows; `words` say how many of them are painted, or why there are none."""

    words: str
    heads: Sequence[Part] = ()
    lines: Sequence[Line] = ()


def sample_of(call: Call, content: Content, columns: list[ColumnRecord]) -> Sample:
    """The first rows that the reader sees of a view, painted."""
    scope = Scope.RECURSIVE if has_files(call.list) else Scope.FILES
    query = replace(
        content.query, scope=scope, group=(), totals=(), limit=ROWS, counted=False
    )
    try:
        rows = list_rows(
            call.actor, call.list.id, query, asking=asking(call), folder=call.folder
        ).rows
        marked = list_marked(
            call.actor,
            call.list.id,
            rows,
            [rule.where for rule in content.rules],
            asking=asking(call),
        )
    except Invalid as error:
        return Sample(words=said(error))
    if not rows:
        return Sample(words=_("There is no row to show."))
    people = {row.item.author for row in rows} | {row.item.editor for row in rows}
    named = name_all(call.actor, [row.values for row in rows], columns, people=people)
    parts = _parts(call, content, columns)
    lines = []
    for row in rows:
        place = marked.get(row.item.number)
        rule = None if place is None else content.rules[place]
        made = [
            (
                cell_of(part, row, named, now=call.now),
                rule.tone.value if rule and rule.column == part.name else "",
            )
            for part in parts
        ]
        tone = rule.tone.value if rule and not rule.column else ""
        lines.append(Line(tone, made))
    words = ngettext(
        "%(painted)d of %(count)d row is painted",
        "%(painted)d of %(count)d rows are painted",
        len(rows),
    ) % {"painted": len(marked), "count": len(rows)}
    return Sample(words=words, heads=parts, lines=lines)


def _parts(call: Call, content: Content, columns: list[ColumnRecord]) -> list[Part]:
    """The first columns of the view, and those that rules compare or paint."""
    parts = parts_of(content, columns, call.list)
    named = {rule.column for rule in content.rules}
    for rule in content.rules:
        named |= {one.name for one in fields(Query(where=rule.where))}
    return [
        part
        for place, part in enumerate(parts)
        if place < _COLUMNS or part.name in named
    ]
