"""Taking, keeping and giving back locks; check-out and check-in."""

from __future__ import annotations

import uuid
from dataclasses import replace

from hallway.core import clock, names
from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.changes.journal import (
    command,
    housekeeping,
    record,
    unchanged,
)
from hallway.core.errors import Conflict, Forbidden, Invalid, Stale
from hallway.core.items.commands.create import (
    hold_folder,
    make_file,
    session_of,
)
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.items.rows import find_child, get_item_row
from hallway.core.items.writing import Stamp, hold, mask_of, next_stamp
from hallway.core.locks.models import Lock
from hallway.core.locks.records import LockRecord
from hallway.core.locks.rows import (
    demand_not_checked_out,
    locks_covering,
    locks_within,
)
from hallway.core.locks.rules import Tokens, check_compatible, opens
from hallway.platform.db import engine
from hallway.platform.storage import StagedBlob
from hallway.wire.paths import name_key

LONGEST = 24 * 3600
"""The longest time-out granted, in seconds."""


def _insert(
    actor: Actor,
    item: ItemRecord,
    *,
    shared: bool,
    deep: bool,
    owner_xml: str,
    timeout_seconds: int,
) -> LockRecord:
    timeout = max(1, min(timeout_seconds, LONGEST))
    at = clock.now()
    made = Lock.unscoped.create(
        token=f"urn:uuid:{uuid.uuid4()}",
        item_id=item.id,
        owner=actor.principal,
        owner_xml=owner_xml,
        shared=shared,
        deep=deep,
        face=actor.face,
        created=at,
        expires=at + timeout * clock.SECOND,
        timeout=timeout,
    )
    record(
        ("list", item.list),
        "item.locked",
        item=item.id,
        after={"shared": shared, "deep": deep, "timeout": timeout},
    )
    return LockRecord(
        token=made.token,
        item=item.id,
        owner=actor.principal,
        owner_name=actor.name,
        owner_xml=owner_xml,
        shared=shared,
        deep=deep,
        expires=made.expires,
        timeout=timeout,
    )


@command
def lock_item(
    actor: Actor,
    item: ItemId,
    *,
    shared: bool = False,
    deep: bool = False,
    owner_xml: str = "",
    timeout_seconds: int = 600,
) -> LockRecord:
    """Lock an item for writing; a deep lock covers all below it.

    Locked if a lock that cannot stand beside it is there, or somebody has it
    checked out.  `timeout_seconds` is cut to a day.
    """
    held = hold(item)[item]
    demand(actor, mask_of(actor, held.item, held.facts), Right.EDIT_LIST_ITEMS)
    demand_not_checked_out(actor, held.item)
    present = locks_within(held.item) if deep else locks_covering(held.item)
    check_compatible(present, shared=shared)
    return _insert(
        actor,
        held.item,
        shared=shared,
        deep=deep,
        owner_xml=owner_xml,
        timeout_seconds=timeout_seconds,
    )


@command
def lock_new_file(
    actor: Actor,
    parent: ItemId,
    *,
    name: str,
    body: StagedBlob,
    shared: bool = False,
    deep: bool = False,
    owner_xml: str = "",
    timeout_seconds: int = 600,
    tokens: Tokens = frozenset(),
) -> tuple[LockRecord, ItemRecord]:
    """Lock a name nothing has yet: makes an empty file (RFC 4918 7.3).

    `body` is the empty body, staged.  The first save under the lock replaces this
    version.  Conflict if something came to have the name.
    """
    names.check_name(name)
    held = hold_folder(actor, parent, tokens)
    if find_child(held.item.id, name_key(name)) is not None:
        raise Conflict("Something here already has that name.")
    made = make_file(
        actor,
        held,
        name=name,
        body=body,
        stamp=Stamp(*next_stamp(held.facts.versioning, None)),
    )
    lock = _insert(
        actor,
        made,
        shared=shared,
        deep=deep,
        owner_xml=owner_xml,
        timeout_seconds=timeout_seconds,
    )
    engine().execute(
        "UPDATE core_version SET session = %s WHERE item_id = %s",
        (lock.token, made.id),
    )
    return lock, made


@housekeeping
def refresh_lock(
    actor: Actor, item: ItemId, *, tokens: Tokens, timeout_seconds: int
) -> LockRecord:
    """Let a lock that covers the item start its time-out anew.

    Stale if none of the tokens is a lock of this actor that covers the item.
    """
    held = hold(item)[item]
    demand(actor, mask_of(actor, held.item, held.facts), Right.VIEW_LIST_ITEMS)
    for lock in locks_covering(held.item):
        if opens(actor, lock, tokens):
            timeout = max(1, min(timeout_seconds, LONGEST))
            expires = clock.now() + timeout * clock.SECOND
            Lock.unscoped.filter(token=lock.token).update(
                expires=expires, timeout=timeout
            )
            return replace(lock, expires=expires, timeout=timeout)
    raise Stale("That lock is gone.")


