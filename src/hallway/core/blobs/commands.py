"""Collecting bodies that nothing refers to any more."""

from __future__ import annotations

from datetime import timedelta

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.blobs.holding import not_held_otherwise
from hallway.core.blobs.models import CollectionPause
from hallway.core.changes.journal import housekeeping
from hallway.core.errors import Forbidden
from hallway.platform.db import engine
from hallway.platform.storage import get_store

KEEP = timedelta(hours=24)
"""The age below which a body without a reference is spared: it may be on its way."""
_AT_ONCE = 500


def collect_garbage(actor: Actor, *, limit: int = 1_000) -> int:
    """Remove bodies without a reference and older than 24 hours; how many.

    The rows go first, in a transaction; then the files.  A crash between the two
    leaves files without rows, which the store's own sweep finds by their age.
    """
    gone = _drop_rows(actor, limit=limit)
    store = get_store()
    for sha256 in gone:
        store.delete(sha256, older_than=KEEP)
    return len(gone)


@housekeeping
def _drop_rows(actor: Actor, *, limit: int) -> list[str]:
    if actor.everything is None:
        raise Forbidden("Only the system collects bodies.")
    if CollectionPause.unscoped.filter(until__gt=clock.now()).exists():
        return []
    before = clock.now() - int(KEEP.total_seconds()) * clock.SECOND
    # The outer test of the age is made again on a row that was renewed meanwhile.
    rows = engine().fetch_all(
        "DELETE FROM core_blob WHERE sha256 IN (SELECT b.sha256 FROM core_blob b"
        " WHERE b.created < %s AND NOT EXISTS"
        " (SELECT 1 FROM core_version v WHERE v.blob_id = b.sha256)"
        f" AND {not_held_otherwise('b.sha256')} LIMIT %s)"
        " AND created < %s RETURNING sha256",
        (before, limit, before),
    )
    gone = [str(row[0]) for row in rows]
    # What was made of them has no use any more: its own bodies go the next time.
    for start in range(0, len(gone), _AT_ONCE):
        some = gone[start : start + _AT_ONCE]
        marks = ", ".join(["%s"] * len(some))
        engine().execute(
            f"DELETE FROM core_derivative WHERE source_id IN ({marks})", some
        )
    return gone
