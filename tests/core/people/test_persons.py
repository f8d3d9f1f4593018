from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hallway.core.access.actors import ANONYMOUS, Actor, PrincipalId
from hallway.core.changes.models import Change
from hallway.core.errors import Conflict, CoreError, Forbidden, Invalid, NotFound
from hallway.core.people.commands import (
    add_directory,
    add_membership,
    add_organisation,
    add_person,
    create_token,
    deactivate_person,
    link_account,
    link_alias,
    reactivate_person,
    revoke_token,
    set_manager,
    set_password,
    unlink_account,
    unlink_alias,
    update_person,
)
from hallway.core.people.models import Person, Tenant
from hallway.core.people.queries import (
    find_person,
    get_person,
    list_accounts,
    list_aliases,
    list_directories,
    list_memberships,
    list_people,
    list_tokens,
)
from hallway.core.people.records import OrganisationRecord, PersonRecord
from tests.core.people.conftest import Acts, Adds

NOBODY = PrincipalId(10**9)


@dataclass
class Cast:
    """An administrator, a member of staff, two customers of one, one of another."""

    admin: PersonRecord
    staff: PersonRecord
    cora: PersonRecord
    carl: PersonRecord
    dora: PersonRecord
    nobody: PersonRecord


@pytest.fixture
def cast(system: Actor, own: OrganisationRecord, add: Adds) -> Cast:
    acme = add_organisation(system, name="Acme", kind="customer").id
    dove = add_organisation(system, name="Dove", kind="customer").id
    return Cast(
        add("Ada", admin=True, organisation=own.id),
        add("Stan", organisation=own.id),
        add("Cora", organisation=acme),
        add("Carl", organisation=acme),
        add("Dora", organisation=dove),
        add("Nobody"),
    )


def epoch() -> int:
    return int(Tenant.unscoped.values_list("directory_epoch", flat=True).get())


def names(actor: Actor) -> str:
    return " ".join(person.name for person in list_people(actor))


def test_everybody_sees_whom_he_may_and_nobody_else(cast: Cast, act: Acts) -> None:
    assert names(act(cast.staff)) == "Ada Carl Cora Dora Nobody Stan"
    assert names(act(cast.cora)) == names(act(cast.carl)) == "Carl Cora"
    assert names(act(cast.dora)) == "Dora"
    assert names(act(cast.nobody)) == "Nobody"
    assert names(ANONYMOUS) == ""


def test_a_hidden_person_is_answered_like_an_absent_one(cast: Cast, act: Acts) -> None:
    customer = act(cast.cora)
    assert get_person(customer, cast.carl.id) == cast.carl
    assert find_person(customer, "CARL@a.example") == cast.carl
    answers = set()
    for hidden, email in [
        (cast.dora.id, cast.dora.email),
        (cast.staff.id, cast.staff.email),
        (NOBODY, "nobody@else.example"),
    ]:
        for ask in (
            lambda hidden=hidden: get_person(customer, hidden),
            lambda email=email: find_person(customer, email),
            lambda hidden=hidden: list_tokens(customer, hidden),
            lambda hidden=hidden: list_memberships(customer, hidden),
            lambda hidden=hidden: update_person(customer, hidden, name="X"),
            lambda hidden=hidden: deactivate_person(customer, hidden),
            lambda hidden=hidden: create_token(customer, hidden, name="x", days=1),
            lambda hidden=hidden: link_alias(customer, cast.cora.id, hidden),
            lambda hidden=hidden: set_manager(customer, hidden, manager=None),
        ):
            with pytest.raises(CoreError) as refused:
                ask()
            answers.add((type(refused.value), refused.value.message))
    assert answers == {(NotFound, "There is no such person.")}


def test_hidden_and_absent_cost_the_same_queries(cast: Cast, act: Acts) -> None:
    customer = act(cast.cora)
    costs = []
    for person in (cast.dora.id, NOBODY):
        with CaptureQueriesContext(connection) as queries, pytest.raises(NotFound):
            get_person(customer, person)
        costs.append(len(queries))
    assert costs == [1, 1]


