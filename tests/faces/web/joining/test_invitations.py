"""``/admin/invitations``: inviting, sending again, revoking; who may."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hallway.core.people.commands import add_membership, add_organisation
from hallway.core.people.invitations.commands import invite
from hallway.core.people.invitations.queries import list_invitations
from hallway.core.people.records import OrganisationId
from tests.access.test_pages import browser
from tests.world import SYSTEM, World

PAGE = "/admin/invitations"
EMAIL = "mo@customer.example"


@pytest.fixture
def admin(world: World) -> Client:
    return browser(world, "admin")


@pytest.fixture
def host(world: World) -> Client:
    """A member of staff who may invite people of customers."""
    own = world.organisations["own"].id
    add_membership(SYSTEM, world.principal("nobody"), organisation=own, role="host")
    return browser(world, "nobody")


def send(client: Client, **fields: object) -> Any:
    return client.post(PAGE, {name: str(value) for name, value in fields.items()})


def invite_by_form(client: Client, world: World, who: str, **more: object) -> Any:
    given = {"email": EMAIL, "name": "Mo", "organisation": world.organisations[who].id}
    return send(client, do="invite", **(given | more))


def invited(world: World, who: str, email: str = EMAIL) -> int:
    there = OrganisationId(world.organisations[who].id)
    return invite(SYSTEM, email=email, name="Mo", organisation=there).id


def test_an_administrator_invites(admin: Client, world: World) -> None:
    answer = invite_by_form(admin, world, "acme")
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    page = admin.get(PAGE).content.decode()
    assert EMAIL in page
    assert f"{EMAIL} is invited." in page
    (one,) = list_invitations(SYSTEM)
    assert one.invited_by == world.principal("admin")
    assert one.organisation_name == "Acme"


def test_sent_again_and_revoked(admin: Client, world: World) -> None:
    one = invited(world, "acme")
    (before,) = list_invitations(SYSTEM)
    assert send(admin, do="resend", invitation=one).status_code == 303
    (after,) = list_invitations(SYSTEM)
    assert after.expires > before.expires
    assert send(admin, do="revoke", invitation=one).status_code == 303
    page = admin.get(PAGE).content.decode()
    assert f"The invitation of {EMAIL} is revoked." in page
    assert list_invitations(SYSTEM) == []
    # A stale page, or a second press.
    assert send(admin, do="revoke", invitation=one).status_code == 409
    assert send(admin, do="resend", invitation=one).status_code == 409


@pytest.mark.parametrize(
    ("more", "status", "said"),
    [
        ({"email": ""}, 400, "This field is required"),
        ({"email": "nobody"}, 400, "valid email"),
        ({"name": "a\u200bb"}, 400, "control characters"),
        ({"organisation": "999999"}, 400, "Select a valid choice"),
        ({"organisation": "x"}, 400, "Select a valid choice"),
        ({"email": "MEMBER@world.example"}, 409, "who can sign in already"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    admin: Client, world: World, more: dict[str, object], status: int, said: str
) -> None:
    from hallway.core.people.commands import set_password

    set_password(SYSTEM, world.principal("member"), password="correct horse 9")
    answer = invite_by_form(admin, world, "acme", **more)
    page = answer.content.decode()
    assert answer.status_code == status
    assert re.search(f'class="field__error">.*?<span>[^<]*{said}', page)
    if "name" not in more:
        assert 'value="Mo"' in page
    assert list_invitations(SYSTEM) == []


def test_twice_is_said_beside_the_address(admin: Client, world: World) -> None:
    invite_by_form(admin, world, "acme")
    answer = invite_by_form(admin, world, "acme")
    assert answer.status_code == 409
    assert "open invitation already" in answer.content.decode()


def test_without_script_the_form_is_a_page(admin: Client) -> None:
    page = admin.get(f"{PAGE}?show=invite").content.decode()
    assert page.count('name="do" value="invite"') == 1
    assert "<dialog" in page
    assert " open>" in page


def test_a_host_sees_and_invites_customers_only(host: Client, world: World) -> None:
    invited(world, "own", "colleague@world.example")
    theirs = invited(world, "own", "other@world.example")
    page = host.get(PAGE).content.decode()
    assert "colleague@" not in page
    assert "Second factors" not in page
    assert invite_by_form(host, world, "own").status_code == 400
    assert invite_by_form(host, world, "acme").status_code == 303
    assert EMAIL in host.get(PAGE).content.decode()
    for do in ("resend", "revoke"):
        assert send(host, do=do, invitation=theirs).status_code == 404


@pytest.mark.parametrize(
    "who", ["owner", "member", "visitor", "guest", "acme", "globex", "nobody"]
)
def test_for_others_there_is_nothing(world: World, who: str) -> None:
    one = invited(world, "acme")
    client = browser(world, who)
    absent = client.get("/admin/none")
    page = client.get(PAGE)
    assert (page.status_code, EMAIL in page.content.decode()) == (404, False)
    assert len(page.content) == len(absent.content)
    for do in ("invite", "resend", "revoke", "none"):
        assert send(client, do=do, invitation=one, email="x@y.example").status_code == (
            404
        )
    (still,) = list_invitations(SYSTEM)
    assert still.state == "open"


@pytest.mark.parametrize("invitation", ["", "x", "0", "-1", "999999", "9" * 30])
def test_what_is_not_there_is_not_found(admin: Client, invitation: str) -> None:
    assert send(admin, do="revoke", invitation=invitation).status_code == 404


def test_it_takes_the_token_of_the_form(world: World) -> None:
    from django.conf import settings

    client = Client(enforce_csrf_checks=True, HTTP_HOST="127.0.0.1:8000")
    name = settings.SESSION_COOKIE_NAME
    client.cookies[name] = browser(world, "admin").cookies[name].value
    assert client.get(PAGE).status_code == 200
    assert invite_by_form(client, world, "acme").status_code == 403


def test_the_list_goes_on(
    admin: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hallway.faces.web.joining.invitations.PAGE", 2)
    for n in range(3):
        invited(world, "acme", f"mo{n}@customer.example")
    page = admin.get(PAGE).content.decode()
    assert "mo0@" not in page
    found = re.search(r'href="(/admin/invitations\?before=\d+)"', page)
    assert found
    rest = admin.get(found[1]).content.decode()
    assert "mo0@" in rest
    assert "mo1@" not in rest


def test_more_rows_cost_no_more_statements(admin: Client, world: World) -> None:
    counts = []
    for upto in (3, 30):
        for n in range(upto - 3, upto):
            invited(world, "acme", f"{upto}-{n}@customer.example")
        admin.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            admin.get(PAGE)
        counts.append(len(asked))
        for n in range(upto):
            invited(world, "globex", f"{upto}x{n}@customer.example")
    assert counts[0] == counts[1]


def test_names_are_escaped(admin: Client, world: World) -> None:
    there = add_organisation(SYSTEM, name="<b>Evil</b>", kind="customer")
    invite(SYSTEM, email=EMAIL, name="<i>Mo</i>", organisation=there.id)
    page = admin.get(PAGE).content.decode()
    assert "<b>Evil" not in page
    assert "<i>Mo" not in page