@command
def unlock_item(actor: Actor, item: ItemId, *, token: str) -> None:
    """Give a lock back, or break somebody else's with the right to do so.

    Conflict if the token is no lock that covers the item (RFC 4918 9.11.1).
    """
    held = hold(item)[item]
    mask = mask_of(actor, held.item, held.facts)
    demand(actor, mask, Right.VIEW_LIST_ITEMS)
    for lock in locks_covering(held.item):
        if lock.token != token:
            continue
        if lock.owner not in actor.principals:
            demand(actor, mask, Right.CANCEL_CHECKOUT)
        Lock.unscoped.filter(token=token).delete()
        # The session ends with its lock: a later one must not replace its version.
        engine().execute(
            "UPDATE core_version SET session = NULL WHERE item_id = %s"
            " AND session = %s",
            (item, token[:60]),
        )
        record(("list", held.item.list), "item.unlocked", item=lock.item)
        return
    raise Conflict("There is no such lock on it.")


@command
def check_out(actor: Actor, item: ItemId) -> ItemRecord:
    """Reserve a file for the actor until it is checked in.

    Locked if somebody else has it, or a lock of somebody else's covers it.
    """
    held = hold(item)[item]
    demand(actor, mask_of(actor, held.item, held.facts), Right.EDIT_LIST_ITEMS)
    if held.item.is_folder:
        raise Invalid({"item": "A folder cannot be checked out."})
    demand_not_checked_out(actor, held.item)
    if held.item.checked_out_to is not None:
        unchanged()
        return held.item
    others = [
        lock for lock in locks_covering(held.item) if lock.owner not in actor.principals
    ]
    check_compatible(others, shared=False)
    engine().execute(
        "UPDATE core_item SET checked_out_to = %s, checked_out_at = %s,"
        " version = version + 1 WHERE id = %s",
        (actor.principal, clock.now(), item),
    )
    record(("list", held.item.list), "item.checked_out", item=item)
    return get_item_row(item)


@command
def check_in(actor: Actor, item: ItemId, *, comment: str = "") -> ItemRecord:
    """End a check-out; the comment goes to the version saved under it, if any."""
    names.check_text(comment, field="comment")
    held = hold(item)[item]
    mask = mask_of(actor, held.item, held.facts)
    demand(actor, mask, Right.EDIT_LIST_ITEMS)
    if held.item.checked_out_to is None:
        raise Conflict("It is not checked out.")
    if held.item.checked_out_to not in actor.principals:
        demand(actor, mask, Right.CANCEL_CHECKOUT)
    session = session_of(actor, held.item, frozenset())
    engine().execute(
        "UPDATE core_version SET comment = %s, session = NULL"
        " WHERE item_id = %s AND session = %s",
        (comment, item, session),
    )
    _release(item)
    record(
        ("list", held.item.list),
        "item.checked_in",
        item=item,
        before={"holder": held.item.checked_out_to},
    )
    return get_item_row(item)


@command
def undo_check_out(actor: Actor, item: ItemId) -> ItemRecord:
    """End a check-out and take its saves back: the version before it is current."""
    from hallway.core.versions.restoring import drop_session

    held = hold(item)[item]
    mask = mask_of(actor, held.item, held.facts)
    demand(actor, mask, Right.EDIT_LIST_ITEMS)
    if held.item.checked_out_to is None:
        raise Conflict("It is not checked out.")
    if held.item.checked_out_to not in actor.principals:
        demand(actor, mask, Right.CANCEL_CHECKOUT)
    drop_session(actor, held, f"checkout:{held.item.guid}")
    _release(item)
    record(
        ("list", held.item.list),
        "item.check_out_undone",
        item=item,
        before={"holder": held.item.checked_out_to},
    )
    return get_item_row(item)


def _release(item: int) -> None:
    engine().execute(
        "UPDATE core_item SET checked_out_to = NULL, checked_out_at = NULL,"
        " version = version + 1 WHERE id = %s",
        (item,),
    )


@housekeeping
def drop_expired_locks(actor: Actor) -> int:
    """Remove locks whose time is over; they counted no more already."""
    if actor.everything is None:
        raise Forbidden("Only the system does this.")
    deleted, _ = Lock.unscoped.filter(expires__lte=clock.now()).delete()
    return deleted
