"""How rows are trimmed to who asks: by what share of them he may see.

Several ways to ask the same.  Few readable rows are found by their scopes; where most
are readable, rows are looked at in their order and each is probed.  The wrong way costs
a thousand times the right one in a long list, but never shows anything else.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from enum import Enum
from typing import NamedTuple

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.trim import open_sql, probe_sql, readable_sql
from hallway.core.lists.records import ListRecord
from hallway.core.query.fields import TRUE, Source, Term, all_of
from hallway.platform.db import engine

NARROW = 0.05
"""Share of a list's rows below which they are found by their scopes."""
WALKED = 0.01
"""Share below which not even a first look in their order is worth its while."""
BROAD = 0.5
"""Share from which rows that are walked in their order are probed one by one."""
_KEPT = 60.0
"""Seconds that an estimate holds."""
_MOST = 4096


class Share(NamedTuple):
    """How many living rows a list has, and what part of them somebody may see."""

    rows: int
    part: float


class Trim(Enum):
    """A way to trim.

    PROBED  each row that is looked at is asked whether its scope is readable
    LISTED  the readable scopes are listed, and lead to the rows
    LOOKED  they are listed once, and each row's is looked up among them: for what reads
            all rows anyway
    """

    PROBED = "probed"
    LISTED = "listed"
    LOOKED = "looked"


_shares: OrderedDict[tuple[int, tuple[int, ...]], tuple[float, Share]] = OrderedDict()
_lock = threading.Lock()


def share_of(actor: Actor, found: ListRecord) -> Share:
    """Return an estimate, up to a minute old, of what part of a list is readable."""
    key = (int(found.id), actor.principals)
    now = time.monotonic()
    with _lock:
        kept = _shares.get(key)
    if kept is not None and kept[0] > now:
        return kept[1]
    readable, parameters = readable_sql(actor, Right.VIEW_LIST_ITEMS, "c.scope_id")
    row = engine().fetch_one(
        f"SELECT COALESCE(sum(c.n), 0), COALESCE(sum(CASE WHEN {readable} THEN c.n"
        " ELSE 0 END), 0) FROM core_scopecount c WHERE c.list_id = %s",
        [*parameters, found.id],
    )
    rows, seen = (0, 0) if row is None else (int(row[0]), int(row[1]))
    share = Share(rows, seen / rows if rows else 1.0)
    with _lock:
        _shares[key] = (now + _KEPT, share)
        while len(_shares) > _MOST:
            _shares.popitem(last=False)
    return share


def walk_term(actor: Actor, share: Share, alias: str) -> Term:
    """Return the condition that a row may be seen, for walking rows in an order.

    Without what a re-stamp in progress takes away: see `closed_term`.
    """
    if actor.everything is not None:
        return TRUE
    scope = f"{alias}.scope_id"
    asks = probe_sql if share.part >= BROAD else readable_sql
    readable, parameters = asks(actor, Right.VIEW_LIST_ITEMS, scope)
    # Said so, no planner joins the scopes to the rows and loses their order.
    return Term(f"({readable}) IS TRUE", parameters)


def closed_term(actor: Actor, found: ListRecord, source: Source) -> Term:
    """Return the condition that no re-stamp in progress takes a row away."""
    if actor.everything is not None or not found.pending:
        return TRUE
    return Term(*open_sql(actor, Right.VIEW_LIST_ITEMS, source.alias))


def trim_term(actor: Actor, found: ListRecord, source: Source, trim: Trim) -> Term:
    """Return the condition that a row of a list's own table may be seen."""
    if actor.everything is not None:
        return TRUE
    # With a sign before it no index on it is used: it would give the rows in a
    # scattered order.
    sign = "+" if trim is Trim.LOOKED else ""
    scope = f"{sign}{source.alias}.scope_id"
    asks = probe_sql if trim is Trim.PROBED else readable_sql
    met = Term(*asks(actor, Right.VIEW_LIST_ITEMS, scope))
    return all_of(met, closed_term(actor, found, source))