def test_only_an_administrator_changes_people(
    cast: Cast, own: OrganisationRecord, act: Acts
) -> None:
    cora, stan = cast.cora.id, cast.staff.id
    mine = list_directories(act(cast.staff))[0].id

    def changes(actor: Actor) -> list[Callable[[], object]]:
        return [
            lambda: add_person(actor, email="n@a.example", name="N"),
            lambda: update_person(actor, cora, name="Cora C."),
            lambda: set_password(actor, cora, password="long enough"),
            lambda: set_manager(actor, cora, manager=stan),
            lambda: deactivate_person(actor, cora),
            lambda: reactivate_person(actor, cora),
            lambda: add_membership(actor, cora, organisation=own.id),
            lambda: add_organisation(actor, name="New", kind="customer"),
            lambda: add_directory(actor, name="AD", kind="ldap"),
            lambda: link_account(actor, cora, directory=mine, external_id="x"),
            lambda: link_alias(actor, cora, stan),
            lambda: unlink_alias(actor, cora, stan),
            lambda: create_token(actor, cora, name="x", days=1),
        ]

    for change in changes(act(cast.staff)):
        with pytest.raises(Forbidden):
            change()
    for change in changes(act(cast.admin)):
        change()


def test_pages_of_people_follow_each_other_by_name(cast: Cast, act: Acts) -> None:
    actor = act(cast.staff)
    first = list_people(actor, limit=4)
    rest = list_people(actor, after=first[-1], limit=4)
    assert [person.name for person in [*first, *rest]] == names(actor).split()


def test_people_who_left_are_not_listed_but_can_be_looked_up(
    cast: Cast, system: Actor, act: Acts
) -> None:
    deactivate_person(system, cast.carl.id)
    assert names(act(cast.cora)) == "Cora"
    assert not get_person(act(cast.cora), cast.carl.id).active


def test_an_address_is_taken_in_any_case(db: None, system: Actor, add: Adds) -> None:
    anna = add("Anna")
    with pytest.raises(Conflict, match="e-mail address"):
        add_person(system, email="ANNA@A.example", name="Another")
    bert = add("Bert")
    with pytest.raises(Conflict, match="e-mail address"):
        update_person(system, bert.id, email="Anna@a.example")
    assert update_person(system, anna.id, email="ANNA@a.example").email[:4] == "ANNA"


def test_a_new_person_has_a_local_account_that_follows_his_address(
    db: None, system: Actor, add: Adds
) -> None:
    anna = add("Anna")
    update_person(system, anna.id, email="New@a.example", name="Anna B.")
    [account] = list_accounts(system, anna.id)
    assert account.external_id == "new@a.example"
    assert find_person(system, "new@A.example").name == "Anna B."


def test_a_password_is_stored_as_a_hash(db: None, system: Actor, add: Adds) -> None:
    anna = add("Anna", password="correct horse")

    def stored() -> str:
        return str(Person.unscoped.values_list("password", flat=True).get(pk=anna.id))

    assert "horse" not in stored()
    assert check_password("correct horse", stored())
    with pytest.raises(Invalid):
        set_password(system, anna.id, password="short")
    assert check_password("correct horse", stored())
    set_password(system, anna.id, password=None)
    assert not check_password("correct horse", stored())


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("email", {"email": "anna"}),
        ("name", {"name": " "}),
        ("name", {"name": "A\nB"}),
        ("password", {"password": "1234567"}),
    ],
)
def test_what_is_wrong_is_told_by_field(
    db: None, system: Actor, field: str, more: dict[str, Any]
) -> None:
    good: dict[str, Any] = {"email": "anna@a.example", "name": "Anna"}
    with pytest.raises(Invalid) as refused:
        add_person(system, **{**good, **more})
    assert set(refused.value.fields) == {field}
    assert add_person(system, **good).name == "Anna"


def test_nobody_reports_to_himself(db: None, system: Actor, add: Adds) -> None:
    anna, bert, carl = add("Anna"), add("Bert"), add("Carl")
    set_manager(system, anna.id, manager=bert.id)
    set_manager(system, bert.id, manager=carl.id)
    for person in (bert, carl):
        with pytest.raises(Conflict):
            set_manager(system, person.id, manager=anna.id)
    with pytest.raises(Conflict):
        set_manager(system, anna.id, manager=anna.id)
    with pytest.raises(NotFound):
        set_manager(system, carl.id, manager=NOBODY)
    set_manager(system, bert.id, manager=None)
    set_manager(system, carl.id, manager=anna.id)
    assert get_person(system, carl.id).manager == anna.id


