"""Removing what is past a limit, some files in a transaction.

A list is walked in the order of its items' numbers.  What was removed is gone when the
transaction ends, so a job that is begun again finds only the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

from hallway.core.access.actors import Actor
from hallway.core.changes.journal import (
    charge,
    command,
    lock_lists,
    record,
    unchanged,
)
from hallway.core.errors import Forbidden
from hallway.core.limits.doomed import Part, both, doomed, exempt_lists
from hallway.core.limits.records import UNLIMITED, Level, Place
from hallway.core.limits.rows import limit_at
from hallway.core.lists.models import List
from hallway.core.versions.models import Version
from hallway.platform.db import engine

WINDOW = 500
"""Items that are looked at in one statement."""
BATCH = 200
"""Versions of one transaction: on SQLite nobody else writes meanwhile."""


def next_window(list_id: int, after: int) -> int | None:
    """Return the number of the last of the next items of a list; None at its end."""
    row = engine().fetch_one(
        "SELECT max(number) FROM (SELECT number FROM core_item WHERE list_id = %s"
        " AND number > %s ORDER BY number LIMIT %s) AS few",
        (list_id, after, WINDOW),
    )
    return None if row is None or row[0] is None else int(row[0])


def find_doomed(list_id: int, *, after: int, last: int) -> list[list[int]]:
    """Return which of these items have versions to go, in batches.

    Asked in no transaction: nobody waits for it.
    """
    limit = limit_at(Place(level=Level.LIST, ref=list_id))
    if limit.is_none:
        return []
    within = Part("i.number > %s AND i.number <= %s", [after, last])
    gone = doomed(limit, _in_list(list_id, within))
    rows = engine().fetch_all(
        f"{gone.sql} SELECT item_id, count(*) FROM doomed GROUP BY item_id"
        " ORDER BY item_id",
        gone.parameters,
    )
    batches: list[list[int]] = []
    room = 0
    for item, many in rows:
        if room < many or not batches:
            batches.append([])
            room = BATCH
        batches[-1].append(item)
        room -= many
    return batches


@command
def trim_some(actor: Actor, list_id: int, *, items: Sequence[int]) -> bool:
    """Remove versions of these items that are past their limit now; whether all are.

    At most 200 at once.  The limit is asked for again: somebody may have raised it.
    """
    if actor.everything is None:
        raise Forbidden("Only the system removes what is past a limit.")
    lock_lists([list_id])
    unchanged()
    place = Place(level=Level.LIST, ref=list_id)
    living = List.unscoped.filter(pk=list_id, deletion__isnull=True)
    site = living.values_list("site_id", flat=True).first()
    limit = limit_at(place) if site is not None else UNLIMITED
    if site is None or limit.is_none or exempt_lists(place):
        return True
    among, ids = engine().is_one_of("i.id", items)
    past = doomed(limit, _in_list(list_id, Part(among, ids)))
    gone = engine().fetch_all(
        f"{past.sql} SELECT id, item_id, major, minor, size FROM doomed"
        " ORDER BY number, major, minor LIMIT %s",
        [*past.parameters, BATCH],
    )
    if not gone:
        return True
    size = sum(int(one[4]) for one in gone)
    Version.unscoped.filter(pk__in=[one[0] for one in gone]).delete()
    charge(site, -size)
    record(
        ("list", list_id),
        "list.versions_trimmed",
        before={"versions": [list(one[1:4]) for one in gone]},
        after={
            "count": len(gone),
            "items": len({one[1] for one in gone}),
            "bytes": size,
        },
    )
    return len(gone) < BATCH


def _in_list(list_id: int, within: Part) -> Part:
    here = "l.id = %s AND l.deletion_id IS NULL AND i.list_id = %s"
    return both(Part(here, [list_id, list_id]), within)
