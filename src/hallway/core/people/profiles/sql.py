"""What the directory's statements have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.people.finding.rules import like
from hallway.core.people.profiles.records import Narrowing, PersonCard
from hallway.core.people.profiles.rules import phone_digits, read_profile
from hallway.core.people.records import OrganisationId
from hallway.platform.db import engine
from hallway.wire.paths import name_key, sort_key

ACCOUNTS = "(q.principal_id = p.principal_id OR q.stands_for_id = p.principal_id)"
"""`q` is one of the accounts of the human `p` stands for."""

OWN = (
    "EXISTS (SELECT 1 FROM core_membership m JOIN core_organisation o"
    " ON o.id = m.organisation_id AND o.kind = 'own'"
    f" JOIN core_person q ON q.principal_id = m.person_id WHERE {ACCOUNTS})"
)
"""He works for an own company, with any of his accounts."""

CARD = (
    "SELECT p.principal_id, n.title, p.email, p.is_active, p.profile, p.photo_id,"
    " p.created FROM core_person p JOIN core_principal n ON n.id = p.principal_id"
    " WHERE "
)

Condition = tuple[str, list[Any]]


def conditions_of(narrowing: Narrowing) -> dict[str, Condition]:
    """Return what each part of a narrowing asks for, by its name."""
    found: dict[str, Condition] = {}
    if narrowing.text.strip():
        found["text"] = _text(narrowing.text)
    if narrowing.letter:
        found["letter"] = (
            "p.name_sort LIKE %s ESCAPE '!'",
            [f"{like(sort_key(narrowing.letter))}%"],
        )
    for name, keys in narrowing.facets.items():
        if keys:
            found[name] = _facet(name, list(keys))
    return found


def _facet(name: str, keys: list[str]) -> Condition:
    if name == "company":
        ids = [
            int(key)
            for key in keys
            if key.isascii() and key.isdigit() and len(key) < 16
        ]
        condition = (
            "EXISTS (SELECT 1 FROM core_membership m JOIN core_person q"
            f" ON q.principal_id = m.person_id WHERE {ACCOUNTS}"
            f" AND m.organisation_id IN ({marks(ids)}))"
        )
        return condition, [*ids]
    condition = (
        "EXISTS (SELECT 1 FROM core_personfacet f WHERE f.person_id = p.principal_id"
        f" AND f.name = %s AND f.key IN ({marks(keys)}))"
    )
    return condition, [name, *keys]


def _text(text: str) -> Condition:
    parts, parameters = [], []
    digits = phone_digits(text)
    for word in [digits] if digits else sort_key(text).split():
        parts.append(
            "((' ' || p.name_sort) LIKE %s ESCAPE '!'"
            " OR p.profile_key LIKE %s ESCAPE '!'"
            f" OR EXISTS (SELECT 1 FROM core_person q WHERE {ACCOUNTS}"
            " AND (q.email_key LIKE %s ESCAPE '!'"
            " OR (' ' || q.name_sort) LIKE %s ESCAPE '!')))"
        )
        begins = f"% {like(word)}%"
        # A number is known without its country, too.
        inside = f"%{like(digits)}%" if digits else begins
        parameters += [begins, inside, f"{like(name_key(text.strip()))}%", begins]
    return " AND ".join(parts) or "1 = 0", parameters


def joined(conditions: Iterable[Condition]) -> Condition:
    """Return conditions as one."""
    listed = list(conditions)
    return (
        " AND ".join(sql for sql, _ in listed) or "1 = 1",
        [one for _, parameters in listed for one in parameters],
    )


def cards(condition: str, parameters: Sequence[Any]) -> list[PersonCard]:
    """Return people with their companies and the number of their reports.

    Three statements, whatever the number of people.
    """
    rows = engine().fetch_all(CARD + condition, parameters)
    ids = [row[0] for row in rows]
    companies, reports = _companies(ids), _reports(ids)
    return [
        _card(row, tuple(companies.get(row[0], ())), reports.get(row[0], 0))
        for row in rows
    ]


def _card(
    row: Sequence[Any], companies: tuple[OrganisationId, ...], reports: int
) -> PersonCard:
    person, name, email, active, stored, photo, created = row
    profile = read_profile(loaded(stored))
    return PersonCard(
        id=PrincipalId(person),
        name=name,
        email=email,
        active=bool(active),
        job_title=profile.job_title,
        department=profile.department,
        office=profile.office,
        phone=profile.phone or profile.mobile,
        photo=photo or "",
        created=created,
        companies=companies,
        reports=reports,
    )


def loaded(stored: Any) -> dict[str, Any]:
    """Return a JSON column's value, which one database gives as text."""
    found = orjson.loads(stored) if isinstance(stored, str) else stored
    return found if isinstance(found, dict) else {}


def _companies(ids: Sequence[int]) -> dict[int, list[OrganisationId]]:
    found: dict[int, list[OrganisationId]] = {}
    if ids:
        for person, organisation in engine().fetch_all(
            "SELECT DISTINCT COALESCE(q.stands_for_id, q.principal_id), o.id"
            " FROM core_person q JOIN core_membership m ON m.person_id = q.principal_id"
            " JOIN core_organisation o ON o.id = m.organisation_id AND o.kind = 'own'"
            f" WHERE COALESCE(q.stands_for_id, q.principal_id) IN ({marks(ids)})"
            " ORDER BY 1, 2",
            list(ids),
        ):
            found.setdefault(person, []).append(OrganisationId(organisation))
    return found


def _reports(ids: Sequence[int]) -> dict[int, int]:
    if not ids:
        return {}
    return dict(
        engine().fetch_all(
            "SELECT COALESCE(a.stands_for_id, a.principal_id),"
            " count(DISTINCT COALESCE(r.stands_for_id, r.principal_id))"
            " FROM core_person a JOIN core_person r"
            " ON r.manager_id = a.principal_id AND r.is_active"
            f" WHERE COALESCE(a.stands_for_id, a.principal_id) IN ({marks(ids)})"
            " GROUP BY 1",
            list(ids),
        )
    )


def visible(actor: Actor) -> Condition:
    """Return whose page an actor may see: staff's, and his own."""
    own = [*actor.principals]
    return f"({OWN} OR p.principal_id IN ({marks(own)}))", own


def marks(values: Sequence[object]) -> str:
    """Return a placeholder a value; SQL has no empty list, and no id is NULL."""
    return ", ".join(["%s"] * len(values)) or "NULL"
