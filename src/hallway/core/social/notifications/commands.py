"""Remembering what somebody has seen."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.changes.journal import housekeeping
from hallway.platform.db import engine


@housekeeping
def mark_seen(actor: Actor, *, upto: int) -> None:
    """Note that the actor has seen what concerns him up to a notice; never back."""
    if not actor.is_person:
        return
    row = engine().fetch_one("SELECT COALESCE(max(id), 0) FROM core_told")
    newest = 0 if row is None else row[0]
    engine().execute(
        "INSERT INTO core_notificationmark (person_id, upto) VALUES (%s, %s)"
        " ON CONFLICT (person_id) DO UPDATE SET upto = excluded.upto"
        " WHERE excluded.upto > core_notificationmark.upto",
        (actor.principal, min(upto, newest)),
    )
