from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hallway.core.access.actors import (
    ADMINISTRATORS,
    ALL_STAFF,
    EVERYONE,
    Actor,
    PrincipalId,
)
from hallway.core.access.groups.commands import (
    add_member,
    create_group,
    delete_group,
    remove_member,
    rename_group,
)
from hallway.core.access.groups.queries import (
    get_group,
    list_groups,
    list_members,
    membership_path,
    why_in_group,
)
from hallway.core.access.models import Grant, Group, Principal
from hallway.core.changes.models import Change
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.people.commands import (
    add_organisation,
    link_alias,
)
from hallway.core.people.models import Tenant
from hallway.core.people.queries import get_role_principal
from hallway.core.people.records import OrganisationRecord, PersonRecord
from hallway.core.sites.commands import add_site
from hallway.core.sites.models import Site
from hallway.core.sites.records import SiteRecord
from tests.core.people.conftest import Acts, Adds


@dataclass
class Company:
    """An owner of a site, a member of staff, a customer, and groups."""

    owner: PersonRecord
    staff: PersonRecord
    customer: PersonRecord
    site: SiteRecord
    finance: PrincipalId
    crew: PrincipalId


@pytest.fixture
def company(system: Actor, own: OrganisationRecord, add: Adds) -> Company:
    owner, staff = add("Olga", organisation=own.id), add("Stan", organisation=own.id)
    acme = add_organisation(system, name="Acme", kind="customer")
    customer = add("Cora", organisation=acme.id)
    site = add_site(system, path="/sites/hr", title="HR", kind="team", owner=owner.id)
    finance = create_group(system, title="Finance").id
    crew = create_group(system, title="Crew", site=site.id).id
    return Company(owner, staff, customer, site, finance, crew)


def epoch() -> int:
    return int(Tenant.unscoped.values_list("directory_epoch", flat=True).get())


def test_the_owner_of_a_site_manages_its_groups(company: Company, act: Acts) -> None:
    owner = act(company.owner)
    group = create_group(owner, title="Helpers", site=company.site.id)
    add_member(owner, group.id, company.staff.id)
    rename_group(owner, group.id, title="Friends")
    assert [m.title for m in list_members(owner, group.id)] == ["Stan"]
    remove_member(owner, group.id, company.staff.id)
    assert list_members(owner, group.id) == []
    delete_group(owner, group.id)
    with pytest.raises(NotFound):
        get_group(owner, group.id)


def test_the_owner_of_a_site_cannot_change_the_directorys_groups(
    company: Company, act: Acts
) -> None:
    owner = act(company.owner)
    with pytest.raises(Forbidden):
        create_group(owner, title="Mine")
    for change in (
        lambda: add_member(owner, company.finance, company.owner.id),
        lambda: remove_member(owner, company.finance, company.owner.id),
        lambda: rename_group(owner, company.finance, title="Mine"),
        lambda: delete_group(owner, company.finance),
        lambda: add_member(owner, ADMINISTRATORS, company.owner.id),
    ):
        with pytest.raises(Forbidden):
            change()


def test_a_group_of_a_hidden_site_is_not_there(company: Company, act: Acts) -> None:
    assert get_group(act(company.owner), company.crew).title == "Crew"
    for person in (company.staff, company.customer):
        actor = act(person)
        with pytest.raises(NotFound):
            get_group(actor, company.crew)
        with pytest.raises(NotFound):
            add_member(actor, company.crew, person.id)
        with pytest.raises(NotFound):
            create_group(actor, title="Mine", site=company.site.id)
        assert list_groups(actor, site=company.site.id) == []


def test_a_customer_sees_the_groups_he_is_in_and_nobody_in_them(
    company: Company, system: Actor, act: Acts
) -> None:
    with pytest.raises(NotFound):
        get_group(act(company.customer), company.finance)
    assert list_groups(act(company.customer)) == []
    add_member(system, company.finance, company.customer.id)
    customer = act(company.customer)
    assert [group.title for group in list_groups(customer)] == ["Finance"]
    with pytest.raises(Forbidden):
        list_members(customer, company.finance)
    assert why_in_group(customer, company.customer.id, company.finance) == "directly"
    with pytest.raises(NotFound):
        why_in_group(customer, company.staff.id, company.finance)


