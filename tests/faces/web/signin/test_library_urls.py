"""A browser's session at the address of a library."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from hallway.core.people.commands import create_token, deactivate_person
from hallway.core.sites.commands import add_site
from tests.faces.web.signin.conftest import (
    PASSWORD,
    Person,
    sign_in,
    submit,
    token_of,
)

LIBRARY = "/sites/hr/Documents"
FILE = f"{LIBRARY}/plan.txt"
HTML: dict[str, Any] = {"HTTP_ACCEPT": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def site(lena: Person) -> None:
    add_site(lena.system, path="/sites/hr", title="People", owner=lena.id)


@pytest.fixture
def page_token(browser: Client, lena: Person, site: None) -> str:
    """The CSRF token of a page, in a browser that is signed in."""
    sign_in(browser, lena.email)
    return token_of(browser, "/accounts/password/change/")


def send(browser: Client, method: str, path: str, **headers: str) -> Any:
    """A request with a body of five bytes."""
    # Django's own stream objects to being read to its end.
    given: dict[str, Any] = {**headers, "wsgi.input": io.BytesIO(b"hello")}
    return browser.generic(method, path, b"hello", "text/plain", **given)


@pytest.fixture
def written(browser: Client, page_token: str) -> None:
    assert send(browser, "PUT", FILE, HTTP_X_CSRFTOKEN=page_token).status_code == 201


@pytest.mark.usefixtures("written")
def test_a_session_reads_and_writes_a_file(browser: Client) -> None:
    answer = browser.get(FILE)
    assert (answer.status_code, b"".join(answer)) == (200, b"hello")


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    "method",
    ["PUT", "DELETE", "PROPFIND", "PROPPATCH", "MOVE", "COPY", "LOCK", "UNLOCK"],
)
def test_a_session_without_the_csrf_token_does_nothing(
    browser: Client, method: str
) -> None:
    to = {"HTTP_DESTINATION": f"http://testserver{LIBRARY}/other.txt"}
    assert send(browser, method, FILE, **to).status_code == 403
    assert send(browser, method, FILE, **to, HTTP_X_CSRFTOKEN="x" * 32).status_code == (
        403
    )
    assert b"".join(browser.get(FILE)) == b"hello"
    assert browser.get(f"{LIBRARY}/other.txt").status_code == 404


@pytest.mark.usefixtures("written")
def test_another_origin_is_refused_even_with_the_token(
    browser: Client, page_token: str
) -> None:
    told = {"HTTP_X_CSRFTOKEN": page_token, "HTTP_ORIGIN": "https://evil.example"}
    assert send(browser, "DELETE", FILE, **told).status_code == 403
    assert browser.get(FILE).status_code == 200


def test_a_token_needs_no_csrf_and_makes_no_session(
    lena: Person, site: None, browser: Client
) -> None:
    secret = create_token(lena.system, lena.id, name="test")
    bearer: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    answer = send(browser, "PUT", FILE, **bearer)
    assert answer.status_code == 201
    assert not answer.cookies
    assert not Session.objects.exists()


def test_a_password_is_no_token(lena: Person, site: None, browser: Client) -> None:
    bearer: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {PASSWORD}"}
    answer = browser.get(LIBRARY, **bearer, **HTML)
    assert answer.status_code == 401


def test_a_person_who_was_shut_out_is_a_stranger_at_once(
    browser: Client, lena: Person, page_token: str
) -> None:
    assert browser.get(LIBRARY).status_code == 200
    deactivate_person(lena.system, lena.id)
    assert browser.get(LIBRARY).status_code == 401
    answer = send(browser, "PUT", FILE, HTTP_X_CSRFTOKEN=page_token)
    assert answer.status_code == 401


def test_a_made_up_session_is_nobodys(browser: Client, site: None) -> None:
    browser.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert browser.get(LIBRARY).status_code == 401


@pytest.mark.parametrize("path", [LIBRARY, FILE, "/sites/none", "/"])
def test_a_browser_is_led_to_the_sign_in_page_and_back(
    browser: Client, lena: Person, site: None, path: str
) -> None:
    answer = browser.get(path, {"a": "b c"}, **HTML)
    assert answer.status_code == 302
    assert answer["Cache-Control"] == "no-store"
    assert answer["Location"].startswith("/accounts/login/?next=%2F")
    page = browser.get(answer["Location"])
    back = page.context["redirect_field_value"]
    assert back == f"{path}?a=b+c"
    signed = submit(
        browser, answer["Location"], login=lena.email, password=PASSWORD, next=back
    )
    assert signed["Location"] == back


def test_a_path_of_two_slashes_leads_to_no_other_host(
    browser: Client, lena: Person
) -> None:
    answer = browser.get("//evil.example/", **HTML)
    assert "next=%2F%2Fevil" not in answer.get("Location", "")


@pytest.mark.parametrize("accept", ["", "*/*", "application/json", "text/*"])
def test_a_client_gets_401_as_ever(browser: Client, site: None, accept: str) -> None:
    answer = browser.get(LIBRARY, HTTP_ACCEPT=accept)
    assert answer.status_code == 401
    names = [value for name, value in answer.items() if name == "WWW-Authenticate"]
    assert [name.split()[0] for name in names] == ["Basic", "Bearer"]


@pytest.mark.parametrize("method", ["PROPFIND", "PUT", "OPTIONS", "HEAD"])
def test_only_get_is_led_to_the_sign_in_page(
    browser: Client, site: None, method: str
) -> None:
    assert send(browser, method, LIBRARY, **HTML).status_code in (401, 200)


def test_the_sign_in_page_does_not_tell_what_exists(
    browser: Client, lena: Person, site: None
) -> None:
    there = browser.get(LIBRARY, **HTML)
    absent = browser.get("/sites/hr/Nothing", **HTML)
    assert there.status_code == absent.status_code == 302
    assert there.headers.keys() == absent.headers.keys()


def test_a_stranger_costs_no_statement_more(browser: Client, site: None) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        browser.get(LIBRARY)
    assert not any("django_session" in query["sql"] for query in asked)
    assert "Cookie" not in browser.get(LIBRARY).get("Vary", "")
