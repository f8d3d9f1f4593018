"""Noting inside a command that a list with rules has changed."""

from __future__ import annotations

from collections.abc import Sequence

from hallway.core.automation.rules import WATCHED
from hallway.core.changes.journal import Journal, StreamRef
from hallway.core.jobs.commands import enqueue
from hallway.platform.db import engine

JUDGE = "rules.judge"


def watch(journal: Journal, watched: Sequence[StreamRef]) -> None:
    """Have the rules of the lists that a command changed judged, once it commits."""
    changed = {
        stream
        for stream, verb, item, _before, _after in journal.rows
        if item is not None and verb in WATCHED
    }
    for stream in watched:
        if stream in changed:
            list_id = stream[1]
            enqueue(journal.actor, JUDGE, key=str(list_id), list_id=list_id)


def settle_watch(list_id: int) -> None:
    """Let a list's changes be watched while it has a rule that waits for them."""
    engine().execute(
        "UPDATE core_stream SET is_watched = EXISTS (SELECT 1 FROM core_changerule r"
        " WHERE r.list_id = core_stream.ref AND r.is_on AND r.event <> 'date')"
        " WHERE kind = 'list' AND ref = %s",
        (list_id,),
    )
