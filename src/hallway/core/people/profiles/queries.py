"""Reads of the directory: who works here, what he does, and for whom.

Staff see everybody who works for an own company, and themselves; for anybody else
there is no directory (NotFound).  Where two accounts are one human, he is one person
here, and counted once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.errors import NotFound
from hallway.core.people.finding.rules import can_be_asked, demand_staff
from hallway.core.people.profiles.records import (
    FACETS,
    DirectoryPage,
    FacetValue,
    Narrowing,
    Order,
    PersonCard,
    PersonPage,
)
from hallway.core.people.profiles.rules import read_profile
from hallway.core.people.profiles.sql import (
    ACCOUNTS,
    OWN,
    Condition,
    cards,
    conditions_of,
    joined,
    loaded,
    marks,
    visible,
)
from hallway.platform.db import engine
from hallway.platform.storage import BlobMissing, get_store

_NOBODY = "There is no such person."
_MOST_LEVELS = 30
_SORT = {Order.NAME: ("p.name_sort", True), Order.NEWEST: ("p.created", False)}
"""The column of an order, and whether it goes up."""


def list_directory(
    actor: Actor,
    narrowing: Narrowing,
    *,
    order: Order = Order.NAME,
    after: int | None = None,
    before: int | None = None,
    limit: int = 48,
) -> DirectoryPage:
    """Return a page of active staff, from the one after `after` or up to `before`.

    With every count there is; the statements are the same whatever the number of
    people.
    """
    demand_staff(actor)
    parts = conditions_of(narrowing)
    base: Condition = (f"p.is_active AND p.stands_for_id IS NULL AND {OWN}", [])
    asked = [
        narrowing.text,
        narrowing.letter,
        *(key for keys in narrowing.facets.values() for key in keys),
    ]
    if not all(map(can_be_asked, asked)):
        base, parts = ("1 = 0", []), {}
    condition = joined([base, *parts.values()])
    total = _count(condition)
    people, first = _page_of(condition, order, after, before, limit)
    return DirectoryPage(
        people=tuple(people),
        total=total,
        first=first,
        has_more=first - 1 + len(people) < total,
        facets=_facets(base, parts),
        letters=_letters(base, parts),
    )


def _page_of(
    condition: Condition,
    order: Order,
    after: int | None,
    before: int | None,
    limit: int,
) -> tuple[list[PersonCard], int]:
    """The people of a page, and the place of the first one, from 1."""
    column, forward = _SORT[order]
    cursor = before if after is None else after
    sql, parameters = condition
    if cursor is None:
        found = cards(f"{sql} {_by(column, forward)}", [*parameters, limit])
        return found, 1
    back = not forward
    place = (
        f"({column}, p.principal_id) {{}} (SELECT c.{column[2:]}, c.principal_id"
        " FROM core_person c WHERE c.principal_id = %s)"
    )
    ahead = _count(
        (f"{sql} AND {place.format('<' if forward else '>')}", [*parameters, cursor])
    )
    if after is not None:
        sign = ">" if forward else "<"
        found = cards(
            f"{sql} AND {place.format(sign)} {_by(column, forward)}",
            [*parameters, cursor, limit],
        )
        # The one after which this begins is one of those ahead, if he is still here.
        here = _count((f"{sql} AND p.principal_id = %s", [*parameters, cursor]))
        return found, ahead + here + 1
    sign = "<" if forward else ">"
    found = cards(
        f"{sql} AND {place.format(sign)} {_by(column, back)}",
        [*parameters, cursor, limit],
    )
    return found[::-1], ahead - len(found) + 1


def _by(column: str, forward: object) -> str:
    way = "ASC" if forward else "DESC"
    return f"ORDER BY {column} {way}, p.principal_id {way} LIMIT %s"


def get_profile(actor: Actor, person: int) -> PersonPage:
    """Return what a person's page says; also of one who left; NotFound if hidden.

    An account that another one stands for gives the page of that other.
    """
    stands = _seen(actor, person)
    (card,) = cards("p.principal_id = %s", [stands])
    row = engine().fetch_one(
        "SELECT profile FROM core_person WHERE principal_id = %s", (stands,)
    )
    above = _above(stands)
    return PersonPage(
        card=card,
        profile=read_profile(loaded(row[0]) if row else {}),
        manager=above[1] if len(above) > 1 else None,
        others=tuple(cards("p.stands_for_id = %s ORDER BY p.principal_id", [stands])),
    )


def list_managers(actor: Actor, person: int) -> list[PersonCard]:
    """Return who is above a person, the nearest first; also those who left."""
    ids = _above(_seen(actor, person))[1:]
    condition, parameters = visible(actor)
    by_id = {
        one.id: one
        for one in cards(
            f"p.principal_id IN ({marks(ids)}) AND {condition}", [*ids, *parameters]
        )
    }
    return [by_id[one] for one in ids if one in by_id]


def list_reports(actor: Actor, person: int, *, limit: int = 200) -> list[PersonCard]:
    """Return the active people who work for a person directly, by name."""
    return _reports_of(actor, [_seen(actor, person)], limit)


def list_colleagues(actor: Actor, person: int, *, limit: int = 12) -> list[PersonCard]:
    """Return who works for the same manager, without the person; by name."""
    above = _above(_seen(actor, person))[:2]
    if len(above) < 2:
        return []
    found = _reports_of(actor, above[1:], limit + 1)
    return [one for one in found if one.id != above[0]][:limit]


def list_top(actor: Actor, *, limit: int = 50) -> list[PersonCard]:
    """Return who works for nobody and has people: where the chart begins."""
    demand_staff(actor)
    return cards(
        f"p.is_active AND p.stands_for_id IS NULL AND {OWN}"
        f" AND NOT EXISTS (SELECT 1 FROM core_person q WHERE {ACCOUNTS}"
        " AND q.manager_id IS NOT NULL)"
        " AND EXISTS (SELECT 1 FROM core_person q JOIN core_person r"
        f" ON r.manager_id = q.principal_id AND r.is_active WHERE {ACCOUNTS})"
        " ORDER BY p.name_sort, p.principal_id LIMIT %s",
        [limit],
    )


def open_photo(actor: Actor, person: int) -> tuple[BinaryIO, str, int]:
    """Return a person's photo with its sniffed type and size; NotFound if none."""
    demand_staff(actor)
    condition, parameters = visible(actor)
    row = engine().fetch_one(
        "SELECT b.sha256, b.sniffed_type, b.size FROM core_person p"
        " JOIN core_blob b ON b.sha256 = p.photo_id"
        f" WHERE p.principal_id = %s AND {condition}",
        [person, *parameters],
    )
    if row is None:
        raise NotFound
    try:
        return get_store().open(row[0]), row[1], row[2]
    except BlobMissing:
        raise NotFound from None


