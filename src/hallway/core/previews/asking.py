"""Asking for pictures of a file, which a job makes."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.jobs.commands import enqueue
from hallway.core.previews.records import Source
from hallway.core.previews.rules import ending_of

MAKE_JOB = "previews.make"


def ask_for(
    actor: Actor, sha256: str, name: str, source: Source, *, first: int = 1
) -> None:
    """Have pictures made of a body, from a page on; asked again it is one job."""
    enqueue(
        actor,
        MAKE_JOB,
        key=f"{sha256}-{first}",
        sha256=sha256,
        source=source.value,
        ending=ending_of(name) if source is Source.OFFICE else "",
        first=first,
    )
