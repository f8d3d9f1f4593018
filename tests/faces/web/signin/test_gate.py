"""What holds of every session: its age, and second factors that are required."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from hallway.core.people.commands import add_person, create_token
from hallway.core.people.factors.commands import remove_factors, require_factor
from hallway.core.people.queries import list_organisations
from hallway.core.sites.commands import add_site
from tests.faces.web.signin.conftest import (
    PASSWORD,
    Box,
    Person,
    body,
    is_signed_in,
    run_jobs,
    sign_in,
    submit,
    token_of,
)
from tests.faces.web.signin.test_factors import ASKED, FACTORS, code_of, turn_on

HTML: dict[str, Any] = {"HTTP_ACCEPT": "text/html"}
LIBRARY = "/sites/hr/Documents"


@pytest.fixture
def required(lena: Person) -> Person:
    """Lena's company wants a second factor of everybody."""
    add_site(lena.system, path="/sites/hr", title="People", owner=lena.id)
    (own,) = list_organisations(lena.system)
    require_factor(lena.system, own.id)
    return lena


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/sites",
        "/sites/hr",
        LIBRARY,
        f"{LIBRARY}/none.txt",
        "/sites/none",
        "/accounts/tokens/",
        "/accounts/sessions/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/design/",
    ],
)
def test_every_page_leads_to_setting_it_up(
    browser: Client, required: Person, path: str
) -> None:
    assert sign_in(browser, required.email)["Location"] == "/"
    answer = browser.get(path, **HTML)
    assert (answer.status_code, answer["Location"]) == (302, FACTORS)
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/accounts/tokens/"),
        ("POST", LIBRARY),
        ("PUT", f"{LIBRARY}/a.txt"),
        ("PROPFIND", LIBRARY),
        ("DELETE", LIBRARY),
        ("GET", f"{LIBRARY}/none.txt"),
    ],
)
def test_whatever_is_no_page_is_refused(
    browser: Client, required: Person, method: str, path: str
) -> None:
    sign_in(browser, required.email)
    # Not asked for its token, as programs are not.
    loose = Client()
    loose.cookies = browser.cookies
    answer = loose.generic(method, path)
    assert answer.status_code == 403
    assert FACTORS in answer.content.decode()


def test_setting_up_signing_out_and_the_theme_are_open(
    browser: Client, required: Person
) -> None:
    sign_in(browser, required.email)
    page = browser.get(FACTORS)
    assert page.status_code == 200
    assert "A second factor is needed here" in page.content.decode()
    assert 'href="/sites"' not in page.content.decode()
    token = token_of(browser, FACTORS)
    answer = browser.post(
        "/_layouts/theme", {"csrfmiddlewaretoken": token, "theme": "dark"}
    )
    assert answer.status_code in (302, 303)
    assert browser.cookies["theme"].value == "dark"
    assert submit(browser, "/accounts/logout/").status_code == 302
    assert not is_signed_in(browser)


def test_once_it_is_set_up_everything_opens(browser: Client, required: Person) -> None:
    sign_in(browser, required.email)
    turn_on(browser)
    assert browser.get("/sites/hr", **HTML).status_code == 200
    assert browser.get("/accounts/tokens/").status_code == 200
    assert "is needed here" not in browser.get(FACTORS).content.decode()


def test_it_holds_from_the_next_request_on(browser: Client, lena: Person) -> None:
    sign_in(browser, lena.email)
    assert browser.get("/sites", **HTML).status_code == 200
    (own,) = list_organisations(lena.system)
    require_factor(lena.system, own.id)
    assert browser.get("/sites", **HTML)["Location"] == FACTORS


def test_programs_go_on_with_their_tokens(browser: Client, required: Person) -> None:
    secret = create_token(required.system, required.id, name="drive")
    sign_in(browser, required.email)
    for client in (Client(), browser):
        bearer: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
        answer = client.generic("PROPFIND", LIBRARY, **bearer, HTTP_DEPTH="0")
        assert answer.status_code == (207 if client is not browser else 403)


