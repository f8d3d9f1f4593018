"""What lookups lead to: another list's items, trimmed to who asks."""

from __future__ import annotations

from typing import NamedTuple

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.kinds import get_kind
from hallway.core.lists.lookups import find_target as find_list
from hallway.core.lists.records import ListId
from hallway.core.lists.rows import column_records
from hallway.core.query.fields import Asked, Source, Term, items_source
from hallway.core.query.records import NUMBER


class Target(NamedTuple):
    """A list that a column looks up in.

    shown  the internal name of the column that people read
    rows   which of its items may be seen; they are called `t`
    """

    list: ListId
    source: Source
    shown: str
    rows: Term


def find_target(actor: Actor, asked: Asked) -> Target | None:
    """Return where a lookup leads; None if the actor sees nothing of it."""
    guid = asked.settings.get("list")
    found = None if guid is None else find_list(actor, guid)
    if found is None:
        return None
    columns = column_records(found.id)
    has_bodies = get_kind(found.kind).has_bodies
    source = items_source(columns, list_id=found.id, alias="t", has_bodies=has_bodies)
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
