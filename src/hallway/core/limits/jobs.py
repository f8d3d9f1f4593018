"""Removing what is past limits: after one was set, and every day."""

from __future__ import annotations

from datetime import timedelta

from hallway.core.access.actors import Actor
from hallway.core.errors import NotFound
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.registry import job
from hallway.core.limits.commands import (
    COUNT_JOB,
    TRIM_JOB,
    forget_old,
    run_preview,
)
from hallway.core.limits.doomed import limited_places, lists_under
from hallway.core.limits.records import Level, Place
from hallway.core.limits.rows import find_preview
from hallway.core.limits.trimming import find_doomed, next_window, trim_some


@job(COUNT_JOB)
def count(actor: Actor, context: JobContext, *, preview: str) -> None:
    """Count what a limit would take away, of what its asker may see."""
    try:
        held = find_preview(actor, preview)
        if not held.is_counted:
            run_preview(actor, held)
    except NotFound:
        return


@job(TRIM_JOB, tries=20, system="removes versions past their limits")
def trim(actor: Actor, context: JobContext, *, level: str, ref: int) -> None:
    """Remove batch after batch; begun again, it finds only what is left."""
    _trim(actor, context, lists_under(Place(level=Level(level), ref=ref)))


@job(
    "limits.trim_all",
    every=timedelta(days=1),
    tries=20,
    system="removes versions past their limits",
)
def trim_all(actor: Actor, context: JobContext) -> None:
    """Remove what has become too old, or too much, since yesterday."""
    for place in limited_places():
        _trim(actor, context, lists_under(place))
    while forget_old(actor):
        context.heartbeat()


def _trim(actor: Actor, context: JobContext, lists: list[int]) -> None:
    for list_id in lists:
        after = 0
        while (last := next_window(list_id, after)) is not None:
            for items in find_doomed(list_id, after=after, last=last):
                while not trim_some(actor, list_id, items=items):
                    context.heartbeat(progress=context.progress + 1)
                context.heartbeat(progress=context.progress + 1)
            context.heartbeat()
            after = last