def test_nobody_shuts_himself_out(cast: Cast, act: Acts) -> None:
    with pytest.raises(Conflict):
        deactivate_person(act(cast.admin), cast.admin.id)
    deactivate_person(act(cast.admin), cast.staff.id)


def test_a_person_manages_his_own_tokens_and_no_others(cast: Cast, act: Acts) -> None:
    cora, carl = act(cast.cora), act(cast.carl)
    create_token(cora, cast.cora.id, name="laptop", days=1)
    [token] = list_tokens(cora, cast.cora.id)
    assert (token.name, token.revoked) == ("laptop", None)
    assert token.expires is not None
    with pytest.raises(Forbidden):
        list_tokens(carl, cast.cora.id)
    with pytest.raises(Forbidden):
        create_token(carl, cast.cora.id, name="x", days=1)
    with pytest.raises(NotFound):
        revoke_token(carl, token.id)
    revoke_token(cora, token.id)
    assert list_tokens(cora, cast.cora.id)[0].revoked is not None


def test_a_token_of_somebody_who_left_is_not_made(cast: Cast, system: Actor) -> None:
    create_token(system, cast.cora.id, name="x", days=1)
    deactivate_person(system, cast.cora.id)
    with pytest.raises(Conflict):
        create_token(system, cast.cora.id, name="x", days=1)


def test_an_entry_of_a_directory_stands_for_one_person(
    cast: Cast, system: Actor
) -> None:
    directory = add_directory(system, name="AD of Acme", kind="ldap").id
    account = link_account(system, cast.cora.id, directory=directory, external_id="a-1")
    with pytest.raises(Conflict):
        link_account(system, cast.carl.id, directory=directory, external_id="a-1")
    link_account(system, cast.carl.id, directory=directory, external_id="A-1")
    unlink_account(system, account.id)
    link_account(system, cast.carl.id, directory=directory, external_id="a-1")
    with pytest.raises(NotFound):
        unlink_account(system, account.id)
    with pytest.raises(NotFound):
        link_account(system, cast.cora.id, directory=NOBODY, external_id="b")  # type: ignore[arg-type]


def test_an_ended_alias_is_remembered_and_can_be_made_again(
    cast: Cast, system: Actor
) -> None:
    link_alias(system, cast.carl.id, cast.cora.id, reason="same phone")
    with pytest.raises(Conflict):
        link_alias(system, cast.cora.id, cast.carl.id)
    unlink_alias(system, cast.cora.id, cast.carl.id)
    with pytest.raises(NotFound):
        unlink_alias(system, cast.cora.id, cast.carl.id)
    link_alias(system, cast.cora.id, cast.carl.id)
    ended, current = list_aliases(system, cast.carl.id)
    assert ended.until is not None
    assert ended.reason == "same phone"
    assert current.until is None
    assert ended.first == current.first == cast.cora.id


def test_changes_of_people_are_recorded_without_names(
    cast: Cast, system: Actor
) -> None:
    last = Change.unscoped.latest("id").pk
    epochs = [epoch()]
    steps: list[Callable[[], object]] = [
        lambda: update_person(system, cast.cora.id, name="Zoe", email="z@a.example"),
        lambda: deactivate_person(system, cast.cora.id),
        lambda: reactivate_person(system, cast.cora.id),
        lambda: link_alias(system, cast.cora.id, cast.dora.id, reason="Zoe is Dora"),
        lambda: unlink_alias(system, cast.cora.id, cast.dora.id),
    ]
    for step in steps:
        step()
        epochs.append(epoch())
    assert epochs == sorted(set(epochs))
    changes = Change.unscoped.filter(pk__gt=last).order_by("id")
    assert [change.verb for change in changes] == [
        "person.updated",
        "person.deactivated",
        "person.reactivated",
        "alias.linked",
        "alias.unlinked",
    ]
    assert {change.stream.kind for change in changes} == {"directory"}
    said = " ".join(repr((change.before, change.after)) for change in changes)
    assert not any(word in said for word in ("Zoe", "Dora", "Cora", "@"))


def test_what_changes_nothing_is_not_recorded(cast: Cast, system: Actor) -> None:
    before = (epoch(), Change.unscoped.count())
    update_person(system, cast.cora.id, name="Cora", email=cast.cora.email)
    reactivate_person(system, cast.cora.id)
    set_manager(system, cast.cora.id, manager=None)
    assert (epoch(), Change.unscoped.count()) == before
