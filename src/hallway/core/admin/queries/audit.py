"""The whole of the change log, to take away."""

from __future__ import annotations

from collections.abc import Iterator

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.admin.queries.names import name_changes
from hallway.core.admin.records import Names
from hallway.core.changes.commands import Access, note_accesses
from hallway.core.changes.queries import AuditFilter, list_audit
from hallway.core.changes.records import ChangeRecord
from hallway.core.people.rules import demand_administrator

_BATCH = 1_000


def export_audit(
    actor: Actor, where: AuditFilter
) -> Iterator[tuple[ChangeRecord, Names]]:
    """Yield every change that meets a filter, newest first, with names.

    In pieces, in the same memory however many there are.  That somebody took it is
    written down as a read before the first row; administrators only.
    """
    demand_administrator(actor)
    note_accesses(
        actor,
        [
            Access(
                at=clock.now(),
                actor=actor.principal,
                verb="audit.exported",
                item=None,
                face=actor.face,
            )
        ],
    )
    return _pieces(actor, where)


def _pieces(actor: Actor, where: AuditFilter) -> Iterator[tuple[ChangeRecord, Names]]:
    before: int | None = None
    while found := list_audit(actor, where=where, before=before, limit=_BATCH):
        names = name_changes(actor, found)
        for change in found:
            yield change, names
        before = found[-1].id
