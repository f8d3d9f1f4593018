"""Remembering the language people read."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.changes.journal import housekeeping
from hallway.platform.db import engine


@housekeeping
def keep_language(actor: Actor, *, language: str) -> None:
    """Remember the language the actor reads; mails about requests come in it."""
    engine().execute(
        "INSERT INTO kind_requests_reader (person, language) VALUES (%s, %s)"
        " ON CONFLICT (person) DO UPDATE SET language = excluded.language"
        " WHERE kind_requests_reader.language <> excluded.language",
        (actor.principal, language),
    )