def test_a_member_is_somebody_whom_the_actor_sees(
    company: Company, system: Actor, act: Acts
) -> None:
    site = company.site
    crew = create_group(system, title="Portal", site=site.id).id
    owners = next(g for g in list_groups(system, site=site.id) if "Owner" in g.title)
    add_member(system, owners.id, company.customer.id)
    customer = act(company.customer)
    add_member(customer, crew, company.customer.id)
    for hidden in (company.staff.id, company.finance, ALL_STAFF, PrincipalId(10**9)):
        with pytest.raises(NotFound):
            add_member(customer, crew, hidden)


def test_only_persons_groups_roles_and_all_staff_are_members(
    company: Company, system: Actor, own: OrganisationRecord
) -> None:
    role = get_role_principal(system, own.id)
    for member in (company.staff.id, company.crew, role, ALL_STAFF):
        add_member(
            system, create_group(system, title="G", site=company.site.id).id, member
        )
    for stranger in (EVERYONE, PrincipalId(1)):
        with pytest.raises(Invalid):
            add_member(system, company.finance, stranger)


def test_a_circle_is_refused_with_the_names_of_both(
    company: Company, system: Actor
) -> None:
    payroll = create_group(system, title="Payroll").id
    clerks = create_group(system, title="Clerks").id
    add_member(system, company.finance, payroll)
    add_member(system, payroll, clerks)
    with pytest.raises(Conflict) as refused:
        add_member(system, clerks, company.finance)
    assert refused.value.message == (
        "Clerks is in Finance, so Finance cannot be in it."
    )
    with pytest.raises(Conflict, match="Finance cannot be inside itself"):
        add_member(system, company.finance, company.finance)


def test_a_sites_group_stays_within_its_site(company: Company, system: Actor) -> None:
    other = add_site(system, path="/sites/it", title="IT", kind="team", owner=None)
    inner = create_group(system, title="Inner", site=company.site.id).id
    add_member(system, company.crew, inner)
    add_member(system, company.crew, company.finance)
    elsewhere = create_group(system, title="Elsewhere", site=other.id).id
    for outer in (company.finance, ADMINISTRATORS, elsewhere):
        with pytest.raises(Conflict, match="site's group"):
            add_member(system, outer, inner)


def test_no_crowd_becomes_administrators(
    company: Company, system: Actor, own: OrganisationRecord
) -> None:
    inner = create_group(system, title="Inner").id
    add_member(system, ADMINISTRATORS, inner)
    add_member(system, inner, company.staff.id)
    for crowd in (ALL_STAFF, get_role_principal(system, own.id)):
        for group in (ADMINISTRATORS, inner):
            with pytest.raises(Conflict, match="Only named persons"):
                add_member(system, group, crowd)
    assert [m.title for m in list_members(system, ADMINISTRATORS)] == ["Inner", "Stan"]


def test_administrators_is_built_in(db: None, system: Actor) -> None:
    for change in (
        lambda: rename_group(system, ADMINISTRATORS, title="Users"),
        lambda: delete_group(system, ADMINISTRATORS),
    ):
        with pytest.raises(Conflict, match="built in"):
            change()


def test_what_a_deleted_group_was_granted_goes_with_it(
    company: Company, system: Actor, act: Acts
) -> None:
    site = Site.unscoped.get(pk=company.site.id)
    owners = next(g for g in list_groups(system, site=site.pk) if "Owner" in g.title)
    assert Grant.unscoped.filter(principal=owners.id).exists()
    delete_group(act(company.owner), owners.id)
    assert not Grant.unscoped.filter(principal=owners.id).exists()
    assert not Group.unscoped.filter(pk=owners.id).exists()
    assert not Principal.unscoped.filter(pk=owners.id).exists()
    after = Site.unscoped.get(pk=site.pk)
    assert after.permission_epoch == site.permission_epoch + 1
    with pytest.raises(NotFound):
        get_group(act(company.owner), company.crew)


