"""Names for the ids in change rows, in a few statements for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from hallway.core.access.actors import Actor
from hallway.core.admin.records import Names
from hallway.core.changes.records import ChangeRecord
from hallway.core.items.models import Item
from hallway.core.items.queries import locate
from hallway.core.people.rules import demand_administrator
from hallway.platform.db import engine

_MOST = 1_000
# The largest a column of ids holds: a fact beyond it is none.
_LARGEST = 2**63
# Tables of names; those of people, groups, lists and items are read otherwise.
_TABLES = {
    "role": ("core_role", "name"),
    "organisation": ("core_organisation", "name"),
    "brand": ("core_brand", "host"),
    "directory": ("core_directory", "name"),
    "token": ("core_token", "name"),
    "invitation": ("core_invitation", "email"),
    "site": ("core_site", "title"),
    "column": ("core_column", "title"),
    "view": ("core_view", "title"),
}
# Facts that are ids, and what they are ids of.
_FACTS = {
    **dict.fromkeys(
        (
            *("person", "member", "group", "principal", "principals", "manager"),
            *("owner", "holder", "requester", "assignee", "first", "second"),
        ),
        "principal",
    ),
    **{kind: kind for kind in _TABLES},
    "list": "list",
    "roles": "role",
    "hub": "site",
    "parent": "item",
}
_VALUES = "item.updated"
_NOTED = "request.noted"


def name_changes(actor: Actor, changes: Iterable[ChangeRecord]) -> Names:
    """Return names for the ids in changes, as they are now; administrators only.

    The log itself holds ids: whoever is renamed is so in old rows too.  The number of
    statements does not depend on the number of changes, up to a few hundred.
    """
    demand_administrator(actor)
    ids: dict[str, set[int]] = defaultdict(set)
    noted: set[str] = set()
    for change in changes:
        for kind, one in _ids_of(change):
            ids[kind].add(one)
        if change.verb == _NOTED and isinstance(change.after, dict):
            noted.add(str(change.after.get("request", "")))
    requests = _requests(noted)
    ids["item"].update(requests.values())
    principals = _principals(ids["principal"])
    lists = _lists(ids["list"])
    names = {kind: _titles(*_TABLES[kind], ids[kind]) for kind in _TABLES}
    items = _titles("core_item", "name", ids["item"])
    paths: dict[int, str] = {}
    wanted = sorted(ids["item"])
    for start in range(0, len(wanted), _MOST):
        for item, found in locate(actor, wanted[start : start + _MOST]).items():
            items[item], paths[item] = found.title, found.path
    return Names(
        principals={one: title for one, (title, _kind) in principals.items()},
        people=_of_kind(principals, "person"),
        groups=_of_kind(principals, "group"),
        roles=names["role"],
        organisations=names["organisation"],
        brands=names["brand"],
        directories=names["directory"],
        tokens=names["token"],
        invitations=names["invitation"],
        sites=names["site"],
        lists={one: title for one, (title, _home) in lists.items()},
        homes={one: home for one, (_title, home) in lists.items()},
        columns=names["column"],
        views=names["view"],
        items=items,
        paths=paths,
        requests=requests,
    )


def _ids_of(change: ChangeRecord) -> Iterator[tuple[str, int]]:
    """Yield the ids a change tells, with what they are of."""
    yield "principal", change.actor
    if change.stream_kind in ("site", "list"):
        yield change.stream_kind, change.stream_ref
    if change.item is not None:
        yield "item", change.item
    for side in (change.before, change.after):
        if not isinstance(side, dict):
            continue
        for key, value in side.items():
            if change.verb == _VALUES:
                # Values by the number of their column.
                if key.isascii() and key.isdigit() and int(key) < _LARGEST:
                    yield "column", int(key)
                continue
            if key not in _FACTS:
                continue
            for one in value if isinstance(value, list) else [value]:
                if type(one) is int and 0 <= one < _LARGEST:
                    yield _FACTS[key], one


def _titles(table: str, column: str, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    marks = ", ".join(["%s"] * len(ids))
    rows: list[Any] = engine().fetch_all(
        f"SELECT id, {column} FROM {table} WHERE id IN ({marks})", sorted(ids)
    )
    return dict(rows)


def _principals(ids: set[int]) -> dict[int, tuple[str, str]]:
    """Return titles and kinds; groups of sites, which have no page here, without."""
    if not ids:
        return {}
    marks = ", ".join(["%s"] * len(ids))
    rows = engine().fetch_all(
        "SELECT p.id, p.title, p.kind, g.site_id FROM core_principal p"
        " LEFT JOIN core_group g ON g.principal_id = p.id"
        f" WHERE p.id IN ({marks})",
        sorted(ids),
    )
    return {
        one: (title, kind if site is None else "") for one, title, kind, site in rows
    }


def _lists(ids: set[int]) -> dict[int, tuple[str, str]]:
    """Return titles of lists, and of the sites they are in."""
    if not ids:
        return {}
    marks = ", ".join(["%s"] * len(ids))
    rows = engine().fetch_all(
        "SELECT l.id, l.title, s.title FROM core_list l"
        f" JOIN core_site s ON s.id = l.site_id WHERE l.id IN ({marks})",
        sorted(ids),
    )
    return {one: (title, home) for one, title, home in rows}


def _of_kind(found: dict[int, tuple[str, str]], kind: str) -> frozenset[int]:
    return frozenset(one for one, (_title, of) in found.items() if of == kind)


def _requests(guids: set[str]) -> dict[str, int]:
    wanted = []
    for one in guids:
        try:
            wanted.append(UUID(one))
        except ValueError:
            continue
    rows = Item.unscoped.filter(guid__in=wanted).values_list("guid", "pk")
    return {str(guid): item for guid, item in rows} if wanted else {}
