from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hallway.core import clock
from hallway.core.access.actors import (
    ADMINISTRATORS,
    ALL_STAFF,
    EVERYONE,
    Actor,
    PrincipalId,
)
from hallway.core.access.groups.commands import add_member, create_group, remove_member
from hallway.core.errors import NotFound
from hallway.core.people.actors import authenticate_token, get_actor, note_token_use
from hallway.core.people.commands import (
    add_membership,
    add_organisation,
    bootstrap,
    create_token,
    deactivate_person,
    link_alias,
    reactivate_person,
    remove_membership,
    revoke_token,
    unlink_alias,
)
from hallway.core.people.models import Token
from hallway.core.people.queries import get_role_principal, list_tokens
from hallway.core.people.records import OrganisationRecord, PersonRecord
from tests.core.people.conftest import Acts, Adds


@pytest.fixture
def anna(add: Adds) -> PersonRecord:
    return add("Anna")


@pytest.fixture
def secret(system: Actor, anna: PersonRecord) -> str:
    return create_token(system, anna.id, name="laptop", days=30)


def sent(secret: str) -> Actor | None:
    return authenticate_token(secret, face="dav")


def test_a_token_stands_for_its_person(secret: str, anna: PersonRecord) -> None:
    actor = sent(secret)
    assert actor == Actor(
        principal=anna.id,
        principals=(EVERYONE, anna.id),
        name="Anna",
        face="dav",
    )


def test_a_token_holds_160_bits_behind_its_number(
    secret: str, system: Actor, anna: PersonRecord
) -> None:
    [token] = list_tokens(system, anna.id)
    prefix, number, rest = secret.split("_")
    assert (prefix, number) == ("hw", str(token.id))
    assert len(rest) == 32
    assert secret not in repr(Token.unscoped.values())
    assert rest not in repr(Token.unscoped.values())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda s: s[:-1],
        lambda s: s + "a",
        lambda s: s + "\n",
        lambda s: s.upper(),
        lambda s: s[:-1] + ("b" if s[-1] == "a" else "a"),
        lambda s: s.replace("_", "_0", 1),
        lambda s: "hw_99999999999999999999999_" + s.split("_")[2],
        lambda s: "hw_999999999_" + s.split("_")[2],
        lambda s: "hw_\u0661_" + s.split("_")[2],
        lambda s: "",
        lambda s: "password",
        lambda s: "\x00",
    ],
)
def test_only_the_exact_token_stands_for_anybody(
    secret: str, spoil: Callable[[str], str]
) -> None:
    assert sent(secret) is not None
    assert sent(spoil(secret)) is None


def test_an_expired_token_stands_for_nobody(secret: str) -> None:
    assert sent(secret) is not None
    Token.unscoped.update(expires=clock.now())
    assert sent(secret) is None


def test_a_revoked_token_stands_for_nobody(
    secret: str, system: Actor, anna: PersonRecord
) -> None:
    assert sent(secret) is not None
    revoke_token(system, list_tokens(system, anna.id)[0].id)
    assert sent(secret) is None


def test_a_token_sleeps_while_its_person_is_not_active(
    secret: str, system: Actor, anna: PersonRecord
) -> None:
    deactivate_person(system, anna.id)
    assert sent(secret) is None
    with pytest.raises(NotFound):
        get_actor(anna.id, face="test")
    reactivate_person(system, anna.id)
    assert sent(secret) is not None


def test_an_unknown_person_is_no_actor(db: None) -> None:
    with pytest.raises(NotFound):
        get_actor(PrincipalId(10**6), face="test")
    with pytest.raises(NotFound):
        get_actor(ADMINISTRATORS, face="test")


def test_a_token_costs_one_query_until_the_directory_changes(
    secret: str, system: Actor, add: Adds
) -> None:
    sent(secret)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert sent(secret) is not None
    assert len(queries) == 1
    add("Somebody")
    with CaptureQueriesContext(connection) as queries:
        assert sent(secret) is not None
    assert len(queries) == 3


def test_last_use_is_written_at_most_every_five_minutes(
    secret: str, system: Actor, anna: PersonRecord
) -> None:
    def last_use() -> int | None:
        return list_tokens(system, anna.id)[0].last_used

    actor = sent(secret)
    assert actor is not None
    assert last_use() is None
    note_token_use(actor, secret)
    first = last_use()
    assert first is not None
    with CaptureQueriesContext(connection) as queries:
        note_token_use(actor, secret)
    assert (len(queries), last_use()) == (0, first)


