"""An address is asked in; what its token opens, and when it no longer does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hallway.core import clock
from hallway.core.access.actors import ADMINISTRATORS, ANONYMOUS, Actor
from hallway.core.access.groups.commands import add_member
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.people.invitations.records import InvitationId
from hallway.core.people.records import OrganisationRecord
from hallway.platform.db import engine
from tests.core.people.conftest import Acts, Adds

NEW = "correct horse 9"
EMAIL = "Mo.Lang@customer.example"


@pytest.fixture
def acme(own: OrganisationRecord, system: Actor) -> OrganisationRecord:
    from hallway.core.people.commands import add_organisation

    return add_organisation(system, name="Acme", kind="customer")


@pytest.fixture
def host(add: Adds, act: Acts, system: Actor, own: OrganisationRecord) -> Actor:
    from hallway.core.people.commands import add_membership

    person = add("Hanna", organisation=own.id)
    add_membership(system, person.id, organisation=own.id, role="host")
    return act(person)


@pytest.fixture
def token(acme: OrganisationRecord, system: Actor) -> str:
    return invite_to(system, acme)


def invite_to(actor: Actor, there: OrganisationRecord, email: str = EMAIL) -> str:
    """Invite an address; the token in the mail."""
    from hallway.core.access.actors import System
    from hallway.core.people.invitations.commands import invite
    from hallway.core.people.invitations.queries import get_letter

    made = invite(actor, email=email, name="Mo", organisation=there.id)
    return get_letter(System("mails it"), made.id).token


def accept(token: str, name: str = "Mo Lang") -> int:
    from hallway.core.people.invitations.commands import accept_invitation

    return accept_invitation(ANONYMOUS, token, name=name, password=NEW)


def only(actor: Actor) -> InvitationId:
    from hallway.core.people.invitations.queries import list_invitations

    (one,) = list_invitations(actor)
    return one.id


def refused(token: str) -> None:
    from hallway.core.people.invitations.queries import find_invitation

    with pytest.raises(NotFound) as looked:
        find_invitation(ANONYMOUS, token)
    with pytest.raises(NotFound) as accepted:
        accept(token)
    assert looked.value.message == "This invitation no longer holds."
    assert accepted.value.message == looked.value.message


def test_a_token_lets_in_once(
    token: str, acme: OrganisationRecord, system: Actor, act: Acts
) -> None:
    from hallway.core.people.invitations.queries import find_invitation
    from hallway.core.people.queries import find_person, list_memberships

    assert find_invitation(ANONYMOUS, token).email == EMAIL
    assert find_invitation(ANONYMOUS, token).organisation_name == "Acme"
    person = accept(token)
    found = find_person(system, EMAIL.upper())
    assert (found.id, found.name) == (person, "Mo Lang")
    (membership,) = list_memberships(system, person)
    assert membership.organisation == acme.id
    assert not act(found).staff
    refused(token)


def test_it_is_bound_to_its_address(token: str, system: Actor) -> None:
    accept(token)
    row = engine().fetch_one("SELECT email FROM core_person WHERE email <> ''")
    assert row is not None
    assert row[0] == EMAIL


def test_the_database_alone_makes_no_token(token: str) -> None:
    row = engine().fetch_one("SELECT nonce, digest, stamp FROM core_invitation")
    assert row is not None
    secret = token.partition("-")[2]
    assert len(secret) * 5 >= 128
    assert secret not in "".join(row)
    jobs = engine().fetch_all("SELECT args FROM core_job")
    changes = engine().fetch_all("SELECT after FROM core_change")
    assert secret not in str([*jobs, *changes])


def test_it_holds_for_seven_days(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from hallway.core.people.invitations.queries import find_invitation

    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + 7 * clock.DAY - clock.SECOND)
    assert find_invitation(ANONYMOUS, token).state == "open"
    monkeypatch.setattr(clock, "now", lambda: now + 7 * clock.DAY + clock.SECOND)
    refused(token)


@pytest.mark.parametrize(
    "text", ["", "x", "1", "1-", "0-" + "a" * 32, "999999-" + "a" * 32, "1-ü"]
)
def test_what_is_no_token_opens_nothing(token: str, text: str) -> None:
    refused(text)
    number = token.partition("-")[0]
    refused(f"{number}-{'a' * 32}")


def test_a_revoked_one_is_dead(token: str, system: Actor) -> None:
    from hallway.core.people.invitations.commands import (
        resend_invitation,
        revoke_invitation,
    )
    from hallway.core.people.invitations.queries import list_invitations

    one = only(system)
    revoke_invitation(system, one)
    refused(token)
    assert list_invitations(system) == []
    for again in (revoke_invitation, resend_invitation):
        with pytest.raises(Conflict):
            again(system, one)


def test_sending_anew_ends_the_old_link(token: str, system: Actor) -> None:
    from hallway.core.people.invitations.commands import resend_invitation
    from hallway.core.people.invitations.queries import get_letter

    one = only(system)
    resend_invitation(system, one)
    refused(token)
    assert accept(get_letter(system, one).token)


def test_an_address_has_one_open_invitation(
    token: str, system: Actor, acme: OrganisationRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Conflict, match="open invitation"):
        invite_to(system, acme, EMAIL.lower())
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + 8 * clock.DAY)
    assert accept(invite_to(system, acme))


def test_a_password_in_between_ends_it(token: str, add: Adds, system: Actor) -> None:
    from hallway.core.people.commands import add_person

    add_person(system, email=EMAIL.lower(), name="Mo", password=NEW)
    refused(token)


def test_somebody_without_a_password_keeps_his_number(
    system: Actor, own: OrganisationRecord
) -> None:
    from hallway.core.people.commands import add_person

    mo = add_person(system, email=EMAIL, name="Mo", organisation=own.id)
    assert accept(invite_to(system, own)) == mo.id


@pytest.mark.parametrize("how", ["joins", "leaves", "administrator", "closed"])
def test_other_roles_end_it(
    system: Actor, own: OrganisationRecord, acme: OrganisationRecord, how: str
) -> None:
    from hallway.core.people.commands import (
        add_membership,
        add_person,
        deactivate_person,
        remove_membership,
    )

    mo = add_person(system, email=EMAIL, name="Mo", organisation=own.id)
    token = invite_to(system, own)
    changes: dict[str, Callable[[], object]] = {
        "joins": lambda: add_membership(system, mo.id, organisation=acme.id),
        "leaves": lambda: remove_membership(system, mo.id, organisation=own.id),
        "administrator": lambda: add_member(system, ADMINISTRATORS, mo.id),
        "closed": lambda: deactivate_person(system, mo.id),
    }
    changes[how]()
    refused(token)


def test_it_ends_with_the_right_of_who_invited(
    host: Actor, acme: OrganisationRecord, own: OrganisationRecord, system: Actor
) -> None:
    from hallway.core.people.commands import remove_membership

    token = invite_to(host, acme)
    remove_membership(system, host.principal, organisation=own.id, role="host")
    refused(token)


def test_a_host_invites_customers_only(
    host: Actor, acme: OrganisationRecord, own: OrganisationRecord, system: Actor
) -> None:
    from hallway.core.people.commands import add_person
    from hallway.core.people.invitations.queries import list_hosted, list_invitations

    assert [one.id for one in list_hosted(host)] == [acme.id]
    invite_to(system, own, "colleague@a.example")
    assert accept(invite_to(host, acme))
    with pytest.raises(Forbidden):
        invite_to(host, own, "other@a.example")
    assert list_invitations(host) == []
    add_person(system, email="there@a.example", name="There", organisation=own.id)
    with pytest.raises(Conflict):
        invite_to(host, acme, "there@a.example")


def test_others_neither_invite_nor_see(
    add: Adds, act: Acts, token: str, acme: OrganisationRecord, own: OrganisationRecord
) -> None:
    from hallway.core.people.invitations.commands import revoke_invitation
    from hallway.core.people.invitations.queries import (
        get_letter,
        list_hosted,
        list_invitations,
    )

    staff = act(add("Stefan", organisation=own.id))
    customer = act(add("Carla", organisation=acme.id))
    for who in (staff, customer, ANONYMOUS):
        assert list_hosted(who) == []
        with pytest.raises(Forbidden):
            invite_to(who, acme, "x@customer.example")
        with pytest.raises(Forbidden):
            list_invitations(who)
        with pytest.raises(Forbidden):
            revoke_invitation(who, InvitationId(1))
        with pytest.raises(Forbidden):
            get_letter(who, InvitationId(1))


def test_an_administrator_never_sees_a_token(
    add: Adds, act: Acts, token: str, system: Actor
) -> None:
    from hallway.core.people.invitations.queries import get_letter

    with pytest.raises(Forbidden):
        get_letter(act(add("Ada", admin=True)), only(system))


@pytest.mark.parametrize(
    ("email", "name"),
    [("nobody", "Mo"), ("", "Mo"), (EMAIL, "a\nb"), (EMAIL, "x" * 256)],
)
def test_what_cannot_be_invited_is_refused(
    system: Actor, acme: OrganisationRecord, email: str, name: str
) -> None:
    from hallway.core.people.invitations.commands import invite

    with pytest.raises(Invalid):
        invite(system, email=email, name=name, organisation=acme.id)


def test_what_is_done_is_recorded_without_names(token: str, system: Actor) -> None:
    from hallway.core.people.invitations.commands import resend_invitation
    from hallway.core.people.invitations.queries import get_letter

    one = only(system)
    resend_invitation(system, one)
    accept(get_letter(system, one).token)
    rows = engine().fetch_all(
        "SELECT verb, after FROM core_change WHERE verb LIKE 'invitation.%%'"
    )
    assert [verb for verb, _ in rows] == [
        "invitation.made",
        "invitation.resent",
        "invitation.accepted",
    ]
    assert "customer.example" not in str(rows)
