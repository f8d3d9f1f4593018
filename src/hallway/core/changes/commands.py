"""Sealing the log, and noting reads in batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.changes.journal import housekeeping
from hallway.core.changes.models import AccessEvent, Seal
from hallway.core.changes.queries import get_start, read_changes
from hallway.core.changes.records import Cursor
from hallway.core.changes.rules import chain
from hallway.core.errors import Forbidden

BATCH = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A read worth remembering; `at` in microseconds."""

    at: int
    actor: int
    verb: str
    item: int | None
    face: str


@housekeeping
def note_accesses(actor: Actor, events: Sequence[Access]) -> None:
    """Write a batch of reads; a face collects them and calls this now and then."""
    AccessEvent.unscoped.bulk_create(
        AccessEvent(
            at=event.at,
            actor=event.actor,
            verb=event.verb,
            item=event.item,
            face=event.face,
        )
        for event in events
    )


@housekeeping
def seal_changes(actor: Actor) -> int:
    """Chain the changes since the last seal into the hash chain; how many.

    Each seal's digest covers the one before it and every row in between, so that a
    row altered or removed later no longer fits.  Rows of transactions that are
    still running wait for the next time.
    """
    if actor.everything is None:
        raise Forbidden("Only the system seals the log.")
    last: Seal | None = Seal.unscoped.order_by("-pk").first()
    cursor = get_start(actor)
    digest = "0" * 64
    if last is not None:
        cursor = Cursor(epoch=cursor.epoch, txid=last.upto_txid, id=last.upto_id)
        digest = last.digest
    rows, after = read_changes(actor, cursor, limit=BATCH)
    if not rows:
        return 0
    Seal.unscoped.create(
        upto_txid=after.txid,
        upto_id=after.id,
        rows=len(rows),
        digest=chain(digest, rows),
        created=clock.now(),
    )
    return len(rows)


def find_broken_seal(actor: Actor) -> int | None:
    """Return the id of the first seal that no longer fits its rows, or None."""
    cursor, digest = get_start(actor), "0" * 64
    for seal in Seal.unscoped.order_by("pk").iterator():
        rows, after = read_changes(actor, cursor, limit=seal.rows)
        digest = chain(digest, rows)
        if digest != seal.digest or (after.txid, after.id) != (
            seal.upto_txid,
            seal.upto_id,
        ):
            return int(seal.pk)
        cursor = after
    return None
