"""The link of an invitation, through a real mail server, to being signed in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from hallway.config.environment import load
from hallway.config.mail import mail
from hallway.core import clock
from hallway.core.access.actors import System
from hallway.core.people.commands import (
    add_organisation,
    add_person,
    set_password,
)
from hallway.core.people.invitations.commands import (
    invite,
    resend_invitation,
    revoke_invitation,
)
from hallway.core.people.invitations.records import InvitationRecord
from hallway.core.people.queries import find_person
from tests.faces.web.signin.conftest import (
    PASSWORD,
    Box,
    Person,
    body,
    is_signed_in,
    link_in,
    run_jobs,
    sign_in,
    submit,
    token_of,
)

EMAIL = "Mo.Lang@customer.example"
GIVEN = {"name": "Mo Lang", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def invitation(lena: Person) -> InvitationRecord:
    acme = add_organisation(lena.system, name="Acme & Sons", kind="customer")
    return invite(lena.system, email=EMAIL, name="Mo", organisation=acme.id)


@pytest.fixture
def link(invitation: InvitationRecord, box: Box) -> str:
    run_jobs("signin.send_invitation")
    return link_in(box.mails[-1])


def said(answer: Any) -> str:
    """A page without what differs each time."""
    return re.sub(r'value="[^"]*"', "", answer.content.decode())


def test_the_mail_says_what_and_leads_in(
    browser: Client, link: str, box: Box, lena: Person
) -> None:
    (one,) = box.mails
    assert str(one["To"]) == EMAIL
    assert str(one["Subject"]) == "You are invited to Acme & Sons on Hallway"
    assert "Acme & Sons" in body(one)
    page = browser.get(link)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"
    answer = submit(browser, link, **GIVEN)
    assert answer["Location"] == "/"
    assert is_signed_in(browser)
    assert find_person(lena.system, EMAIL).name == "Mo Lang"
    assert sign_in(Client(), EMAIL.lower())["Location"] == "/"


def test_looking_uses_nothing_up_and_a_second_use_is_refused(
    browser: Client, link: str
) -> None:
    for _ in range(3):
        assert Client().get(link).status_code == 200
    assert submit(browser, link, **GIVEN).status_code == 302
    other = Client()
    assert other.get(link).status_code == 404
    token = token_of(other)
    again = other.post(link, {**GIVEN, "csrfmiddlewaretoken": token})
    assert again.status_code == 404
    assert not is_signed_in(other)


def test_whatever_is_not_open_gets_one_answer(
    link: str, invitation: InvitationRecord, lena: Person, box: Box
) -> None:
    guessed = re.sub(r"-[a-z2-7]+/", f"-{'a' * 32}/", link)
    unknown = Client().get(guessed)
    absent = Client().get(f"/accounts/invite/999999-{'a' * 32}/")
    resend_invitation(lena.system, invitation.id)
    replaced = Client().get(link)
    revoke_invitation(lena.system, invitation.id)
    revoked = Client().get(link)
    assert {one.status_code for one in (unknown, absent, replaced, revoked)} == {404}
    assert len({said(one) for one in (unknown, absent, replaced, revoked)}) == 1
    assert "Ask whoever invited you for a new one" in said(unknown)
    assert "Acme" not in said(unknown)


def test_after_a_week_it_is_over(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + 8 * clock.DAY)
    assert Client().get(link).status_code == 404


def test_a_password_set_in_between_ends_it(link: str, lena: Person) -> None:
    mo = add_person(lena.system, email=EMAIL, name="Mo")
    set_password(lena.system, mo.id, password="another horse 10")
    assert Client().get(link).status_code == 404


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"name": " "}, "This field is required"),
        ({"name": "a\u200bb"}, "control characters"),
        ({"password1": "short", "password2": "short"}, "at least 8"),
        ({"password1": "password", "password2": "password"}, "too common"),
        ({"password1": "mo.lang9", "password2": "mo.lang9"}, "too similar"),
        ({"password2": "other"}, "same password each time"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    browser: Client, link: str, given: dict[str, str], message: str
) -> None:
    answer = submit(browser, link, **(GIVEN | given))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert re.search(f'class="field__error">.*?<span>[^<]*{message}', page)
    if "name" not in given:
        assert 'value="Mo Lang"' in page
    assert PASSWORD not in page
    assert not is_signed_in(browser)
    assert submit(browser, link, **GIVEN).status_code == 302


def test_it_takes_the_token_of_the_form(browser: Client, link: str) -> None:
    assert browser.post(link, GIVEN).status_code == 403
    assert submit(browser, link, **GIVEN).status_code == 302


def test_somebody_elses_session_ends(browser: Client, link: str, lena: Person) -> None:
    sign_in(browser, lena.email)
    submit(browser, link, **GIVEN)
    found = find_person(lena.system, EMAIL)
    assert browser.session["_auth_user_id"] == str(found.id)


def test_the_session_gets_a_new_key(browser: Client, link: str) -> None:
    browser.get(link)
    submit(browser, link, **GIVEN)
    key = browser.session.session_key
    assert key
    assert browser.session.get("began")


def test_guessing_is_limited(link: str) -> None:
    statuses = [
        Client().get(f"/accounts/invite/1-{'a' * 32}/").status_code for _ in range(22)
    ]
    assert statuses[0] == 404
    assert statuses[-1] == 429


def test_a_mail_is_sent_once_and_not_when_it_is_over(
    invitation: InvitationRecord, box: Box, lena: Person
) -> None:
    from hallway.config.signin.letters import send_invitation

    system = System("mails it")
    context: Any = None
    send_invitation(system, context, invitation.id)
    send_invitation(system, context, invitation.id)
    assert len(box.mails) == 1
    resend_invitation(lena.system, invitation.id)
    revoke_invitation(lena.system, invitation.id)
    send_invitation(system, context, invitation.id)
    assert len(box.mails) == 1


def test_a_name_cannot_write_headers(lena: Person, box: Box) -> None:
    acme = add_organisation(lena.system, name="Acme <x@y.example>", kind="customer")
    invite(lena.system, email=EMAIL, organisation=acme.id)
    run_jobs("signin.send_invitation")
    (one,) = box.mails
    assert one["Bcc"] is None
    assert str(one["To"]) == EMAIL


def test_a_mail_that_did_not_leave_is_tried_again(
    invitation: InvitationRecord, lena: Person, settings: Settings
) -> None:
    from hallway.core.people.invitations.queries import get_invitation

    for name, value in mail(load({"HALLWAY_SMTP_URL": "smtp://127.0.0.1:1"})).items():
        setattr(settings, name, value)
    with pytest.raises(OSError, match="refused"):
        run_jobs("signin.send_invitation")
    assert get_invitation(lena.system, invitation.id).sent is None
