"""The change log for people: names for its ids, and the whole of it to take away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_principal_titles
from hallway.core.admin.records import Names
from hallway.core.changes.commands import Access, note_accesses
from hallway.core.changes.queries import AuditFilter, list_audit
from hallway.core.changes.records import ChangeRecord
from hallway.core.people.rules import demand_administrator
from hallway.platform.db import engine

_PRINCIPALS = ("person", "member", "group", "principal", "manager", "owner")
_BATCH = 1_000


def name_changes(actor: Actor, changes: Iterable[ChangeRecord]) -> Names:
    """Return names for the ids in changes, as they are now; administrators only.

    The log itself holds ids: whoever is renamed is so in old rows too.
    """
    demand_administrator(actor)
    ids: dict[str, set[int]] = {
        one: set() for one in ("principal", "organisation", "site", "list", "item")
    }
    for change in changes:
        ids["principal"].add(change.actor)
        if change.stream_kind in ("site", "list"):
            ids[change.stream_kind].add(change.stream_ref)
        if change.item is not None:
            ids["item"].add(change.item)
        for key, value in _facts_of(change):
            kind = "principal" if key in _PRINCIPALS else key
            kind = "site" if key == "hub" else kind
            if kind in ids:
                ids[kind].add(value)
    return Names(
        principals=get_principal_titles(actor, ids["principal"]),
        organisations=_titles("core_organisation", "name", ids["organisation"]),
        sites=_titles("core_site", "title", ids["site"]),
        lists=_titles("core_list", "title", ids["list"]),
        items=_titles("core_item", "name", ids["item"]),
    )


def _facts_of(change: ChangeRecord) -> Iterator[tuple[str, int]]:
    """Return the ids a change tells, by what they are of."""
    for side in (change.before, change.after):
        if isinstance(side, dict):
            for key, value in side.items():
                if isinstance(value, int) and not isinstance(value, bool):
                    yield key, value


def _titles(table: str, column: str, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    marks = ", ".join(["%s"] * len(ids))
    rows: list[Any] = engine().fetch_all(
        f"SELECT id, {column} FROM {table} WHERE id IN ({marks})", sorted(ids)
    )
    return dict(rows)


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