def test_members_are_listed_with_how_they_came(
    company: Company, system: Actor, act: Acts
) -> None:
    payroll = create_group(system, title="Payroll").id
    clerks = create_group(system, title="Clerks").id
    add_member(system, company.finance, payroll)
    add_member(system, payroll, clerks)
    add_member(system, clerks, company.staff.id)
    add_member(system, company.finance, company.owner.id)
    add_member(system, clerks, company.owner.id)
    members = list_members(act(company.staff), company.finance)
    assert [(m.title, m.kind, m.how) for m in members] == [
        ("Clerks", "group", "through group Payroll"),
        ("Olga", "person", "directly"),
        ("Payroll", "group", "directly"),
        ("Stan", "person", "through group Payroll"),
    ]


def test_listing_costs_the_same_for_three_and_thirty(
    company: Company, system: Actor, add: Adds
) -> None:
    counts = []
    for names in (range(3), range(3, 30)):
        for n in names:
            add_member(system, company.finance, add(f"M{n}").id)
        with CaptureQueriesContext(connection) as queries:
            list_members(system, company.finance)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 3


def test_the_way_into_a_group_is_told(
    company: Company, system: Actor, own: OrganisationRecord, add: Adds, act: Acts
) -> None:
    payroll = create_group(system, title="Payroll").id
    clerks = create_group(system, title="Clerks").id
    add_member(system, company.finance, payroll)
    add_member(system, payroll, clerks)
    finance, stan = company.finance, company.staff
    assert why_in_group(system, stan.id, finance) is None
    assert membership_path(system, act(stan).principals, finance) == []
    add_member(system, clerks, stan.id)
    assert why_in_group(system, stan.id, finance) == "through groups Clerks, in Payroll"
    assert membership_path(system, act(stan).principals, finance) == [
        "Clerks",
        "Payroll",
        "Finance",
    ]
    assert membership_path(system, [stan.id], finance)[-1] == "Finance"
    alias = add("Stanley")
    link_alias(system, alias.id, stan.id)
    add_member(system, payroll, alias.id)
    assert why_in_group(system, stan.id, finance) == "through group Payroll"
    add_member(system, finance, get_role_principal(system, own.id))
    assert why_in_group(system, stan.id, finance) == "directly"
    assert membership_path(system, [], finance) == []
    assert membership_path(system, [payroll], finance) == []


def test_a_member_twice_changes_nothing(company: Company, system: Actor) -> None:
    add_member(system, company.finance, company.staff.id)
    before = (epoch(), Change.unscoped.count())
    add_member(system, company.finance, company.staff.id)
    rename_group(system, company.finance, title=" Finance ")
    assert (epoch(), Change.unscoped.count()) == before


def test_only_a_direct_member_can_be_taken_out(company: Company, system: Actor) -> None:
    inner = create_group(system, title="Inner").id
    add_member(system, company.finance, inner)
    add_member(system, inner, company.staff.id)
    with pytest.raises(NotFound):
        remove_member(system, company.finance, company.staff.id)
    remove_member(system, inner, company.staff.id)


def test_changes_of_groups_are_recorded_and_outdate_principals(
    company: Company, system: Actor
) -> None:
    last = Change.unscoped.latest("id").pk
    epochs = [epoch()]
    group = create_group(system, title="Secret").id
    epochs.append(epoch())
    add_member(system, group, company.staff.id)
    epochs.append(epoch())
    rename_group(system, group, title="Hidden")
    remove_member(system, group, company.staff.id)
    epochs.append(epoch())
    delete_group(system, group)
    epochs.append(epoch())
    assert epochs == sorted(set(epochs))
    changes = Change.unscoped.filter(pk__gt=last).order_by("id")
    assert [change.verb for change in changes] == [
        "group.created",
        "group.member_added",
        "group.renamed",
        "group.member_removed",
        "group.deleted",
    ]
    assert {change.stream.kind for change in changes} == {"directory"}
    assert not any("Stan" in repr((c.before, c.after)) for c in changes)


@pytest.mark.parametrize("title", ["", "  ", "a\x00b", "a\nb", "x" * 256])
def test_a_group_needs_a_title(db: None, system: Actor, title: str) -> None:
    with pytest.raises(Invalid) as refused:
        create_group(system, title=title)
    assert set(refused.value.fields) == {"title"}
