"""What concerns the reader: noted when it happens, trimmed when it is read.

A person has one mark, up to where he has seen it.  The newest WINDOW of what concerns
him are looked at, whatever else happens in the house.
"""

from __future__ import annotations

from typing import NamedTuple

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_masks, get_principal_titles
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.items.queries import locate
from hallway.core.social.notifications.records import Notification
from hallway.core.social.notifications.registry import notices
from hallway.platform.db import engine

WINDOW = 500
"""Newest notices to one person that are looked at."""
COUNTED = 99
"""Counted exactly; beyond, there are only known to be more."""


class _Row(NamedTuple):
    id: int
    verb: str
    at: int
    actor: int
    item: int
    name: str
    site_scope: int
    site_path: str
    mark: int
    words: str


_Thing = tuple[str, int, int, str]


def _thing(row: _Row) -> _Thing:
    """Return what is told once."""
    return row.verb, row.item, row.actor, row.words


def count_new(actor: Actor) -> int:
    """Return how many changes concern the actor that he has not seen, in one query.

    At most COUNTED + 1.
    """
    if not actor.is_person:
        return 0
    rows = _concerning(actor, only_new=" AND t.id > m.upto")
    return min(len({_thing(one) for one in rows}), COUNTED + 1)


def list_notifications(actor: Actor, *, limit: int = 100) -> list[Notification]:
    """Return what concerns the actor, newest first, trimmed to what he may see now.

    Several changes of one sort, of one item and by one person, are told once.
    """
    if not actor.is_person:
        return []
    rows: dict[_Thing, _Row] = {}
    # By when it happened: what was loaded with its history came in another order.
    found = _concerning(actor, only_new="")
    for row in sorted(found, key=lambda row: (row.at, row.id), reverse=True):
        rows.setdefault(_thing(row), row)
    newest = list(rows.values())[:limit]
    located = {
        int(item): found
        for item, found in locate(actor, {one.item for one in newest}).items()
    }
    names = get_principal_titles(actor, {one.actor for one in newest})
    masks = get_masks(actor, {one.site_scope for one in newest})
    return [
        Notification(
            id=one.id,
            verb=one.verb,
            at=one.at,
            by=names.get(one.actor, ""),
            by_id=one.actor,
            title=located[one.item].title if one.item in located else one.name,
            found=located.get(one.item),
            place=one.site_path
            if holds(masks[one.site_scope], Right.VIEW_LIST_ITEMS)
            else "",
            fresh=one.id > one.mark,
            words=one.words,
        )
        for one in newest
    ]


def _concerning(actor: Actor, *, only_new: str) -> list[_Row]:
    """Return what concerns the actor in things he may see; the window is cut first."""
    known = notices()
    mine, to_me = engine().is_one_of("principal", actor.principals)
    by_me, of_me = engine().is_one_of("actor", actor.principals)
    verbs = ", ".join(["%s"] * len(known))
    gone = [verb for verb, notice in known.items() if notice.deleted]
    readable, one = readable_sql(actor, Right.VIEW_LIST_ITEMS, "i.scope_id")
    shut, two = (
        ("1 = 1", [])
        if actor.everything is not None
        else open_sql(actor, Right.VIEW_LIST_ITEMS, "i")
    )
    rows = engine().fetch_all(
        "SELECT t.id, t.verb, t.at, t.actor, t.item, i.name, s.scope_id, s.path,"
        " m.upto, t.words FROM (SELECT * FROM core_told"
        f" WHERE {mine} AND NOT {by_me}"
        f" AND verb IN ({verbs})"
        " ORDER BY id DESC LIMIT %s) AS t"
        " CROSS JOIN (SELECT COALESCE(max(upto), 0) AS upto"
        " FROM core_notificationmark WHERE person_id = %s) AS m"
        " JOIN core_item i ON i.id = t.item JOIN core_list l ON l.id = i.list_id"
        " JOIN core_site s ON s.id = l.site_id"
        f" WHERE (i.deletion_id IS NOT NULL) = (t.verb IN ({_marks(gone)}))"
        f"{only_new} AND {readable} AND {shut}",
        [
            *(*to_me, *of_me, *known, WINDOW, actor.principal),
            *(*gone, *one, *two),
        ],
    )
    return [_Row._make(row) for row in rows]


def _marks(values: list[str]) -> str:
    return ", ".join(["%s"] * len(values))
