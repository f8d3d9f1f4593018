"""Derived scopes: what the grants on a list come to for the rows of some people.

A derived scope has what its base has, cut down by the list's rule:

- a role that overrides list behaviours stays as it is;
- another role stays for the row's own people, each of whom must be among those who
  hold it on the base: the grant names the person and, as `also`, who holds the role;
- what is left of it for everybody else: nothing where people see only their own, Read
  where they change only their own.

So nobody has more on it than on the base, whoever joins or leaves a group meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from hallway.core.access.models import Principal, Scope, ScopeOwner
from hallway.core.access.rights import RoleId
from hallway.core.changes.journal import journal
from hallway.core.rowrules.records import RowRule, Rows, read_rule
from hallway.core.rowrules.rules import OVERRIDE, WRITING, key_of
from hallway.platform.db import engine

_FROM = (
    " FROM core_scope d JOIN core_grant g ON g.scope_id = d.base_id AND g.also = 0"
    " JOIN core_role r ON r.id = g.role_id"
)
_CUT = (
    f"(r.mask & {OVERRIDE}) = 0 AND ((r.mask & {WRITING}) = 0 OR EXISTS ("
    f"SELECT 1 FROM core_role f WHERE f.id = {int(RoleId.READ)}"
    " AND (f.mask & r.mask) = f.mask))"
)


def derived_sql(rule: RowRule, which: str) -> str:
    """Return a SELECT of the grants that derived scopes `d` have, `which` at a time.

    Its columns are scope, principal, role, also, granted, granted_by; the parameters
    of `which` come once for each of its parts, see `PARTS`.
    """
    dates = "g.granted, g.granted_by"
    parts = [
        f"SELECT d.id, g.principal_id, g.role_id, 0 AS also, {dates}{_FROM}"
        f" WHERE {which} AND (r.mask & {OVERRIDE}) = {OVERRIDE}",
        f"SELECT d.id, o.principal_id, g.role_id, g.principal_id, {dates}{_FROM}"
        " JOIN core_scopeowner o ON o.scope_id = d.id"
        f" WHERE {which} AND (r.mask & {OVERRIDE}) = 0",
        f"SELECT d.id, g.principal_id, CASE WHEN (r.mask & {WRITING}) = 0"
        f" THEN g.role_id ELSE {int(RoleId.READ)} END, 0, {dates}{_FROM}"
        f" WHERE {which} AND {'0 = 1' if rule.see is Rows.OWN else _CUT}",
    ]
    return " UNION ALL ".join(parts)


PARTS = 3
Owners = tuple[int, ...]
_AT_ONCE = 200
"""Scopes of one statement."""


def rule_of(list_id: int) -> RowRule:
    """Return a list's rule."""
    row = engine().fetch_one("SELECT row_rule FROM core_list WHERE id = %s", (list_id,))
    return parse_rule(None if row is None else row[0])


def parse_rule(stored: Any) -> RowRule:
    """Return a rule from a column as raw SQL gives it."""
    return read_rule(orjson.loads(stored) if isinstance(stored, str) else stored)


def derive_again(base: int) -> None:
    """Give what derives from a scope the grants that follow from those it has now."""
    # Who makes another derived scope of it at this moment waits, or is waited for.
    _lock(base, "NO KEY UPDATE")
    lists = engine().fetch_all(
        "SELECT DISTINCT list_id FROM core_scope WHERE base_id = %s", (base,)
    )
    for (list_id,) in lists:
        derive_list(list_id, base=base)


def derive_list(list_id: int, *, base: int) -> None:
    """Give the derived scopes of a list and a base the grants that they must have."""
    which = "d.list_id = %s AND d.base_id = %s"
    engine().execute(
        "DELETE FROM core_grant WHERE scope_id IN"
        f" (SELECT d.id FROM core_scope d WHERE {which})",
        (list_id, base),
    )
    _grant(rule_of(list_id), which, [list_id, base])


def derive_all(list_id: int) -> None:
    """Give all derived scopes of a list the grants of its rule."""
    for base in bases_of(list_id):
        derive_list(list_id, base=base)


def differing_scopes(list_id: int) -> list[int]:
    """Return the derived scopes of a list that have other grants than they must."""
    which = "d.list_id = %s"
    must = (
        "SELECT m.id, m.principal_id, m.role_id, m.also FROM ("
        f"{derived_sql(rule_of(list_id), which)}) AS m"
    )
    have = (
        "SELECT g.scope_id AS id, g.principal_id, g.role_id, g.also FROM core_grant g"
        " JOIN core_scope d ON d.id = g.scope_id"
        f" WHERE {which} AND d.base_id IS NOT NULL"
    )
    found: set[int] = set()
    for first, second in ((must, have), (have, must)):
        rows = engine().fetch_all(
            f"SELECT DISTINCT x.id FROM ({first} EXCEPT {second}) AS x",
            [list_id] * (PARTS + 1),
        )
        found |= {scope for (scope,) in rows}
    return sorted(found)


def _grant(rule: RowRule, which: str, parameters: list[Any]) -> None:
    engine().execute(
        "INSERT INTO core_grant"
        " (scope_id, principal_id, role_id, also, granted, granted_by)"
        f" {derived_sql(rule, which)} ON CONFLICT DO NOTHING",
        parameters * PARTS,
    )


def _lock(base: int, strength: str) -> None:
    if engine().locks_rows:
        engine().fetch_all(
            f"SELECT id FROM core_scope WHERE id = %s FOR {strength}", (base,)
        )