def _reports_of(actor: Actor, managers: Sequence[int], limit: int) -> list[PersonCard]:
    condition, parameters = visible(actor)
    return cards(
        f"p.is_active AND p.stands_for_id IS NULL AND {condition}"
        " AND EXISTS (SELECT 1 FROM core_person q JOIN core_person a"
        f" ON a.principal_id = q.manager_id WHERE {ACCOUNTS} AND q.is_active"
        f" AND COALESCE(a.stands_for_id, a.principal_id) IN ({marks(managers)}))"
        " ORDER BY p.name_sort, p.principal_id LIMIT %s",
        [*parameters, *managers, limit],
    )


def _seen(actor: Actor, person: int) -> int:
    """Who stands for a person whose page the actor may see; NotFound if hidden."""
    demand_staff(actor)
    condition, parameters = visible(actor)
    row = engine().fetch_one(
        "SELECT p.principal_id FROM core_person p WHERE p.principal_id ="
        " (SELECT COALESCE(a.stands_for_id, a.principal_id) FROM core_person a"
        f" WHERE a.principal_id = %s) AND {condition}",
        [person, *parameters],
    )
    if row is None:
        raise NotFound(_NOBODY)
    return int(row[0])


def _above(person: int) -> list[PrincipalId]:
    """The chain upwards from a person on, each a human; a circle of two ends it."""
    rows = engine().fetch_all(
        "WITH RECURSIVE above(id, n) AS ("
        " SELECT p.principal_id, 0 FROM core_person p WHERE p.principal_id = %s"
        " UNION SELECT (SELECT COALESCE(m.stands_for_id, m.principal_id)"
        "  FROM core_person q JOIN core_person m ON m.principal_id = q.manager_id"
        "  WHERE q.principal_id = a.id OR q.stands_for_id = a.id"
        "  ORDER BY q.stands_for_id IS NOT NULL, q.principal_id LIMIT 1), a.n + 1"
        " FROM above a WHERE a.id IS NOT NULL AND a.n < %s)"
        " SELECT id FROM above WHERE id IS NOT NULL ORDER BY n",
        (person, _MOST_LEVELS),
    )
    return list(dict.fromkeys(PrincipalId(row[0]) for row in rows))


def _count(condition: Condition) -> int:
    sql, parameters = condition
    row = engine().fetch_one(
        f"SELECT count(*) FROM core_person p WHERE {sql}", parameters
    )
    return 0 if row is None else int(row[0])


def _facets(
    base: Condition, parts: dict[str, Condition]
) -> dict[str, tuple[FacetValue, ...]]:
    found = {}
    for name in FACETS:
        others = [part for key, part in parts.items() if key != name]
        condition, parameters = joined([base, *others])
        if name == "company":
            counted = (
                "SELECT o.id, o.name, count(DISTINCT p.principal_id) FROM core_person p"
                f" JOIN core_person q ON {ACCOUNTS}"
                " JOIN core_membership m ON m.person_id = q.principal_id"
                " JOIN core_organisation o ON o.id = m.organisation_id"
                f" AND o.kind = 'own' WHERE {condition} GROUP BY o.id, o.name"
                " ORDER BY o.id"
            )
            rows = engine().fetch_all(counted, parameters)
        else:
            rows = engine().fetch_all(
                "SELECT f.key, min(f.label), count(*) FROM core_person p"
                " JOIN core_personfacet f ON f.person_id = p.principal_id"
                f" AND f.name = %s WHERE {condition} GROUP BY f.key"
                " ORDER BY 3 DESC, 1 LIMIT 50",
                [name, *parameters],
            )
        found[name] = tuple(
            FacetValue(key=str(key), label=label, count=count)
            for key, label, count in rows
        )
    return found


def _letters(base: Condition, parts: dict[str, Condition]) -> tuple[str, ...]:
    others = [part for key, part in parts.items() if key != "letter"]
    condition, parameters = joined([base, *others])
    rows = engine().fetch_all(
        "SELECT DISTINCT substr(p.name_sort, 1, 1) FROM core_person p"
        f" WHERE {condition} ORDER BY 1",
        parameters,
    )
    return tuple(row[0] for row in rows)
