"""People, groups and organisations as administrators look at them."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from hallway.core.access.actors import ADMINISTRATORS, Actor, PrincipalId
from hallway.core.access.models import GroupClosure
from hallway.core.admin.records import (
    GroupRow,
    MembershipRow,
    OrganisationRow,
    PersonRow,
)
from hallway.core.people.actors import load_reach
from hallway.core.people.models import Account, Membership, Person
from hallway.core.people.queries import get_person
from hallway.core.people.records import OrganisationId
from hallway.core.people.rules import demand_administrator
from hallway.core.sites.records import SiteId
from hallway.platform.db import engine
from hallway.wire.paths import name_key, sort_key

STATES = ("active", "inactive", "admins", "locked-out")


def list_person_rows(
    actor: Actor,
    *,
    text: str = "",
    organisation: int | None = None,
    state: str = "",
    after: int | None = None,
    limit: int = 50,
) -> list[PersonRow]:
    """Return people by name from the one after `after`; administrators only.

    text   part of a name or of an address
    state  one of STATES, or empty for everybody
    """
    demand_administrator(actor)
    rows = _people()
    no_password = Q(password="") | Q(password__startswith="!")  # noqa: S106 - none
    if text.strip():
        rows = rows.filter(
            Q(name_sort__contains=sort_key(text.strip()))
            | Q(email_key__contains=name_key(text.strip()))
        )
    if organisation is not None:
        of = Membership.unscoped.filter(
            person_id=OuterRef("pk"), organisation_id=organisation
        )
        rows = rows.filter(Exists(of))
    if state == "active":
        rows = rows.filter(is_active=True)
    elif state == "inactive":
        rows = rows.filter(is_active=False)
    elif state == "admins":
        rows = rows.filter(is_admin=True)
    elif state == "locked-out":
        rows = rows.filter(no_password, is_active=True, elsewhere=False)
    if after is not None:
        edge = Person.unscoped.filter(pk=after).values_list("name_sort", flat=True)
        name = edge.first()
        if name is not None:
            rows = rows.filter(Q(name_sort__gt=name) | Q(name_sort=name, pk__gt=after))
    return _person_rows(rows.order_by("name_sort", "pk")[:limit])


def get_person_row(actor: Actor, person: int) -> PersonRow:
    """Return one person as `list_person_rows` does; NotFound, administrators only."""
    demand_administrator(actor)
    (found,) = _person_rows(_people().filter(pk=get_person(actor, person).id))
    return found


def _people() -> Any:
    admin = GroupClosure.unscoped.filter(
        group_id=ADMINISTRATORS, member_id=OuterRef("pk")
    )
    elsewhere = Account.unscoped.filter(person_id=OuterRef("pk")).exclude(
        directory__kind="local"
    )
    return Person.unscoped.annotate(is_admin=Exists(admin), elsewhere=Exists(elsewhere))


def _person_rows(rows: Any) -> list[PersonRow]:
    found = list(
        rows.values(
            "pk",
            "principal__title",
            "email",
            "is_active",
            "password",
            "last_login",
            "is_admin",
            "elsewhere",
        )
    )
    companies = _companies([row["pk"] for row in found])
    return [
        PersonRow(
            id=PrincipalId(row["pk"]),
            name=row["principal__title"],
            email=row["email"],
            active=row["is_active"],
            is_admin=row["is_admin"],
            can_sign_in=row["elsewhere"]
            or bool(row["password"] and not row["password"].startswith("!")),
            last_sign_in=row["last_login"],
            companies=tuple(companies.get(row["pk"], ())),
        )
        for row in found
    ]


def _companies(people: list[int]) -> dict[int, list[str]]:
    rows = Membership.unscoped.filter(person__in=people).order_by(
        "organisation__name_key"
    )
    found: dict[int, list[str]] = {}
    for person, name in rows.values_list("person_id", "organisation__name"):
        names = found.setdefault(person, [])
        if name not in names:
            names.append(name)
    return found


def list_group_rows(actor: Actor) -> list[GroupRow]:
    """Return the groups of the directory by title; administrators only."""
    demand_administrator(actor)
    return [
        GroupRow(
            id=PrincipalId(group),
            title=title,
            description=description,
            built_in=built_in,
            members=members,
            uses=uses,
        )
        for group, title, description, built_in, members, uses in engine().fetch_all(
            "SELECT g.principal_id, p.title, g.description, g.built_in,"
            " (SELECT COUNT(*) FROM core_groupclosure c JOIN core_person q"
            "  ON q.principal_id = c.member_id WHERE c.group_id = g.principal_id),"
            " (SELECT COUNT(*) FROM core_grant r JOIN core_scope s ON s.id = r.scope_id"
            "  WHERE r.principal_id = g.principal_id AND s.base_id IS NULL)"
            " FROM core_group g JOIN core_principal p ON p.id = g.principal_id"
            " WHERE g.site_id IS NULL ORDER BY p.title, p.id"
        )
    ]


def count_grants_of(actor: Actor, principal: int) -> int:
    """Return how many grants name a principal; administrators only."""
    demand_administrator(actor)
    row = engine().fetch_one(
        "SELECT COUNT(*) FROM core_grant g JOIN core_scope s ON s.id = g.scope_id"
        " WHERE g.principal_id = %s AND s.base_id IS NULL",
        (principal,),
    )
    return 0 if row is None else int(row[0])


def list_groups_of(actor: Actor, person: int) -> list[MembershipRow]:
    """Return every group a person is in, by title; administrators only."""
    get_person(actor, person)
    demand_administrator(actor)
    principals = load_reach(person).principals
    marks = ", ".join(["%s"] * len(principals))
    rows = engine().fetch_all(
        "SELECT g.principal_id, p.title, g.site_id, s.title, EXISTS (SELECT 1"
        " FROM core_groupmember m WHERE m.group_id = g.principal_id"
        " AND m.member_id = %s)"
        " FROM core_group g JOIN core_principal p ON p.id = g.principal_id"
        f" LEFT JOIN core_site s ON s.id = g.site_id WHERE g.principal_id IN ({marks})"
        " ORDER BY p.title, p.id",
        [person, *principals],
    )
    return [
        MembershipRow(
            group=PrincipalId(group),
            title=title,
            site=None if site is None else SiteId(site),
            site_title=site_title or "",
            direct=bool(direct),
        )
        for group, title, site, site_title, direct in rows
    ]


def list_organisation_rows(actor: Actor) -> list[OrganisationRow]:
    """Return own companies first, then customers, by name; administrators only."""
    demand_administrator(actor)
    return [_organisation(row) for row in engine().fetch_all(_organisations())]


def _organisations() -> str:
    return (
        "SELECT o.id, o.name, o.kind, o.needs_factor, (SELECT"
        " COUNT(DISTINCT m.person_id) FROM core_membership m"
        " WHERE m.organisation_id = o.id), (SELECT COUNT(*) FROM core_site s"
        " WHERE s.organisation_id = o.id) FROM core_organisation o"
        " ORDER BY CASE o.kind WHEN 'own' THEN 0 ELSE 1 END, o.name_key"
    )


def _organisation(row: tuple[Any, ...]) -> OrganisationRow:
    number, name, kind, needs_factor, people, sites = row
    return OrganisationRow(
        id=OrganisationId(number),
        name=name,
        kind=kind,
        needs_factor=bool(needs_factor),
        people=people,
        sites=sites,
    )
