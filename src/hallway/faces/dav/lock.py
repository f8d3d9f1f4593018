"""LOCK: takes and refreshes write locks (RFC 4918 9.10)."""

from __future__ import annotations

from django.http import HttpResponseBase

from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.errors import Locked, Stale
from hallway.core.items.records import ItemRecord
from hallway.core.locks import commands, queries
from hallway.core.locks.records import LockRecord
from hallway.faces.dav.conditions import check_if, check_match, check_unlocked
from hallway.faces.dav.errors import Refused
from hallway.faces.dav.locked import activelocks
from hallway.faces.dav.parse import Call, demand_free, found_item, read_xml
from hallway.faces.dav.render import document
from hallway.platform.storage import get_store
from hallway.wire.davheaders import Depth, parse_timeout
from hallway.wire.davxml.names import LockScope
from hallway.wire.davxml.parse import LockInfo, parse_lockinfo
from hallway.wire.davxml.render import lockdiscovery, prop_document

TIMEOUT = 30 * 60
"""Seconds a lock lasts for a client that names no time, or Infinite.

Long enough for a client that never refreshes to write a letter; short enough for a
colleague to wait for a machine that was shut down.
"""


def answer(call: Call) -> HttpResponseBase:
    """Return the lock: 200, or 201 where nothing was and an empty file is now."""
    body = read_xml(call.environ)
    if not body.strip():
        return _refresh(call)
    asked = parse_lockinfo(body)
    depth = call.depth(Depth.ZERO, Depth.INFINITY)
    try:
        if call.place.missing:
            lock, item = _lock_new(call, asked)
        else:
            item = found_item(call)
            lock = _lock(call, item, asked, depth)
    except Locked as locked:
        # RFC 4918 9.10.6: the lock in the way is named by where it was taken.
        raise Refused(
            423,
            f"Locked by {locked.by}.",
            condition="no-conflicting-lock",
            path=locked.path or call.place.path,
        ) from locked
    response = _shown(call, item, lock, status=201 if call.place.missing else 200)
    response.headers["Lock-Token"] = f"<{lock.token}>"
    return response


def _lock(call: Call, item: ItemRecord, asked: LockInfo, depth: Depth) -> LockRecord:
    check_match(call, item)
    check_if(call)
    return commands.lock_item(
        call.actor,
        item.id,
        shared=asked.scope is LockScope.SHARED,
        # A file has nothing below it: infinity says no more than 0 there.
        deep=item.is_folder and depth is Depth.INFINITY,
        owner_xml=asked.owner_xml or "",
        timeout_seconds=_timeout(call),
    )


def _lock_new(call: Call, asked: LockInfo) -> tuple[LockRecord, ItemRecord]:
    parent, name = demand_free(call)
    demand(call.actor, call.place.parent_mask, Right.ADD_LIST_ITEMS)
    check_match(call, None)
    check_if(call)
    check_unlocked(call)
    # RFC 4918 9.10.4: an empty resource, not a lock-null one.
    return commands.lock_new_file(
        call.actor,
        parent.id,
        name=name,
        body=get_store().stage([], length=0, limit=0),
        shared=asked.scope is LockScope.SHARED,
        owner_xml=asked.owner_xml or "",
        timeout_seconds=_timeout(call),
        tokens=call.tokens,
    )


def _refresh(call: Call) -> HttpResponseBase:
    """Start the time-out anew of a lock named in the If header (RFC 4918 9.10.2)."""
    item = found_item(call)
    if call.if_header is None:
        raise Refused(400, "A LOCK has a body, or an If header with the lock's token.")
    check_if(call)
    try:
        lock = commands.refresh_lock(
            call.actor, item.id, tokens=call.tokens, timeout_seconds=_timeout(call)
        )
    except Stale as stale:
        raise Refused(
            412, stale.message, condition="lock-token-matches-request-uri"
        ) from stale
    return _shown(call, item, lock, status=200)


def _timeout(call: Call) -> int:
    asked = parse_timeout(call.header("TIMEOUT"))
    return TIMEOUT if asked is None else min(asked, commands.LONGEST)


def _shown(
    call: Call, item: ItemRecord, lock: LockRecord, *, status: int
) -> HttpResponseBase:
    others = [
        one
        for one in queries.list_locks_on(call.actor, item)
        if one.token != lock.token
    ]
    shown = lockdiscovery(activelocks(item, call.href, [lock, *others]))
    return document(prop_document(shown), status=status)
