"""Pure decisions about locks (RFC 4918 6 and 7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from hallway.core.access.actors import Actor
from hallway.core.errors import Locked
from hallway.core.locks.records import LockRecord

Tokens = Collection[str]


def check_tokens(actor: Actor, locks: Iterable[LockRecord], tokens: Tokens) -> None:
    """Raise Locked unless the actor's tokens open every lock.

    An exclusive lock needs its own token; shared locks on one item need any one of
    theirs.  A token counts only for the person who holds the lock (RFC 4918 6.4).
    """
    shared: dict[int, list[LockRecord]] = {}
    for lock in locks:
        if lock.shared:
            shared.setdefault(lock.item, []).append(lock)
        elif not opens(actor, lock, tokens):
            raise Locked(lock.owner_name, token=lock.token)
    for group in shared.values():
        if not any(opens(actor, lock, tokens) for lock in group):
            raise Locked(group[0].owner_name, token=group[0].token)


def opens(actor: Actor, lock: LockRecord, tokens: Tokens) -> bool:
    """Tell whether one of `tokens` is this lock's and the actor holds it."""
    return lock.token in tokens and lock.owner in actor.principals


def check_compatible(existing: Iterable[LockRecord], *, shared: bool) -> None:
    """Raise Locked if a new lock cannot stand beside those there (RFC 4918 6.2)."""
    for lock in existing:
        if not (shared and lock.shared):
            raise Locked(lock.owner_name, token=lock.token)
