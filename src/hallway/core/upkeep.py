"""What the installation does for itself, now and then."""

from __future__ import annotations

from datetime import timedelta

from hallway.core.access.actors import Actor
from hallway.core.attachments.commands import purge_removed
from hallway.core.blobs.commands import collect_garbage
from hallway.core.changes.commands import seal_changes
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.registry import job
from hallway.core.locks.commands import drop_expired_locks
from hallway.core.trash.commands import purge_expired
from hallway.core.uploads.commands import KEEP, drop_expired_uploads
from hallway.platform.storage import get_store


@job("locks.drop_expired", every=timedelta(minutes=10), system="drops expired locks")
def drop_locks(actor: Actor, context: JobContext) -> None:
    """Remove the rows of locks whose time is over."""
    drop_expired_locks(actor)


@job("trash.purge_expired", every=timedelta(hours=6), system="empties recycle bins")
def purge(actor: Actor, context: JobContext) -> None:
    """Delete for good what has been in a recycle bin for 93 days."""
    while n := purge_expired(actor):
        context.heartbeat(progress=n)
    while n := purge_removed(actor):
        context.heartbeat(progress=n)


@job("blobs.collect", every=timedelta(hours=6), system="collects bodies")
def collect(actor: Actor, context: JobContext) -> None:
    """Remove bodies nothing refers to, and what crashed uploads left."""
    while n := collect_garbage(actor):
        context.heartbeat(progress=n)
    get_store().sweep()


@job("uploads.drop_expired", every=timedelta(hours=1), system="drops old uploads")
def drop_uploads(actor: Actor, context: JobContext) -> None:
    """Remove uploads that nobody went on with, and what is left of their bytes."""
    while n := drop_expired_uploads(actor):
        context.heartbeat(progress=n)
    get_store().sweep_parts(older_than=2 * KEEP)


@job("changes.seal", every=timedelta(minutes=15), system="seals the change log")
def seal(actor: Actor, context: JobContext) -> None:
    """Chain the newest changes into the hash chain."""
    while n := seal_changes(actor):
        context.heartbeat(progress=n)