def test_last_use_that_another_node_wrote_counts(
    secret: str, system: Actor, anna: PersonRecord, act: Acts
) -> None:
    recent = clock.now() - clock.SECOND
    Token.unscoped.update(last_used=recent)
    assert sent(secret) is not None
    note_token_use(act(anna), secret)
    assert list_tokens(system, anna.id)[0].last_used == recent
    # Another secret, as after a restart: this process has noted the first one.
    other = create_token(system, anna.id, name="phone", days=1)
    Token.unscoped.update(last_used=recent - 301 * clock.SECOND)
    note_token_use(act(anna), other)
    used = {token.name: token.last_used for token in list_tokens(system, anna.id)}
    assert used["laptop"] == recent - 301 * clock.SECOND
    assert (used["phone"] or 0) >= recent


def test_somebody_elses_token_is_not_noted(
    secret: str, system: Actor, add: Adds, anna: PersonRecord, act: Acts
) -> None:
    note_token_use(act(add("Bert")), secret)
    assert list_tokens(system, anna.id)[0].last_used is None


def test_a_member_of_an_own_company_is_staff(
    system: Actor, own: OrganisationRecord, anna: PersonRecord, act: Acts
) -> None:
    assert not act(anna).staff
    add_membership(system, anna.id, organisation=own.id)
    actor = act(anna)
    assert actor.staff
    role = get_role_principal(system, own.id)
    assert actor.principals == (EVERYONE, ALL_STAFF, *sorted([anna.id, role]))
    remove_membership(system, anna.id, organisation=own.id)
    assert not act(anna).staff
    assert ALL_STAFF not in act(anna).principals


def test_a_customer_is_not_staff_and_has_his_roles(
    system: Actor, anna: PersonRecord, act: Acts
) -> None:
    acme = add_organisation(system, name="Acme", kind="customer")
    add_membership(system, anna.id, organisation=acme.id, role="buyer")
    buyer = get_role_principal(system, acme.id, role="buyer")
    member = get_role_principal(system, acme.id)
    actor = act(anna)
    assert set(actor.principals) == {EVERYONE, anna.id, buyer, member}
    assert not actor.staff


def test_principals_hold_the_groups_around_nested_groups(
    system: Actor, anna: PersonRecord, act: Acts
) -> None:
    outer = create_group(system, title="Outer")
    inner = create_group(system, title="Inner")
    add_member(system, inner.id, anna.id)
    assert outer.id not in act(anna).principals
    add_member(system, outer.id, inner.id)
    assert {outer.id, inner.id} <= set(act(anna).principals)
    remove_member(system, inner.id, anna.id)
    assert not {outer.id, inner.id} & set(act(anna).principals)


def test_a_role_in_a_group_brings_whoever_has_the_role(
    system: Actor, own: OrganisationRecord, anna: PersonRecord, act: Acts
) -> None:
    add_membership(system, anna.id, organisation=own.id)
    group = create_group(system, title="Readers")
    assert group.id not in act(anna).principals
    add_member(system, group.id, get_role_principal(system, own.id))
    assert group.id in act(anna).principals


def test_an_alias_reaches_what_the_other_does_until_unlinked(
    system: Actor, own: OrganisationRecord, add: Adds, act: Acts
) -> None:
    anna, bert, carl = add("Anna"), add("Bert"), add("Carl", organisation=own.id)
    group = create_group(system, title="Payroll")
    add_member(system, group.id, carl.id)
    alone = act(anna)
    link_alias(system, anna.id, bert.id)
    link_alias(system, carl.id, bert.id)
    joined = act(anna)
    assert {anna.id, bert.id, carl.id, group.id} <= set(joined.principals)
    assert joined.principals == act(bert).principals == act(carl).principals
    assert joined.staff
    assert joined.principal == anna.id
    unlink_alias(system, bert.id, carl.id)
    assert set(act(anna).principals) == {*alone.principals, bert.id}
    link_alias(system, bert.id, carl.id)
    assert act(anna) == joined


def test_an_administrator_may_do_everything(add: Adds, act: Acts) -> None:
    actor = act(add("Anna", admin=True))
    assert actor.everything == "an administrator"
    assert actor.staff
    assert act(add("Bert")).everything is None


@pytest.mark.parametrize("way", ["nested", "alias"])
def test_administration_comes_through_groups_and_aliases(
    system: Actor, add: Adds, act: Acts, way: str
) -> None:
    anna = add("Anna")
    if way == "nested":
        group = create_group(system, title="IT")
        add_member(system, ADMINISTRATORS, group.id)
        assert act(anna).everything is None
        add_member(system, group.id, anna.id)
    else:
        link_alias(system, anna.id, add("Root", admin=True).id)
    assert act(anna).everything == "an administrator"


def test_a_second_bootstrap_finds_the_first_ones_company(
    system: Actor, own: OrganisationRecord
) -> None:
    assert bootstrap(system) == own
    assert own.kind == "own"
