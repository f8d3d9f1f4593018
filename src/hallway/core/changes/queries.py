"""Reads of the change log: one stream by its numbers, all of them by a cursor.

A plain sequence cursor over all streams would skip the rows of a transaction that
began earlier and commits later.  On PostgreSQL readers therefore go by transaction
number, and only below the oldest one still running; on SQLite writers are serial
and the id is enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.changes.journal import ChangeId
from hallway.core.changes.records import ChangeRecord, Cursor
from hallway.core.errors import Forbidden, NotFound, Stale
from hallway.core.people.models import Tenant
from hallway.platform.db import engine

_COLUMNS = (
    "c.id, s.kind, s.ref, c.n, c.at, c.actor, c.verb, c.item, c.before, c.after, c.face"
)


def list_list_changes(
    actor: Actor, list_id: int, *, after: int = 0, limit: int = 500
) -> list[ChangeRecord]:
    """Return a list's changes with n > `after`, in order, trimmed to the actor.

    Changes of items he may not see are left out, so numbers may have gaps; of
    items purged since, only ids and verbs are told.
    """
    row = engine().fetch_one(
        "SELECT scope_id FROM core_list WHERE id = %s AND deletion_id IS NULL",
        (list_id,),
    )
    if row is None:
        raise NotFound
    demand(actor, get_mask(actor, row[0]), Right.VIEW_LIST_ITEMS)
    readable, parameters = readable_sql(actor, Right.VIEW_LIST_ITEMS, "i.scope_id")
    shut, more = (
        ("1 = 1", [])
        if actor.everything
        else (open_sql(actor, Right.VIEW_LIST_ITEMS, "i"))
    )
    rows = engine().fetch_all(
        f"SELECT {_COLUMNS}, i.id FROM core_change c"
        " JOIN core_stream s ON s.id = c.stream_id"
        " LEFT JOIN core_item i ON i.id = c.item"
        " WHERE s.kind = 'list' AND s.ref = %s AND c.n > %s"
        f" AND (c.item IS NULL OR i.id IS NULL OR ({readable} AND {shut}))"
        " ORDER BY c.n LIMIT %s",
        [list_id, after, *parameters, *more, limit],
    )
    return [
        _record(row[:-1], tell=row[-1] is not None or actor.everything is not None)
        for row in rows
    ]


def get_newest_number(actor: Actor, list_id: int) -> int:
    """Return the number of a list's newest change: where a delta reader starts."""
    row = engine().fetch_one(
        "SELECT l.scope_id, s.last FROM core_list l"
        " JOIN core_stream s ON s.kind = 'list' AND s.ref = l.id"
        " WHERE l.id = %s AND l.deletion_id IS NULL",
        (list_id,),
    )
    if row is None:
        raise NotFound
    demand(actor, get_mask(actor, row[0]), Right.VIEW_LIST_ITEMS)
    return int(row[1])


def get_start(actor: Actor) -> Cursor:
    """Return the cursor before the first change of this history."""
    _demand_everything(actor)
    return Cursor(epoch=_epoch())


def read_changes(
    actor: Actor, cursor: Cursor, *, limit: int = 500
) -> tuple[list[ChangeRecord], Cursor]:
    """Return changes of all streams after a cursor, and the cursor after them.

    For the readers that keep something up to date (search, webhooks, feeds): they
    see everything and trim what they show.  No change is skipped, whichever order
    transactions commit in; one still running holds back those numbered above it.
    Stale if the cursor belongs to another history: start again.
    """
    _demand_everything(actor)
    if cursor.epoch != _epoch():
        raise Stale("The history was restored from a backup; read it all again.")
    db = engine()
    horizon = db.now_horizon()
    # On SQLite all of a history that began there have the same number, and what was
    # restored from PostgreSQL has those below.
    where, parameters = "(c.txid, c.id) > (%s, %s)", [cursor.txid, cursor.id]
    if horizon is not None:
        where, parameters = f"{where} AND c.txid < %s", [*parameters, horizon]
    rows = db.fetch_all(
        f"SELECT {_COLUMNS}, c.txid FROM core_change c"
        f" JOIN core_stream s ON s.id = c.stream_id WHERE {where}"
        " ORDER BY c.txid, c.id LIMIT %s",
        [*parameters, limit],
    )
    if not rows:
        return [], cursor
    last = Cursor(epoch=cursor.epoch, txid=rows[-1][-1], id=rows[-1][0])
    return [_record(row[:-1], tell=True) for row in rows], last


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which changes are meant; None is any.  `verb` may end in `*`.

    site   of the site itself and of its lists
    since  the first instant, `until` the first one after, in microseconds
    """

    person: int | None = None
    verb: str | None = None
    item: int | None = None
    site: int | None = None
    face: str | None = None
    since: int | None = None
    until: int | None = None


ALL = AuditFilter()


def list_audit(
    actor: Actor,
    *,
    where: AuditFilter = ALL,
    before: int | None = None,
    person: int | None = None,
    verb: str | None = None,
    item: int | None = None,
    limit: int = 100,
) -> list[ChangeRecord]:
    """Return recorded changes, newest first, below the change id `before`.

    Administrators only; `verb` may end in `*`.
    """
    _demand_everything(actor)
    person, verb, item = (
        where.person if person is None else person,
        where.verb if verb is None else verb,
        where.item if item is None else item,
    )
    conditions, parameters = ["1 = 1"], list[Any]()
    for condition, value in (
        ("c.id < %s", before),
        ("c.actor = %s", person),
        ("c.item = %s", item),
        ("c.face = %s", where.face),
        ("c.at >= %s", where.since),
        ("c.at < %s", where.until),
    ):
        if value is not None:
            conditions.append(condition)
            parameters.append(value)
    if verb is not None:
        starts = verb.endswith("*")
        conditions.append("substr(c.verb, 1, %s) = %s" if starts else "c.verb = %s")
        parameters += [len(verb) - 1, verb[:-1]] if starts else [verb]
    if where.site is not None:
        conditions.append(
            "((s.kind = 'site' AND s.ref = %s) OR (s.kind = 'list' AND s.ref IN"
            " (SELECT id FROM core_list WHERE site_id = %s)))"
        )
        parameters += [where.site, where.site]
    rows = engine().fetch_all(
        f"SELECT {_COLUMNS} FROM core_change c"
        " JOIN core_stream s ON s.id = c.stream_id"
        f" WHERE {' AND '.join(conditions)} ORDER BY c.id DESC LIMIT %s",
        [*parameters, limit],
    )
    return [_record(row, tell=True) for row in rows]


def _demand_everything(actor: Actor) -> None:
    if actor.everything is None:
        raise Forbidden("Only administrators may read the whole log.")


def _epoch() -> str:
    return str(Tenant.unscoped.values_list("change_epoch", flat=True).get())


def _record(row: tuple[Any, ...], *, tell: bool) -> ChangeRecord:
    number, kind, ref, n, at, actor, verb, item, before, after, face = row
    return ChangeRecord(
        id=ChangeId(number),
        stream_kind=kind,
        stream_ref=ref,
        n=n,
        at=at,
        actor=actor,
        verb=verb,
        item=item,
        before=_loads(before) if tell else None,
        after=_loads(after) if tell else None,
        face=face,
    )


def _loads(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, str | bytes) else value
