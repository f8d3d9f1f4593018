"""What concerns the reader, read from the change log.

No copies: a person has one mark, up to where he has seen it.  The newest WINDOW
changes of each verb are looked at, by an index, and trimmed as the items are now.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import orjson

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_masks, get_principal_titles
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.items.queries import locate
from hallway.core.social.notifications.records import Notification
from hallway.core.social.notifications.registry import Notice, notices
from hallway.platform.db import engine

WINDOW = 500
"""Newest changes of one verb that are looked at."""
COUNTED = 99
"""Counted exactly; beyond, there are only known to be more."""


class _Row(NamedTuple):
    id: int
    verb: str
    at: int
    actor: int
    item: int
    before: Any
    after: Any
    name: str
    site_scope: int
    site_path: str
    mark: int


def count_new(actor: Actor) -> int:
    """Return how many changes concern the actor that he has not seen, in one query.

    At most COUNTED + 1.
    """
    if not actor.is_person:
        return 0
    rows = _concerning(actor, only_new=" AND c.id > m.upto")
    return min(len({(one.verb, one.item, one.actor) for one in rows}), COUNTED + 1)


def list_notifications(actor: Actor, *, limit: int = 100) -> list[Notification]:
    """Return what concerns the actor, newest first, trimmed to what he may see now.

    Several changes of one sort, of one item and by one person, are told once.
    """
    if not actor.is_person:
        return []
    rows: dict[tuple[str, int, int], _Row] = {}
    for row in sorted(_concerning(actor, only_new=""), reverse=True):
        rows.setdefault((row.verb, row.item, row.actor), row)
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
        )
        for one in newest
    ]


def _concerning(actor: Actor, *, only_new: str) -> list[_Row]:
    parts, parameters = [], list[Any]()
    for notice in notices().values():
        part, values = _part(actor, notice, only_new)
        parts.append(part)
        parameters += values
    rows = engine().fetch_all(" UNION ALL ".join(parts), parameters)
    known = notices()
    mine = set(actor.principals)
    found = []
    for row in map(_Row._make, rows):
        named = known[row.verb].named
        if named is None or mine & set(named(_loads(row.before), _loads(row.after))):
            found.append(row)
    return found


def _part(actor: Actor, notice: Notice, only_new: str) -> tuple[str, list[Any]]:
    """Return one verb's share of the question.

    The window is cut before anything is joined: it costs the same however long
    the log is.
    """
    marks = ", ".join(["%s"] * len(actor.principals))
    readable, one = readable_sql(actor, Right.VIEW_LIST_ITEMS, "i.scope_id")
    shut, two = (
        ("1 = 1", [])
        if actor.everything is not None
        else open_sql(actor, Right.VIEW_LIST_ITEMS, "i")
    )
    gone = "i.deletion_id IS NOT NULL" if notice.deleted else "i.deletion_id IS NULL"
    author, three = "1 = 1", []
    if notice.of_author:
        author, three = f"i.author IN ({marks})", [*actor.principals]
    return (
        "SELECT * FROM (SELECT c.id, c.verb, c.at, c.actor, c.item, c.before, c.after,"
        " i.name, s.scope_id, s.path, m.upto FROM (SELECT * FROM core_change"
        " WHERE verb = %s ORDER BY id DESC LIMIT %s) AS c"
        " CROSS JOIN (SELECT COALESCE(max(upto), 0) AS upto"
        " FROM core_notificationmark WHERE person_id = %s) AS m"
        " JOIN core_item i ON i.id = c.item JOIN core_list l ON l.id = i.list_id"
        f" JOIN core_site s ON s.id = l.site_id WHERE c.actor NOT IN ({marks})"
        f"{only_new} AND {author} AND {gone} AND {readable} AND {shut}) AS told",
        [
            *(notice.verb, WINDOW, actor.principal),
            *(*actor.principals, *three, *one, *two),
        ],
    )


def _loads(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, str | bytes) else value
