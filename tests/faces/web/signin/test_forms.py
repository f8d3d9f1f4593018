"""What holds of every page of signing in: tokens of forms, headers, no sign-up."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from hallway.config.signin.urls import urlpatterns
from tests.access.test_matrix import routes
from tests.access.test_pages import ROUTES
from tests.faces.web.signin.conftest import Person, sign_in

PATHS = sorted(path for route, path in ROUTES.items() if route.startswith("accounts/"))


def test_every_route_of_signing_in_is_looked_at() -> None:
    class Below:
        url_patterns = urlpatterns

    found: Any = Below()
    assert {f"accounts/{route}" for route in routes(found)} <= set(ROUTES)
    assert len(PATHS) >= len(urlpatterns)


@pytest.mark.parametrize("path", PATHS)
def test_no_form_goes_without_its_token(path: str, lena: Person) -> None:
    stranger, somebody = (Client(enforce_csrf_checks=True) for _ in range(2))
    sign_in(somebody, lena.email)
    for browser in (stranger, somebody):
        assert browser.post(path).status_code == 403
        given: dict[str, Any] = {"HTTP_ORIGIN": "https://evil.example"}
        answer = browser.post(path, {"csrfmiddlewaretoken": "x" * 32}, **given)
        assert answer.status_code == 403


@pytest.mark.parametrize("path", PATHS)
def test_no_other_page_may_hold_or_read_it(path: str, lena: Person) -> None:
    browser = Client()
    sign_in(browser, lena.email)
    given: dict[str, Any] = {"HTTP_ORIGIN": "https://evil.example"}
    answer = browser.get(path, **given)
    assert "Access-Control-Allow-Origin" not in answer.headers
    if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
        policy = answer["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy


def test_nobody_comes_in_by_another_sites_word() -> None:
    assert not [app for app in settings.INSTALLED_APPS if "socialaccount" in app]
