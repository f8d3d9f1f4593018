"""Row rules in plain Python: who reaches which item, said without scopes.

A grant is (who must all be among one's principals, the mask it gives).  Of a list and
its folders the grants are read as they were given; what a rule makes of them for an
item is computed here from who made it and whom it names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.rowrules.records import NO_RULE, RowRule, Rows
from hallway.platform.db import engine

Grants = list[tuple[frozenset[int], int]]
READ = 0xB008431061
OVERRIDE = 0x100


@dataclass(eq=False)
class Folder:
    """A folder: with grants of its own, or those of its parent."""

    id: int
    parent: Folder | None
    scope: int | None = None

    def grants(self) -> Grants:
        if self.scope is None:
            assert self.parent is not None
            return self.parent.grants()
        return granted(self.scope)


@dataclass(eq=False)
class Row:
    """An item; `apart` are its own grants once its inheritance is broken."""

    id: int
    folder: Folder
    author: int
    named: tuple[int, ...] = ()
    apart: Grants | None = None
    deletion: int | None = None


@dataclass
class Plain:
    """A list, what is in it, and its rule."""

    root: Folder
    rule: RowRule = NO_RULE
    rows: dict[int, Row] = field(default_factory=dict)

    def grants(self, row: Row) -> Grants:
        if row.apart is not None:
            return row.apart
        given = row.folder.grants()
        if self.rule.see is Rows.ALL and self.rule.edit is Rows.ALL:
            return given
        own = {row.author} | (set(row.named) if self.rule.columns else set())
        found: Grants = []
        for who, mask in given:
            if mask & OVERRIDE:
                found.append((who, mask))
                continue
            found.extend((who | {one}, mask) for one in own)
            if self.rule.see is Rows.ALL:
                found.append((who, READ))
        return found

    def mask(self, actor: Actor, row: Row) -> int:
        if actor.everything is not None:
            return 0x7FFFFFFFFFFFFFFF
        mine, total = set(actor.principals), 0
        for who, mask in self.grants(row):
            if who <= mine:
                total |= mask
        return total

    def reached(self, actor: Actor, right: Right) -> set[int]:
        return {row.id for row in self.living() if self.mask(actor, row) & right}

    def living(self) -> list[Row]:
        return [row for row in self.rows.values() if row.deletion is None]


def granted(scope: int) -> Grants:
    """Read the grants of a scope as they were given."""
    rows: Iterable[tuple[int, int]] = engine().fetch_all(
        "SELECT g.principal_id, r.mask FROM core_grant g"
        " JOIN core_role r ON r.id = g.role_id WHERE g.scope_id = %s",
        (scope,),
    )
    return [(frozenset({who}), mask) for who, mask in rows]
