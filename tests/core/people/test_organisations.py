from __future__ import annotations

import pytest

from hallway.core.access.actors import ANONYMOUS, Actor
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.people.commands import (
    add_brand,
    add_membership,
    add_organisation,
    bootstrap,
    remove_membership,
)
from hallway.core.people.queries import (
    find_brand,
    get_organisation,
    get_role_principal,
    list_memberships,
    list_organisations,
)
from hallway.core.people.records import OrganisationId, OrganisationRecord
from tests.core.people.conftest import Acts, Adds


@pytest.fixture
def acme(own: OrganisationRecord, system: Actor) -> OrganisationRecord:
    return add_organisation(system, name="Acme", kind="customer")


@pytest.fixture
def dove(acme: OrganisationRecord, system: Actor) -> OrganisationRecord:
    return add_organisation(system, name="Dove", kind="customer")


def test_a_customer_sees_his_own_organisation_only(
    own: OrganisationRecord,
    acme: OrganisationRecord,
    dove: OrganisationRecord,
    add: Adds,
    act: Acts,
) -> None:
    customer, staff = (
        act(add("Cora", organisation=acme.id)),
        act(add("Stan", organisation=own.id)),
    )
    assert list_organisations(staff) == [acme, dove, own]
    assert list_organisations(customer) == [acme]
    assert list_organisations(ANONYMOUS) == []
    assert get_organisation(customer, acme.id) == acme
    for hidden in (dove.id, own.id, OrganisationId(10**9)):
        with pytest.raises(NotFound):
            get_organisation(customer, hidden)
        with pytest.raises(NotFound):
            get_role_principal(customer, hidden)


def test_a_colleague_of_two_customers_shows_each_only_its_own(
    system: Actor,
    acme: OrganisationRecord,
    dove: OrganisationRecord,
    add: Adds,
    act: Acts,
) -> None:
    both, cora = add("Bo", organisation=acme.id), add("Cora", organisation=acme.id)
    add_membership(system, both.id, organisation=dove.id, role="buyer")

    def seen(actor: Actor) -> list[tuple[str, str]]:
        memberships = list_memberships(actor, both.id)
        return [(one.organisation_name, one.role) for one in memberships]

    assert seen(act(both)) == [("Acme", "member"), ("Dove", "buyer")]
    assert seen(act(cora)) == [("Acme", "member")]


def test_a_name_is_taken_in_any_case(system: Actor, acme: OrganisationRecord) -> None:
    with pytest.raises(Conflict, match="organisation of that name"):
        add_organisation(system, name="ACME", kind="customer")
    assert add_organisation(system, name="Acme 2", kind="own").kind == "own"


@pytest.mark.parametrize(
    ("field", "more"), [("kind", {"kind": "partner"}), ("name", {"name": ""})]
)
def test_an_organisation_has_a_name_and_a_kind(
    db: None, system: Actor, field: str, more: dict[str, str]
) -> None:
    good = {"name": "Acme", "kind": "customer"}
    with pytest.raises(Invalid) as refused:
        add_organisation(system, **{**good, **more})
    assert set(refused.value.fields) == {field}
    assert add_organisation(system, **good).name == "Acme"


def test_a_membership_is_of_one_role_at_a_time(
    system: Actor, acme: OrganisationRecord, add: Adds
) -> None:
    cora = add("Cora", organisation=acme.id)
    add_membership(system, cora.id, organisation=acme.id)
    add_membership(system, cora.id, organisation=acme.id, role="buyer")
    assert [m.role for m in list_memberships(system, cora.id)] == ["buyer", "member"]
    remove_membership(system, cora.id, organisation=acme.id)
    assert [m.role for m in list_memberships(system, cora.id)] == ["buyer"]
    with pytest.raises(NotFound):
        remove_membership(system, cora.id, organisation=acme.id)
    with pytest.raises(Invalid):
        add_membership(system, cora.id, organisation=acme.id, role="Big Boss")


def test_the_company_is_made_once_and_by_an_administrator(
    own: OrganisationRecord, system: Actor, add: Adds, act: Acts
) -> None:
    assert bootstrap(system) == own
    assert bootstrap(act(add("Ada", admin=True))) == own
    with pytest.raises(Forbidden):
        bootstrap(act(add("Stan", organisation=own.id)))


def test_a_brand_is_found_by_its_host_by_everyone(
    system: Actor, own: OrganisationRecord, add: Adds, act: Acts
) -> None:
    colours = {"accent": "#06c"}
    made = add_brand(
        system, host="News.Example", organisation=own.id, name="News", colours=colours
    )
    assert find_brand(ANONYMOUS, "NEWS.example") == made
    assert made.colours == colours
    assert find_brand(ANONYMOUS, "other.example") is None
    with pytest.raises(Conflict):
        add_brand(system, host="news.example", organisation=own.id, name="Again")
    with pytest.raises(Forbidden):
        add_brand(
            act(add("Stan", organisation=own.id)),
            host="stan.example",
            organisation=own.id,
            name="Stan",
        )
