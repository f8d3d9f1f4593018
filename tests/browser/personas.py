"""The demo's people on a live server, and signing them in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.conformance.server import LiveServer

PASSWORD = "hallway-demo-2026"
GREETING = re.compile("Good (morning|day|evening)")
MEMBER = "m.oeztuerk@nordwind.example"
AGENT = "f.yildirim@nordwind.example"
ADMIN = "k.broemmelmeier@nordwind.example"
CUSTOMER = "j.kellermann@kellermann.example"

Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def demo(site: LiveServer) -> LiveServer:
    """The live server with the small demo in it."""
    site.run("demo")
    return site


@pytest.fixture
def enter(open_page: Opener, demo: LiveServer) -> Enter:
    """Signs a persona in, by keyboard, and waits for the first page."""

    def signed_in(who: str, **options: object) -> Page:
        page = open_page("/accounts/login/", **options)
        page.get_by_role("textbox", name="Email").fill(who)
        page.get_by_role("textbox", name="Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text(GREETING)
        return page

    return signed_in
