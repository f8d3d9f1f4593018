"""A second factor: an app that shows codes, and recovery codes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from hallway.core import clock
from hallway.platform.db import engine
from tests.faces.web.signin.conftest import (
    PASSWORD,
    Person,
    is_signed_in,
    sign_in,
    submit,
)

FACTORS = "/accounts/2fa/"
TURN_ON = f"{FACTORS}totp/activate/"
ASKED = f"{FACTORS}authenticate/"


def code_of(secret: str, *, ahead: int = 0) -> str:
    """What the app shows; `ahead` periods of 30 seconds from now."""
    counter = clock.now() // (30 * clock.SECOND) + ahead
    return str(format_hotp_value(hotp_value(secret, counter)))


def prove(browser: Client) -> None:
    """Give the password once more, which whoever changes factors is asked for."""
    answer = submit(browser, "/accounts/reauthenticate/", password=PASSWORD)
    assert answer.status_code == 302


def turn_on(browser: Client) -> str:
    """Turn the app on; its key."""
    prove(browser)
    page = browser.get(TURN_ON).content.decode()
    found = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert found, page
    token = {"csrfmiddlewaretoken": token_in(page)}
    answer = browser.post(TURN_ON, token | {"code": code_of(found[1])})
    assert answer.status_code == 302, answer.content.decode()
    return found[1]


def token_in(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found
    return found[1]


@pytest.fixture
def secret(lena: Person, django_capture_on_commit_callbacks: Any) -> str:
    """The key of an app that is turned on."""
    browser = Client(enforce_csrf_checks=True)
    sign_in(browser, lena.email)
    with django_capture_on_commit_callbacks(execute=True):
        key = turn_on(browser)
    # A code is good once: also those of the tests are remembered.
    cache.clear()
    return key


def test_a_password_alone_no_longer_signs_in(
    browser: Client, lena: Person, secret: str
) -> None:
    answer = sign_in(browser, lena.email)
    assert answer["Location"].startswith(ASKED)
    assert not is_signed_in(browser)
    assert submit(browser, ASKED, code="000000").status_code == 200
    assert not is_signed_in(browser)
    assert submit(browser, ASKED, code=code_of(secret)).status_code == 302
    assert is_signed_in(browser)


def test_half_signed_in_is_not_recorded_as_signed_in(
    browser: Client, lena: Person, secret: str
) -> None:
    before = engine().fetch_all("SELECT id FROM core_change")
    sign_in(browser, lena.email)
    assert engine().fetch_all("SELECT id FROM core_change") == before


def test_a_code_is_good_once(browser: Client, lena: Person, secret: str) -> None:
    code = code_of(secret)
    sign_in(browser, lena.email)
    assert submit(browser, ASKED, code=code).status_code == 302
    other = Client(enforce_csrf_checks=True)
    sign_in(other, lena.email)
    assert submit(other, ASKED, code=code).status_code == 200
    assert not is_signed_in(other)


def test_guessing_codes_is_limited(browser: Client, lena: Person, secret: str) -> None:
    sign_in(browser, lena.email)
    for _ in range(6):
        answer = submit(browser, ASKED, code="000000")
    assert "Too many" in answer.content.decode()
    assert submit(browser, ASKED, code=code_of(secret)).status_code == 200
    assert not is_signed_in(browser)


def test_a_recovery_code_signs_in_once(
    browser: Client, lena: Person, secret: str
) -> None:
    sign_in(browser, lena.email)
    submit(browser, ASKED, code=code_of(secret))
    prove(browser)
    page = browser.get(f"{FACTORS}recovery-codes/").content.decode()
    codes = re.findall(r"<code>(\w{8})</code>", page)
    assert len(codes) == 10
    for code, entered in ((codes[0], True), (codes[0], False), (codes[1], True)):
        other = Client(enforce_csrf_checks=True)
        sign_in(other, lena.email)
        submit(other, ASKED, code=code)
        assert is_signed_in(other) is entered


@pytest.mark.usefixtures("secret")
def test_secrets_are_stored_encrypted(lena: Person, secret: str) -> None:
    stored = Authenticator.objects.get(user_id=lena.id, type="totp").data
    assert secret not in str(stored)


def test_turning_it_off_is_recorded(browser: Client, lena: Person, secret: str) -> None:
    sign_in(browser, lena.email)
    submit(browser, ASKED, code=code_of(secret))
    prove(browser)
    answer = submit(browser, f"{FACTORS}totp/deactivate/")
    assert answer.status_code == 302
    verbs = [
        verb
        for (verb,) in engine().fetch_all(
            "SELECT verb FROM core_change WHERE verb LIKE 'person.factor_%%'"
            " ORDER BY id"
        )
    ]
    assert verbs[:2] == ["person.factor_added"] * 2
    assert "person.factor_removed" in verbs
    assert sign_in(Client(), lena.email)["Location"] == "/"


def test_changing_factors_asks_for_the_password_once_more(
    browser: Client, lena: Person
) -> None:
    sign_in(browser, lena.email)
    answer = browser.get(TURN_ON)
    assert answer["Location"].startswith("/accounts/reauthenticate/?next=")
    page = submit(browser, "/accounts/reauthenticate/", password="wrong")
    assert page.status_code == 200
    assert browser.get(TURN_ON).status_code == 302


def test_a_wrong_code_turns_nothing_on(browser: Client, lena: Person) -> None:
    sign_in(browser, lena.email)
    prove(browser)
    page = submit(browser, TURN_ON, code="000000").content.decode()
    assert re.search(r'class="field__error">.*?<span>Incorrect code', page)
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    "page", ["", "totp/activate/", "recovery-codes/", "authenticate/"]
)
def test_a_stranger_is_led_to_the_sign_in_page(
    browser: Client, db: None, page: str
) -> None:
    answer = browser.get(f"{FACTORS}{page}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_a_factor_gives_the_session_a_new_key(
    browser: Client, lena: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session

    sign_in(browser, lena.email)
    prove(browser)
    before = browser.session.session_key
    # Here all is one transaction; in a request it ends before the answer.
    monkeypatch.setattr("django.db.transaction.on_commit", lambda done, **_: done())
    turn_on(browser)
    after = browser.session.session_key
    assert before != after
    assert not Session.objects.filter(session_key=before).exists()
    assert [one.session_key for one in UserSession.objects.all()] == [after]
    assert is_signed_in(browser)
