"""Where a person is signed in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client
from django.utils import timezone

from hallway.core.people.commands import add_person
from hallway.platform.db import engine
from tests.faces.web.signin.conftest import (
    PASSWORD,
    Person,
    is_signed_in,
    sign_in,
    submit,
)

SESSIONS = "/accounts/sessions/"


@pytest.fixture
def phone(lena: Person) -> Client:
    client = Client(HTTP_USER_AGENT="A phone", REMOTE_ADDR="192.0.2.7")
    sign_in(client, lena.email)
    return client


def of(browser: Client) -> UserSession:
    key = browser.cookies[settings.SESSION_COOKIE_NAME].value
    return UserSession.objects.get(session_key=key)


def test_every_session_is_listed(browser: Client, phone: Client, lena: Person) -> None:
    sign_in(browser, lena.email)
    page = browser.get(SESSIONS).content.decode()
    assert "A phone" in page
    assert "192.0.2.7" in page
    assert page.count("this one") == 1


def test_a_session_is_ended_from_another(
    browser: Client, phone: Client, lena: Person
) -> None:
    sign_in(browser, lena.email)
    submit(browser, SESSIONS, session=str(of(phone).pk))
    assert not is_signed_in(phone)
    assert is_signed_in(browser)
    assert "A phone" not in browser.get(SESSIONS).content.decode()
    row = engine().fetch_one("SELECT verb, actor FROM core_change ORDER BY id DESC")
    assert row == ("person.sessions_ended", lena.id)


def test_all_others_are_ended_at_once(
    browser: Client, phone: Client, lena: Person
) -> None:
    third = Client()
    sign_in(third, lena.email)
    sign_in(browser, lena.email)
    submit(browser, SESSIONS, session="others")
    assert [is_signed_in(one) for one in (browser, phone, third)] == [
        True,
        False,
        False,
    ]


def test_all_are_ended_here_too(browser: Client, phone: Client, lena: Person) -> None:
    sign_in(browser, lena.email)
    answer = submit(browser, SESSIONS, session="all")
    assert answer["Location"] == "/accounts/login/"
    assert [is_signed_in(one) for one in (browser, phone)] == [False, False]
    rows = engine().fetch_all(
        "SELECT after FROM core_change WHERE verb = 'person.sessions_ended'"
    )
    assert len(rows) == 1
    assert '"sessions":2' in str(rows[0][0]).replace(" ", "").replace("'", '"')


def test_ones_own_session_is_ended_as_by_signing_out(
    browser: Client, lena: Person
) -> None:
    sign_in(browser, lena.email)
    answer = submit(browser, SESSIONS, session=str(of(browser).pk))
    assert answer["Location"] == "/accounts/login/"
    assert not is_signed_in(browser)


def test_nobody_ends_somebody_elses_session(
    browser: Client, phone: Client, lena: Person
) -> None:
    add_person(lena.system, email="mo@example.com", name="Mo", password=PASSWORD)
    sign_in(browser, "mo@example.com")
    assert "A phone" not in browser.get(SESSIONS).content.decode()
    theirs = str(of(phone).pk)
    assert submit(browser, SESSIONS, session=theirs).status_code == 404
    assert submit(browser, SESSIONS, session="0").status_code == 404
    assert is_signed_in(phone)


def test_use_is_noted_at_most_every_five_minutes(phone: Client) -> None:
    session = of(phone)
    signed_in_at = session.last_seen_at
    phone.get(SESSIONS)
    session.refresh_from_db()
    assert session.last_seen_at == signed_in_at
    session.last_seen_at = timezone.now() - timedelta(minutes=6)
    session.save()
    # Another process, which has noted nothing yet.
    other = Client(HTTP_USER_AGENT="A phone", REMOTE_ADDR="192.0.2.7")
    other.cookies = phone.cookies
    other.get(SESSIONS)
    session.refresh_from_db()
    assert session.last_seen_at > signed_in_at


def test_a_stranger_is_led_to_the_sign_in_page(browser: Client, db: None) -> None:
    assert browser.get(SESSIONS)["Location"].startswith("/accounts/login/?next=")
