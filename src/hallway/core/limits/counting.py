"""Counting what a limit would take away, all of it in the database."""

from __future__ import annotations

from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.blobs.holding import not_held_otherwise
from hallway.core.limits.doomed import (
    Part,
    both,
    count_up_to,
    doomed,
    not_exempt,
    under,
)
from hallway.core.limits.records import Limit, Place
from hallway.platform.db import engine

SHORT = 20_000
"""Versions that are looked at while somebody waits."""
SAMPLE = 20
SEEN = Right.VIEW_LIST_ITEMS | Right.VIEW_VERSIONS


def is_short(place: Place) -> bool:
    """Tell whether a place has few versions enough to look at them at once."""
    return count_up_to(under(place), SHORT + 1) <= SHORT


def seen(actor: Actor) -> Part:
    """Return a term that the actor sees the versions of an item `i`."""
    readable, parameters = readable_sql(actor, SEEN, "i.scope_id")
    if actor.everything is not None:
        return Part(readable, parameters)
    shut, more = open_sql(actor, SEEN, "i")
    return Part(f"{readable} AND {shut}", [*parameters, *more])


def count_doomed(actor: Actor, place: Place, limit: Limit) -> dict[str, Any]:
    """Return the facts of a preview by the names of its columns."""
    gone = doomed(limit, both(under(place), not_exempt(place), seen(actor)))
    freed = _FREED.format(held=not_held_otherwise("g.blob_id"))
    # One statement: what is read is read once, and all of it at one moment.
    rows = engine().fetch_all(
        f"{gone.sql} SELECT 0, count(*), count(DISTINCT item_id),"
        " COALESCE(sum(size), 0), min(created), max(created) FROM doomed"
        f" UNION ALL SELECT 1, {freed}, 0, 0, 0, 0"
        f" UNION ALL SELECT 2, item_id, many, taken, 0, 0 FROM ({_SAMPLE}) few",
        [*gone.parameters, SAMPLE],
    )
    sample = []
    found: dict[str, Any] = {}
    for what, *told in rows:
        first, second, third, oldest, newest = told
        if what == 0:
            found |= {"versions": first, "items": second, "size": third}
            found |= {"oldest": oldest, "newest": newest}
        elif what == 1:
            found["freed"] = first
        else:
            sample.append([int(first), int(second), int(third)])
    sample.sort(key=lambda one: (-one[2], -one[1], one[0]))
    plain = {name: None if one is None else int(one) for name, one in found.items()}
    return {**plain, "sample": sample}


# The bytes of contents that nothing has but what goes, each once.
_FREED = (
    "(SELECT COALESCE(sum(b.size), 0) FROM (SELECT blob_id, count(*) AS n FROM doomed"
    " WHERE blob_id IS NOT NULL GROUP BY blob_id) g"
    " JOIN core_blob b ON b.sha256 = g.blob_id WHERE g.n ="
    " (SELECT count(*) FROM core_version o WHERE o.blob_id = g.blob_id)"
    " AND {held})"
)
_SAMPLE = (
    "SELECT item_id, count(*) AS many, sum(size) AS taken FROM doomed GROUP BY item_id"
    " ORDER BY 3 DESC, 2 DESC, 1 LIMIT %s"
)
