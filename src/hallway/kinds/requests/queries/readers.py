"""Reads of the language people are written to in."""

from __future__ import annotations

from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.people.languages import knows_languages
from hallway.platform.db import engine


@knows_languages
def find_language(actor: Actor, person: PrincipalId) -> str | None:
    """Return the language somebody signed in with last; None if he never did."""
    row = engine().fetch_one(
        "SELECT language FROM kind_requests_reader WHERE person = %s", (person,)
    )
    return None if row is None else str(row[0])
