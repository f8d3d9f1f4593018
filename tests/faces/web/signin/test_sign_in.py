"""Signing in with an address and a password, and out again."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from hallway.core.people.commands import (
    deactivate_person,
    reactivate_person,
    set_password,
)
from hallway.platform.db import engine
from tests.faces.web.signin.conftest import (
    LOGIN,
    PASSWORD,
    Person,
    is_signed_in,
    sign_in,
    submit,
    token_of,
)


def verbs() -> list[tuple[str, int]]:
    rows = engine().fetch_all("SELECT verb, actor FROM core_change ORDER BY id")
    return [(verb, actor) for verb, actor in rows]


def shown(body: bytes) -> str:
    """A page without what differs each time, and without what was typed."""
    text = re.sub(r'value="[^"]*"', "", body.decode())
    return re.sub(r"name=\"csrfmiddlewaretoken\"[^>]*", "", text)


def test_a_person_signs_in_and_it_is_recorded(browser: Client, lena: Person) -> None:
    answer = sign_in(browser, lena.email)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_signed_in(browser)
    assert verbs()[-1] == ("person.signed_in", lena.id)


def test_the_address_may_be_written_in_any_case(browser: Client, lena: Person) -> None:
    assert sign_in(browser, " LENA.GROSS@EXAMPLE.COM ").status_code == 302


def test_the_cookie_is_for_this_host_and_not_for_scripts(
    browser: Client, lena: Person
) -> None:
    sign_in(browser, lena.email)
    for name in ("__Host-hallway", "__Host-hallway-csrf"):
        cookie = browser.cookies[name]
        assert (cookie["secure"], cookie["httponly"]) == (True, True)
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == (
            "Lax",
            "/",
            "",
        )


def test_a_wrong_password_and_an_unknown_address_are_one_answer(
    browser: Client, lena: Person
) -> None:
    wrong = sign_in(browser, lena.email, "wrong horse 9")
    unknown = sign_in(browser, "nobody@example.com", "wrong horse 9")
    assert wrong.status_code == unknown.status_code == 200
    assert "do not match" in wrong.content.decode()
    assert shown(wrong.content) == shown(unknown.content)
    assert not is_signed_in(browser)


def test_a_person_who_is_shut_out_gets_the_same_answer(
    browser: Client, lena: Person
) -> None:
    wrong = sign_in(browser, lena.email, "wrong horse 9")
    deactivate_person(lena.system, lena.id)
    closed = sign_in(browser, lena.email)
    assert shown(closed.content) == shown(wrong.content)
    assert not is_signed_in(browser)


def test_an_account_without_a_password_cannot_be_entered(
    browser: Client, lena: Person
) -> None:
    set_password(lena.system, lena.id, password=None)
    assert "do not match" in sign_in(browser, lena.email).content.decode()


def test_shutting_a_person_out_ends_his_session(browser: Client, lena: Person) -> None:
    sign_in(browser, lena.email)
    deactivate_person(lena.system, lena.id)
    assert not is_signed_in(browser)
    reactivate_person(lena.system, lena.id)


def test_signing_in_gives_the_session_a_new_key(browser: Client, lena: Person) -> None:
    # An attacker may have set the key beforehand.
    session = browser.session
    session["planted"] = "yes"
    session.save()
    planted = str(session.session_key)
    browser.cookies[settings.SESSION_COOKIE_NAME] = planted
    sign_in(browser, lena.email)
    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_five_failures_shut_an_address_and_no_other(
    browser: Client, lena: Person
) -> None:
    for _ in range(5):
        assert "do not match" in sign_in(browser, lena.email, "no").content.decode()
    # In another spelling it is the same account.
    answer = sign_in(browser, lena.email.upper())
    assert "Too many tries" in answer.content.decode()
    assert not is_signed_in(browser)
    assert "do not match" in sign_in(browser, "x@example.com", "no").content.decode()


def test_ten_failures_shut_the_place_they_came_from(
    browser: Client, lena: Person
) -> None:
    for number in range(10):
        sign_in(browser, f"guess{number}@example.com", "no")
    assert "Too many tries" in sign_in(browser, lena.email).content.decode()
    elsewhere = Client(enforce_csrf_checks=True, REMOTE_ADDR="192.0.2.7")
    assert sign_in(elsewhere, lena.email).status_code == 302


def test_who_asks_too_often_is_told_to_wait(browser: Client, lena: Person) -> None:
    token = token_of(browser)
    for _ in range(30):
        answer = browser.post(LOGIN, {"csrfmiddlewaretoken": token})
    answer = browser.post(LOGIN, {"csrfmiddlewaretoken": token})
    assert answer.status_code == 429
    assert "Wait a few minutes" in answer.content.decode()
    cache.clear()
    assert browser.post(LOGIN, {"csrfmiddlewaretoken": token}).status_code == 200


def test_what_is_missing_is_said_beside_the_field(
    browser: Client, lena: Person
) -> None:
    page = submit(browser, LOGIN, login=lena.email, password="").content.decode()
    assert f'value="{lena.email}"' in page
    (field,) = re.findall(r'<input[^>]*type="password"[^>]*>', page)
    assert 'aria-invalid="true"' in field
    assert re.search(r'class="field__error">.*?<span>This field is required', page)


def test_a_form_from_elsewhere_is_refused(browser: Client, lena: Person) -> None:
    answer = browser.post(LOGIN, {"login": lena.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert not is_signed_in(browser)


def test_signing_out_takes_a_form(browser: Client, lena: Person) -> None:
    sign_in(browser, lena.email)
    assert browser.get("/accounts/logout/").status_code == 200
    assert is_signed_in(browser)
    assert browser.post("/accounts/logout/").status_code == 403
    key = browser.cookies[settings.SESSION_COOKIE_NAME].value
    assert submit(browser, "/accounts/logout/")["Location"] == LOGIN
    assert not is_signed_in(browser)
    assert not Session.objects.filter(session_key=key).exists()


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "http:evil.example",
        "\t//evil.example",
    ],
)
def test_signing_in_leads_nowhere_else(
    browser: Client, lena: Person, target: str
) -> None:
    assert sign_in(browser, lena.email, next=target)["Location"] == "/"


def test_signing_in_leads_to_where_one_wanted(browser: Client, lena: Person) -> None:
    there = "/sites/hr/Documents/Plan%20A.docx"
    answer = submit(
        browser, f"{LOGIN}?next={there}", login=lena.email, password=PASSWORD
    )
    assert answer.status_code == 302
    assert sign_in(Client(), lena.email, next=there)["Location"] == there


def test_nobody_signs_himself_up(browser: Client, db: None) -> None:
    assert (
        "csrfmiddlewaretoken" not in browser.get("/accounts/signup/").content.decode()
    )