def test_a_customers_account_pages_lead_to_the_portal(
    browser: Client, lena: Person
) -> None:
    from hallway.core.people.commands import add_membership, add_organisation

    acme = add_organisation(lena.system, name="Acme", kind="customer")
    mo = add_person(lena.system, email="mo@x.example", name="Mo", password=PASSWORD)
    add_membership(lena.system, mo.id, organisation=acme.id)
    sign_in(browser, "mo@x.example")
    page = browser.get(FACTORS).content.decode()
    assert 'href="/portal"' in page
    assert 'href="/sites"' not in page
    require_factor(lena.system, acme.id)
    answer = browser.get("/portal", **HTML)
    assert (answer.status_code, answer["Location"]) == (302, FACTORS)
    assert 'href="/portal"' not in browser.get(FACTORS).content.decode()


def test_people_of_other_companies_are_not_asked(
    browser: Client, required: Person
) -> None:
    add_person(required.system, email="mo@example.com", name="Mo", password=PASSWORD)
    sign_in(browser, "mo@example.com")
    assert browser.get("/accounts/tokens/").status_code == 200


def test_a_lost_factor_is_removed_and_its_owner_told(
    browser: Client, required: Person, box: Box
) -> None:
    sign_in(browser, required.email)
    key = turn_on(browser)
    cache.clear()
    remove_factors(required.system, required.id, reason="phone in the lake")
    assert not Authenticator.objects.exists()
    run_jobs("signin.tell_factor_removed")
    assert str(box.mails[-1]["To"]) == required.email
    assert "tell another administrator at once" in body(box.mails[-1])
    assert "lake" not in body(box.mails[-1])
    # The session is no longer enough; signing in asks for no code and leads on.
    assert browser.get("/sites", **HTML)["Location"] == FACTORS
    other = Client(enforce_csrf_checks=True)
    assert not sign_in(other, required.email)["Location"].startswith(ASKED)
    assert other.get("/sites", **HTML)["Location"] == FACTORS
    assert code_of(key)


# --- how long a session lasts


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Moves the clock by so many days."""
    seconds, instant = time.time(), timezone.now()

    def moved(days: float) -> None:
        later = instant + timedelta(days=days)
        monkeypatch.setattr("time.time", lambda: seconds + days * 86400)
        monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    return moved


def test_a_session_ends_after_thirty_days_however_used(
    browser: Client, lena: Person, at: Any
) -> None:
    sign_in(browser, lena.email)
    key = browser.session.session_key
    for day in (10, 20, 29.9):
        at(day)
        assert browser.get("/accounts/tokens/").status_code == 200
    at(30.1)
    answer = browser.get("/accounts/tokens/")
    assert answer["Location"].startswith("/accounts/login/")
    assert not Session.objects.filter(session_key=key).exists()


def test_a_session_that_says_no_start_is_over(browser: Client, lena: Person) -> None:
    sign_in(browser, lena.email)
    session = browser.session
    del session["began"]
    session.save()
    assert browser.get("/accounts/tokens/").status_code == 302


def test_use_renews_a_session_at_most_once_a_day(
    browser: Client, lena: Person, at: Any
) -> None:
    sign_in(browser, lena.email, remember="on")
    name = settings.SESSION_COOKIE_NAME
    assert name not in browser.get("/accounts/tokens/").cookies
    at(1.1)
    answer = browser.get("/accounts/tokens/")
    assert answer.cookies[name]["max-age"] == 14 * 86400
    assert answer.cookies[name]["httponly"]
    assert answer.cookies[name]["samesite"] == "Lax"
    assert name not in browser.get("/accounts/tokens/").cookies


def test_a_stranger_gets_no_session(db: None) -> None:
    browser = Client()
    browser.get("/accounts/login/")
    assert settings.SESSION_COOKIE_NAME not in browser.cookies
    assert not Session.objects.exists()


@pytest.mark.parametrize("path", ["/metrics 2026", "/readyz/a.txt", "/favicon.icon"])
def test_what_begins_like_an_open_address_is_none(
    browser: Client, required: Person, path: str
) -> None:
    sign_in(browser, required.email)
    assert browser.get(path, **HTML)["Location"] == FACTORS
