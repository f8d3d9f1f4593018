"""Noting inside a command that a list with rules has changed."""

from __future__ import annotations

from hallway.core.automation.rules import WATCHED
from hallway.core.changes.journal import Journal
from hallway.core.jobs.commands import enqueue
from hallway.platform.db import engine

JUDGE = "rules.judge"


def watch(journal: Journal) -> None:
    """Have the rules of the lists that a command changed judged, once it commits."""
    lists = {
        ref
        for (kind, ref), verb, item, _before, _after in journal.rows
        if kind == "list" and item is not None and verb in WATCHED
    }
    if not lists:
        return
    among, ids = engine().is_one_of("list_id", sorted(lists))
    for (list_id,) in engine().fetch_all(
        "SELECT DISTINCT list_id FROM core_changerule"
        f" WHERE {among} AND is_on AND event <> 'date'",
        ids,
    ):
        enqueue(journal.actor, JUDGE, key=str(list_id), list_id=list_id)
