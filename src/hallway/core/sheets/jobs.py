"""Checking and bringing in what is too long for anybody to wait for."""

from __future__ import annotations

from datetime import timedelta

from hallway.core.access.actors import Actor
from hallway.core.errors import CoreError, NotFound
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.registry import job
from hallway.core.sheets.applying import BATCH, apply_next, leave_next
from hallway.core.sheets.commands import (
    APPLY_JOB,
    CHECK_JOB,
    drop_old_sheets,
    note_progress,
    run_check,
)
from hallway.core.sheets.records import State
from hallway.core.sheets.rows import find_sheet


@job(CHECK_JOB)
def check(actor: Actor, context: JobContext, *, sheet: str) -> None:
    """Find out what would become of each row; begun again, from the first one."""
    try:
        held = find_sheet(actor, sheet)
    except NotFound:
        return
    if held.state != State.CHECKING:
        return

    def progress(done: int) -> None:
        context.heartbeat(progress=done)
        note_progress(actor, held, done)

    run_check(actor, held, progress)


@job(APPLY_JOB, tries=20)
def apply(actor: Actor, context: JobContext, *, sheet: str) -> None:
    """Bring in batch after batch; begun again, it goes on after the last one."""
    try:
        held = find_sheet(actor, sheet)
    except NotFound:
        return
    while not _apply_some(actor, held.pk):
        context.heartbeat(progress=find_sheet(actor, sheet).done)


def _apply_some(actor: Actor, sheet: int) -> bool:
    try:
        return apply_next(actor, sheet)
    except CoreError:
        # One of these rows is not taken: the others are, one by one.
        for _one in range(BATCH):
            if _apply_one(actor, sheet):
                return True
    return False


def _apply_one(actor: Actor, sheet: int) -> bool:
    try:
        return apply_next(actor, sheet, many=1)
    except CoreError as error:
        # As the row itself has it: its line is told beside it.
        cause = error.__cause__
        why = cause if isinstance(cause, CoreError) else error
        return leave_next(actor, sheet, why)


@job("sheets.drop_old", every=timedelta(hours=12), system="forgets old files of rows")
def drop_old(actor: Actor, context: JobContext) -> None:
    """Forget the files that nobody went on with."""
    drop_old_sheets(actor)
