"""The versions that a limit takes away: one statement, whatever it is asked for.

How old a version is counts from when a later one took its place.  With an age of 30
days, what was current at any moment of the last 30 days is therefore still there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hallway.core import clock
from hallway.core.limits.records import Level, Limit, Place
from hallway.core.limits.rules import DAILY, WHOLE
from hallway.core.lists.models import Column
from hallway.platform.db import engine


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of SQL with its parameters."""

    sql: str
    parameters: list[Any]


def under(place: Place) -> Part:
    """Return a term that a list `l` is one whose limit is that of a place.

    Lists and sites below it that have one of their own are not.
    """
    own_list = (
        "NOT EXISTS (SELECT 1 FROM core_versionlimit o WHERE o.level = 'list'"
        " AND o.ref = l.id)"
    )
    own_site = (
        "NOT EXISTS (SELECT 1 FROM core_versionlimit o WHERE o.level = 'site'"
        " AND o.ref = l.site_id)"
    )
    match place.level:
        case Level.LIST:
            return Part("l.id = %s AND l.deletion_id IS NULL", [place.ref])
        case Level.SITE:
            return Part(
                f"l.site_id = %s AND l.deletion_id IS NULL AND {own_list}", [place.ref]
            )
        case Level.ALL:
            return Part(f"l.deletion_id IS NULL AND {own_list} AND {own_site}", [])


def exempt_lists(place: Place) -> dict[int, str]:
    """Return the lists at a place that keep every version: with a column's title.

    What an appending column shows of earlier texts is read from earlier versions.
    """
    found = Column.unscoped.filter(settings__append=True, state=Column.State.LIVING)
    if place.level is Level.LIST:
        found = found.filter(list=place.ref)
    elif place.level is Level.SITE:
        found = found.filter(list__site=place.ref)
    return dict(found.values_list("list_id", "title"))


def lists_under(place: Place) -> list[int]:
    """Return the lists whose limit is that of a place, in the order of their ids."""
    where = under(place)
    rows = engine().fetch_all(
        f"SELECT l.id FROM core_list l WHERE {where.sql} ORDER BY l.id",
        where.parameters,
    )
    exempt = exempt_lists(place)
    return [row[0] for row in rows if row[0] not in exempt]


def not_exempt(place: Place) -> Part:
    """Return a term that a list `l` does not keep every version for a column's sake."""
    exempt = sorted(exempt_lists(place))
    if not exempt:
        return Part("1 = 1", [])
    among, ids = engine().is_one_of("l.id", exempt)
    return Part(f"NOT ({among})", ids)


def doomed(limit: Limit, within: Part) -> Part:
    """Return a WITH clause whose table `doomed` is what a limit takes away.

    `within` is a term about the list `l` and the item `i`.  Never among them: the
    current version, those with a label, published ones where there are drafts, those
    that a roll-back brings back, and any of a file that is deleted, checked out or
    locked, or of a list for which a roll-back is being planned.

    Its columns: id, item_id, number, major, minor, size, blob_id, created.
    """
    now = clock.now()
    # Numbers that are never reached stand for what is not limited.
    oldest = -1 if limit.days is None else now - limit.days * clock.DAY
    most = 2**31 - 1 if limit.count is None else limit.count
    whole, daily = (now - WHOLE, now - DAILY) if limit.thin else (-1, -1)
    # Weeks begin on Monday; day 0 was a Thursday.  What a later version replaced on the
    # same day is not the last of its day.
    return Part(
        "WITH past AS (SELECT v.id, v.item_id, i.number, v.major, v.minor, v.size,"
        " v.blob_id, v.created, COALESCE(LEAD(v.created) OVER"
        " (PARTITION BY v.item_id ORDER BY v.major, v.minor), v.created) AS replaced,"
        " CASE WHEN v.major = i.major AND v.minor = i.minor THEN 1 ELSE 0 END AS live,"
        " CASE WHEN v.label <> '' OR (l.versioning = 'minor' AND v.minor = 0)"
        " OR n.item IS NOT NULL THEN 1 ELSE 0 END AS needed"
        " FROM core_list l JOIN core_item i ON i.list_id = l.id"
        " JOIN core_version v ON v.item_id = i.id"
        " LEFT JOIN (SELECT DISTINCT s.item, s.to_major, s.to_minor"
        " FROM core_rollbackstep s JOIN core_rollback r ON r.id = s.rollback_id"
        " WHERE s.kind = 'content' AND s.state = 'planned') n"
        " ON n.item = v.item_id AND n.to_major = v.major AND n.to_minor = v.minor"
        f" WHERE {within.sql} AND i.deletion_id IS NULL AND i.checked_out_to IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM core_lock k WHERE k.item_id = i.id"
        " AND k.expires > %s) AND NOT EXISTS (SELECT 1 FROM core_rollback r"
        " WHERE r.list_id = l.id AND r.state = 'planning' AND r.modified > %s)),"
        " thinned AS (SELECT p.*, CASE WHEN p.replaced > %s THEN 0"
        " WHEN p.replaced > %s THEN"
        " CASE WHEN p.replaced / %s = p.created / %s THEN 1 ELSE 0 END"
        " WHEN (p.replaced / %s + 3) / 7 = (p.created / %s + 3) / 7 THEN 1 ELSE 0 END"
        " AS spare FROM past p WHERE p.live = 0),"
        " ranked AS (SELECT t.*, sum(CASE WHEN t.needed = 0 AND t.spare = 0 THEN 1"
        " ELSE 0 END) OVER (PARTITION BY t.item_id ORDER BY t.major DESC, t.minor DESC"
        " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS rank FROM thinned t),"
        " doomed AS (SELECT * FROM ranked WHERE needed = 0"
        " AND (spare = 1 OR replaced <= %s OR rank > %s)) ",
        [
            *within.parameters,
            now,
            now - clock.DAY,
            *(whole, daily, *([clock.DAY] * 4)),
            *(oldest, most),
        ],
    )


def count_up_to(within: Part, most: int) -> int:
    """Return how many versions there are where `within` says, or `most`."""
    row = engine().fetch_one(
        "SELECT count(*) FROM (SELECT 1 FROM core_list l"
        " JOIN core_item i ON i.list_id = l.id JOIN core_version v ON v.item_id = i.id"
        f" WHERE {within.sql} LIMIT %s) AS few",
        [*within.parameters, most],
    )
    return int(row[0]) if row else 0


def both(*parts: Part) -> Part:
    """Return that all of several terms hold."""
    return Part(
        " AND ".join(one.sql for one in parts),
        [value for one in parts for value in one.parameters],
    )


def limited_places() -> list[Place]:
    """Return the places that have a limit of their own, but for those with none."""
    rows = engine().fetch_all(
        "SELECT level, ref FROM core_versionlimit WHERE count IS NOT NULL"
        " OR days IS NOT NULL OR thin ORDER BY level, ref"
    )
    return [Place(level=Level(level), ref=ref) for level, ref in rows]
