"""Where terms are values: columns, items, versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.errors import NotFound
from hallway.core.lists.models import Column
from hallway.core.terms.models import Term, TermSet
from hallway.core.terms.records import Uses
from hallway.core.terms.seeing import demand_manager
from hallway.platform.db import engine


class Place(NamedTuple):
    """A column, living or not, that takes terms of a set."""

    column: int
    list: int
    type: str
    default: Any


def places_of(guid: object) -> list[Place]:
    """Return the columns that take terms of the set with this GUID."""
    found = Column.unscoped.filter(type__in=("term", "terms")).order_by("pk")
    return [
        Place(one.pk, one.list_id, one.type, one.settings.get("default"))
        for one in found
        if one.settings.get("set") == str(guid)
    ]


def has_sql(place: Place, data: str, terms: Sequence[int]) -> tuple[str, list[Any]]:
    """Return a WHERE term that values hold one of these terms in a column."""
    db = engine()
    key = str(place.column)
    if place.type == "terms":
        marks = ", ".join(["%s"] * len(terms))
        return db.json_has_any(data, key, marks), list(terms)
    return db.is_one_of(db.json_value(data, key, "integer"), terms)


def count_uses(actor: Actor, term: int) -> Uses:
    """Return where a term is used, as far as the actor sees; for who manages it."""
    found = (
        Term.unscoped.select_related("of__group")
        .filter(pk=term, merged_into__isnull=True)
        .first()
    )
    if found is None:
        raise NotFound
    demand_manager(actor, found.of.group.site_id)
    return uses_of(actor, found, found.of)


def uses_of(actor: Actor, term: Term, of: TermSet) -> Uses:
    """Return how many items and versions have a term, as far as the actor sees."""
    db = engine()
    readable, mine = readable_sql(actor, Right.VIEW_LIST_ITEMS, "i.scope_id")
    still_open, more = open_sql(actor, Right.VIEW_LIST_ITEMS, "i")
    if actor.everything is not None:
        still_open, more = "1 = 1", []
    items, lists, versions = 0, set(), 0
    for place in places_of(of.guid):
        for table, data in (("", "i.data"), ("v", "v.data")):
            has, parameters = has_sql(place, data, [term.pk])
            join = " JOIN core_version v ON v.item_id = i.id" if table else ""
            row = db.fetch_one(
                f"SELECT COUNT(*) FROM core_item i{join} WHERE i.list_id = %s"
                f" AND {has} AND {readable} AND {still_open}",
                [place.list, *parameters, *mine, *more],
            )
            many = int(row[0]) if row else 0
            if table:
                versions += many
            else:
                items += many
                lists |= {place.list} if many else set()
    return Uses(items, len(lists), versions)


def is_used(term: Term, of: TermSet) -> bool:
    """Tell whether any item, version or default has a term, whoever sees it."""
    db = engine()
    for place in places_of(of.guid):
        defaults = place.default if isinstance(place.default, list) else [place.default]
        if term.pk in defaults:
            return True
        item, parameters = has_sql(place, "i.data", [term.pk])
        version, more = has_sql(place, "v.data", [term.pk])
        row = db.fetch_one(
            f"SELECT 1 FROM core_item i WHERE i.list_id = %s AND ({item}"
            " OR EXISTS (SELECT 1 FROM core_version v WHERE v.item_id = i.id"
            f" AND {version})) LIMIT 1",
            [place.list, *parameters, *more],
        )
        if row is not None:
            return True
    return False
