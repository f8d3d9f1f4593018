"""Forms that come too late: a page that says what to do and shows what was typed."""

from __future__ import annotations

import logging

import pytest
from django.test import Client, RequestFactory

from hallway.faces._common.lost import broken
from tests.access.test_pages import browser
from tests.world import World

FORM = "application/x-www-form-urlencoded"
TYPED = "A long name <b>typed</b> with care"
BODY = (
    "do=new&name=A+long+name+%3Cb%3Etyped%3C%2Fb%3E+with+care&password1=hunter2+hunter2"
)
SHOWN = "A long name &lt;b&gt;typed&lt;/b&gt; with care"


def send(client: Client, path: str, **headers: str) -> tuple[int, str]:
    given = {"Accept": "text/html", **headers}
    answer = client.post(path, BODY, content_type=FORM, headers=given)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/sites/hr/Documents", "/accounts/tokens/", "/portal/requests/new"]
)
def test_who_is_signed_out_keeps_what_he_typed(world: World, path: str) -> None:
    came = {"Sec-Fetch-Site": "same-origin", "Referer": f"http://127.0.0.1:8000{path}"}
    status, text = send(browser(world, "anonymous"), path, **came)
    assert status == 403
    assert "You are signed out" in text
    assert SHOWN in text
    assert "hunter2" not in text
    assert f"/accounts/login/?next={path.replace('/', '%2F')}" in text


@pytest.mark.django_db
@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_the_words_of_another_site_are_not_shown(site: str) -> None:
    client = Client(enforce_csrf_checks=True, HTTP_HOST="127.0.0.1:8000")
    status, text = send(client, "/accounts/login/", **{"Sec-Fetch-Site": site})
    assert status == 403
    assert "This page is out of date" in text
    assert "typed" not in text.replace("What you had typed", "")


@pytest.mark.django_db
def test_a_form_without_its_token_is_told_to_open_the_page_again() -> None:
    client = Client(enforce_csrf_checks=True, HTTP_HOST="127.0.0.1:8000")
    status, text = send(
        client,
        "/accounts/login/",
        Origin="http://127.0.0.1:8000",
        Referer="http://127.0.0.1:8000/accounts/login/?next=/news",
    )
    assert status == 403
    assert SHOWN in text
    assert 'href="/accounts/login/"' in text


def test_an_older_browser_is_told_by_where_it_comes_from(world: World) -> None:
    client = browser(world, "anonymous")
    elsewhere = {"Referer": "http://elsewhere.example/x"}
    assert SHOWN not in send(client, "/sites/hr", **elsewhere)[1]
    here = {"Referer": "http://127.0.0.1:8000/sites/hr"}
    assert SHOWN in send(client, "/sites/hr", **here)[1]


@pytest.mark.django_db
def test_a_failure_has_a_number_that_stands_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = broken(RequestFactory().get("/x"))
    number = caplog.records[-1].__dict__["number"]
    assert answer.status_code == 500
    assert number in answer.content.decode()
