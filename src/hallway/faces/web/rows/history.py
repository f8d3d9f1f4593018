"""What an item's page shows of its past, and of what points to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hallway.core.contenttypes.queries import find_list_types
from hallway.core.contenttypes.rows import ListTypes
from hallway.core.items.pointing import list_pointing
from hallway.core.items.queries import locate
from hallway.core.items.records import ItemRecord
from hallway.core.lists.queries import list_origins
from hallway.core.lists.records import ColumnRecord
from hallway.core.versions.records import VersionRecord
from hallway.faces.web.parse import Call, href
from hallway.faces.web.rows import cells
from hallway.faces.web.rows.form import Said
from hallway.faces.web.rows.kinds import type_title
from hallway.faces.web.rows.named import Named, name_all
from hallway.faces.web.when import When, when
from hallway.faces.web.writing import prose

SHOWN = 20


class Version(NamedTuple):
    """A version as the page of an item lists it."""

    number: str
    at: When
    by: str
    note: str
    is_current: bool
    changes: list[str]


class Note(NamedTuple):
    """A text, and as HTML if it is Markdown."""

    text: str
    html: SafeString | str


class Value(NamedTuple):
    """What a column says of an item, for who reads it."""

    label: str
    cell: cells.Cell
    note: Note
    history: Sequence[Said]


class Pointers(NamedTuple):
    """Items that point here by one column: titles with addresses, and how many more."""

    column: str
    items: list[tuple[str, str]]
    more: int


def note_of(column: ColumnRecord, value: Any) -> Note:
    """The whole of a note, as it was meant to look."""
    if column.type != "note" or not value:
        return Note("", "")
    if column.settings.get("format") == "markdown":
        return Note(str(value), prose(value)[0])
    return Note(str(value), "")


def history_of(
    call: Call, columns: list[ColumnRecord], rows: Sequence[VersionRecord]
) -> dict[str, list[Said]]:
    """What was said in notes that are only added to, the last first."""
    found: dict[str, list[Said]] = {}
    for column in columns:
        if not column.settings.get("append"):
            continue
        said_before = [row.data.get(column.key) for row in rows[1:]] + [None]
        found[column.internal_name] = [
            Said(
                by=row.author_name,
                at=when(row.created, now=call.now),
                text=note.text,
                html=note.html,
            )
            for row, before in zip(rows, said_before, strict=True)
            if (note := note_of(column, row.data.get(column.key))).text
            and note.text != before
        ]
    return found


def pointing_at(call: Call, item: ItemRecord) -> list[Pointers]:
    """What points here, with addresses; as far as the reader sees it."""
    found = list_pointing(call.actor, item)
    places = locate(call.actor, [one.id for it in found for one in it.items])
    return [
        Pointers(
            it.column,
            [
                (places[one.id].title, href(places[one.id].path))
                for one in it.items
                if one.id in places
            ],
            max(0, it.many - len(it.items)),
        )
        for it in found
    ]


def versions_of(
    call: Call, every: Sequence[VersionRecord], columns: list[ColumnRecord]
) -> list[Version]:
    """The last versions, each with what it changed."""
    rows = every[: SHOWN + 1]
    retyped = any(one.origin for one in columns)
    origins = list_origins(call.actor, call.list.id) if retyped else {}
    shown = [*columns, *origins.values()]
    named = name_all(
        call.actor,
        [{one.internal_name: row.data.get(one.key) for one in shown} for row in rows],
        shown,
        people=(),
    )
    types = find_list_types(call.actor, call.list.id)
    found = []
    for position, row in enumerate(rows[:SHOWN]):
        before = rows[position + 1].data if position + 1 < len(rows) else None
        found.append(
            Version(
                number=row.number,
                at=when(row.created, now=call.now),
                by=row.author_name,
                note=row.comment,
                is_current=row.is_current,
                changes=[
                    *_typed(types, before, row.data),
                    *_changes(columns, origins, before, row.data, named),
                ],
            )
        )
    return found


def changes_between(
    call: Call, old: VersionRecord, new: VersionRecord, columns: list[ColumnRecord]
) -> list[str]:
    """What differs in the values of two versions of an item."""
    return versions_of(call, [new, old], columns)[0].changes


def _typed(
    types: ListTypes | None,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
) -> list[str]:
    """That an item became of another content type."""
    if types is None or before is None or types.of(before) == types.of(after):
        return []
    old, new = (type_title(types.of(data)) for data in (before, after))
    return [_("Content type: %(old)s → %(new)s") % {"old": old, "new": new}]


def _changes(
    columns: list[ColumnRecord],
    origins: Mapping[int, ColumnRecord],
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
    named: Named,
) -> list[str]:
    if before is None:
        return []
    found = []
    for column in columns:
        words = [_words(column, origins, data, named) for data in (before, after)]
        if words[0] != words[1]:
            old, new = (text[:60] or "—" for text in words)
            found.append(f"{column.title}: {old} → {new}")
    return found


def _words(
    column: ColumnRecord,
    origins: Mapping[int, ColumnRecord],
    data: Mapping[str, Any],
    named: Named,
) -> str:
    """A value of a version in words; of one before a change of type, as it was then."""
    value = data.get(column.key)
    if value is None and column.origin is not None and column.origin in origins:
        column = origins[column.origin]
        value = data.get(column.key)
    return cells.plain(column, value, named.people, named=named)