def bases_of(list_id: int) -> list[int]:
    """Return the scopes that the derived ones of a list are derived from."""
    rows = engine().fetch_all(
        "SELECT DISTINCT base_id FROM core_scope"
        " WHERE list_id = %s AND base_id IS NOT NULL ORDER BY base_id",
        (list_id,),
    )
    return [base for (base,) in rows]


class Derived:
    """Finds the derived scopes of a list, making those that are missing."""

    def __init__(self, list_id: int, site: int, rule: RowRule) -> None:
        self._list = list_id
        self._site = site
        self._rule = rule
        self._known: dict[tuple[int, str], int] = {}
        self._is_loaded = False

    def load(self) -> None:
        """Look all of them up at once, for those who will ask for many."""
        for scope, base, key in engine().fetch_all(
            "SELECT id, base_id, rule_key FROM core_scope WHERE list_id = %s"
            " AND base_id IS NOT NULL AND rule_key <> ''",
            (self._list,),
        ):
            self._known[base, key] = scope
        self._is_loaded = True

    def get(self, base: int, owners: Owners) -> int:
        """Return the scope of rows of these people below a base."""
        found = self.find(base, owners)
        if found is None:
            self.make([(base, owners)])
            found = self._known[base, key_of(owners)]
        return found

    def find(self, base: int, owners: Owners) -> int | None:
        """Return the scope of rows of these people below a base, if there is one."""
        key = key_of(owners)
        if (base, key) in self._known:
            return self._known[base, key]
        if self._is_loaded:
            return None
        row = engine().fetch_one(
            "SELECT id FROM core_scope WHERE list_id = %s AND base_id = %s"
            " AND rule_key = %s",
            (self._list, base, key),
        )
        if row is not None:
            self._known[base, key] = int(row[0])
        return None if row is None else int(row[0])

    def make(self, wanted: Iterable[tuple[int, Owners]]) -> None:
        """Make the scopes that are missing among these, many in few statements."""
        missing = {
            (base, key_of(owners)): owners
            for base, owners in wanted
            if self.find(base, owners) is None
        }
        for base in sorted({base for base, _key in missing}):
            # A change of the base's grants sees these scopes, or is seen by them.
            _lock(base, "SHARE")
        pairs = sorted(missing)
        for start in range(0, len(pairs), _AT_ONCE):
            self._make({pair: missing[pair] for pair in pairs[start:][:_AT_ONCE]})

    def _make(self, missing: Mapping[tuple[int, str], Owners]) -> None:
        made = Scope.unscoped.bulk_create(
            Scope(site_id=self._site, list_id=self._list, base_id=base, rule_key=key)
            for base, key in missing
        )
        people = {one for owners in missing.values() for one in owners}
        living = set(
            Principal.unscoped.filter(pk__in=people).values_list("pk", flat=True)
        )
        ScopeOwner.unscoped.bulk_create(
            ScopeOwner(scope_id=scope.pk, principal_id=one)
            for scope, owners in zip(made, missing.values(), strict=True)
            for one in owners
            if one in living
        )
        self._known |= {
            pair: scope.pk for pair, scope in zip(missing, made, strict=True)
        }
        which, ids = engine().is_one_of("d.id", [scope.pk for scope in made])
        _grant(self._rule, which, ids)


def put_out_of_use(list_id: int) -> None:
    """Leave the derived scopes of a list to nobody's own, and find them no more."""
    engine().execute(
        "DELETE FROM core_scopeowner WHERE scope_id IN (SELECT id FROM core_scope"
        " WHERE list_id = %s AND base_id IS NOT NULL)",
        (list_id,),
    )
    engine().execute(
        "UPDATE core_scope SET rule_key = ''"
        " WHERE list_id = %s AND base_id IS NOT NULL",
        (list_id,),
    )


def rebase(list_id: int, *, old: int, new: int) -> None:
    """Let all that derives from one scope in a list derive from another."""
    moved = engine().execute(
        "UPDATE core_scope SET base_id = %s WHERE list_id = %s AND base_id = %s",
        (new, list_id, old),
    )
    if moved:
        _lock(new, "SHARE")
        derive_list(list_id, base=new)


def sweep(list_id: int) -> int:
    """Drop the derived scopes of a held list that no row carries; how many."""
    rows = engine().fetch_all(
        "SELECT d.id FROM core_scope d WHERE d.list_id = %s AND d.base_id IS NOT NULL"
        " AND d.id NOT IN (SELECT i.scope_id FROM core_item i WHERE i.list_id = %s)"
        " AND NOT EXISTS (SELECT 1 FROM core_pendingscope p"
        " WHERE d.id IN (p.old_id, p.new_id))",
        (list_id, list_id),
    )
    drop([scope for (scope,) in rows])
    return len(rows)


def drop_derived(base: int) -> None:
    """Drop what derives from a scope that goes, and that no row carries any more."""
    rows = engine().fetch_all("SELECT id FROM core_scope WHERE base_id = %s", (base,))
    drop([scope for (scope,) in rows])


def drop(scopes: Iterable[int]) -> None:
    """Drop derived scopes that no row carries."""
    wanted = list(scopes)
    gone, counts = set(wanted), journal().counts
    for list_id, scope in [pair for pair in counts if pair[1] in gone]:
        # The command's counters are written last and must not name it any more.
        counts.pop((list_id, scope))
    for start in range(0, len(wanted), 500):
        among, ids = engine().is_one_of("scope_id", wanted[start : start + 500])
        for table in ("grant", "scopeowner", "scopecount"):
            engine().execute(f"DELETE FROM core_{table} WHERE {among}", ids)
        among, ids = engine().is_one_of("id", wanted[start : start + 500])
        engine().execute(f"DELETE FROM core_scope WHERE {among}", ids)
