"""What lookups lead to: another list's items, trimmed to who asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.kinds import get_kind
from hallway.core.lists.lookups import find_target as find_list
from hallway.core.lists.records import ColumnRecord, ListId
from hallway.core.lists.rows import column_records
from hallway.core.query.fields import Asked, Source, Term, items_source
from hallway.core.query.records import NUMBER, Row
from hallway.platform.db import engine


class Target(NamedTuple):
    """A list that a column looks up in.

    shown  the internal name of the column that people read
    rows   which of its items may be seen; they are called `t`
    """

    list: ListId
    source: Source
    shown: str
    rows: Term


class Led(NamedTuple):
    """An item a lookup leads to: its number in its list, and what is read of it."""

    number: int
    text: str


def find_target(actor: Actor, asked: Asked) -> Target | None:
    """Return where a lookup leads; None if the actor sees nothing of it."""
    guid = asked.settings.get("list")
    found = None if guid is None else find_list(actor, guid)
    if found is None:
        return None
    columns = column_records(found.id)
    has_bodies = get_kind(found.kind).has_bodies
    source = items_source(columns, alias="t", has_bodies=has_bodies)
    shown = str(asked.settings.get("shown"))
    if shown not in source.fields:
        shown = NUMBER
    readable = Term(*readable_sql(actor, Right.VIEW_LIST_ITEMS, "t.scope_id"))
    living = Term("t.list_id = %s AND t.deletion_id IS NULL", [found.id])
    terms = [living, readable]
    if found.pending and actor.everything is None:
        terms.append(Term(*open_sql(actor, Right.VIEW_LIST_ITEMS, "t")))
    return Target(
        list=found.id,
        source=source,
        shown=shown,
        rows=Term(
            " AND ".join(one.sql for one in terms),
            [parameter for one in terms for parameter in one.parameters],
        ),
    )


def resolve_lookups(
    actor: Actor, columns: Iterable[ColumnRecord], rows: Iterable[Row]
) -> Mapping[str, Mapping[int, Led]]:
    """Return what the lookups of some rows lead to, by column and stored value.

    What the actor may not see, or is deleted, has no entry.  One statement a column,
    however many rows.
    """
    shown = list(rows)
    fields = items_source(columns).fields
    found: dict[str, Mapping[int, Led]] = {}
    for column in columns:
        asked = fields[column.internal_name]
        if asked.refers == "item":
            ids = {
                one
                for row in shown
                for one in _as_list(row.values.get(column.internal_name))
            }
            found[column.internal_name] = _led(actor, asked, ids) if ids else {}
    return found


def _as_list(value: object) -> list[int]:
    if value is None:
        return []
    return value if isinstance(value, list) else [int(str(value))]


def _led(actor: Actor, asked: Asked, ids: set[int]) -> Mapping[int, Led]:
    target = find_target(actor, asked) if ids else None
    if target is None:
        return {}
    among, parameters = engine().is_one_of("t.id", sorted(ids))
    text = target.source.fields[target.shown].value
    rows = engine().fetch_all(
        f"SELECT t.id, t.number, {text} FROM {target.source.table}"
        f" WHERE {among} AND {target.rows.sql}",
        [*parameters, *target.rows.parameters],
    )
    return {
        one: Led(number, str(shown) if shown is not None else f"#{number}")
        for one, number, shown in rows
    }
