"""Being invited, then passkeys, in Chromium with an authenticator that is software."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser import axe
from tests.browser.conftest import Opener
from tests.conformance.server import LiveServer

pytestmark = pytest.mark.browser

PASSWORD = "correct horse 9"
FACTORS = "/accounts/2fa/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server at a name: an address of numbers cannot have passkeys."""
    data = tmp_path_factory.mktemp("passkeys")
    url = f"sqlite:///{data}/hallway.sqlite3"
    server = LiveServer(data / "data", url, host="localhost")
    server.start()
    yield server
    server.stop()


class Device:
    """A phone or a security key, plugged into a page's browser."""

    def __init__(self, page: Page, *, verifies: bool = True) -> None:
        self.page = page
        self.line: CDPSession = page.context.new_cdp_session(page)
        self.line.send("WebAuthn.enable", {"enableUI": False})
        made = self.line.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal" if verifies else "usb",
                    "hasResidentKey": verifies,
                    "hasUserVerification": verifies,
                    "isUserVerified": verifies,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        self.id = made["authenticatorId"]

    @property
    def keys(self) -> list[dict[str, Any]]:
        """What it keeps."""
        found = self.line.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        keys: list[dict[str, Any]] = found["credentials"]
        return keys

    def refuse(self) -> None:
        """Have its owner's finger not recognised from now on."""
        self.line.send(
            "WebAuthn.setUserVerified",
            {"authenticatorId": self.id, "isUserVerified": False},
        )


def invited(open_page: Opener, site: LiveServer, email: str) -> Page:
    """A browser that has followed an invitation and is signed in."""
    link = site.run("user", "invite", email, "--name", "Mo Lang")
    page = open_page(link.removeprefix(site.origin))
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome to Hallway")
    assert page.get_by_label("Your name").input_value() == "Mo Lang"
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Set the password and sign in").click()
    page.wait_for_url(f"{site.origin}/")
    return page


def add(page: Page, name: str) -> None:
    """Add a passkey, giving the password where it is asked for."""
    page.goto(f"{FACTORS}webauthn/add/")
    if "reauthenticate" in page.url:
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Continue").click()
        page.wait_for_url("**/webauthn/add/")
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Add a passkey").click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out", exact=True).last.click()
    page.wait_for_url("**/accounts/login/")


def test_from_an_invitation_to_signing_in_with_a_passkey(
    open_page: Opener, site: LiveServer
) -> None:
    page = invited(open_page, site, "mo@example.com")
    device = Device(page)
    add(page, "Phone")
    # The first factor brings recovery codes.
    page.wait_for_url("**/recovery-codes/")
    assert len(device.keys) == 1
    assert device.keys[0]["rpId"] == "localhost"
    assert device.keys[0]["isResidentCredential"]
    assert axe.violations(page) == []
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{site.origin}/")
    page.goto("/accounts/tokens/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tokens")


def test_back_to_where_one_wanted(open_page: Opener, site: LiveServer) -> None:
    page = invited(open_page, site, "back@example.com")
    Device(page)
    add(page, "Phone")
    page.wait_for_url("**/recovery-codes/")
    sign_out(page)
    page.goto("/accounts/tokens/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/accounts/tokens/")


def test_confirming_with_a_passkey_and_managing_it(
    open_page: Opener, site: LiveServer
) -> None:
    page = invited(open_page, site, "manage@example.com")
    Device(page)
    add(page, "Phone")
    page.wait_for_url("**/recovery-codes/")
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{site.origin}/")
    page.goto("/accounts/email/")
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/accounts/email/")
    page.goto(f"{FACTORS}webauthn/")
    assert axe.violations(page) == []
    page.get_by_role("link", name="Rename Phone").click()
    page.get_by_label("Name").fill("Mo, phone")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("rowheader", name="Mo, phone")).to_be_visible()
    page.get_by_role("link", name="Remove Mo, phone").click()
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_text("You have no passkeys.")).to_be_visible()


def test_a_security_key_is_a_second_step(open_page: Opener, site: LiveServer) -> None:
    page = invited(open_page, site, "key@example.com")
    Device(page, verifies=False)
    page.goto(f"{FACTORS}webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Sign in without a password, too").uncheck()
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/recovery-codes/")
    sign_out(page)
    page.locator("[name=login]").fill("key@example.com")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/2fa/authenticate/")
    assert axe.violations(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{site.origin}/")
    page.goto("/accounts/sessions/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_what_goes_wrong_is_said(open_page: Opener, site: LiveServer) -> None:
    page = invited(open_page, site, "wrong@example.com")
    device = Device(page)
    add(page, "Phone")
    page.wait_for_url("**/recovery-codes/")
    add(page, "Again")
    expect(page.get_by_role("alert").filter(visible=True)).to_have_text(
        "This device has a passkey for your account already."
    )
    device.refuse()
    sign_out(page)
    button = page.get_by_role("button", name="Sign in with a passkey")
    button.click()
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("cancelled")
    assert axe.violations(page) == []


def test_a_required_factor_is_set_up_with_a_passkey(
    open_page: Opener, site: LiveServer
) -> None:
    page = invited(open_page, site, "must@example.com")
    site.run("factor", "require", "--organisation", "Hallway")
    try:
        page.goto("/sites")
        assert page.url.endswith(FACTORS)
        expect(page.get_by_text("A second factor is needed here.")).to_be_visible()
        assert axe.violations(page) == []
        Device(page)
        add(page, "Phone")
        page.wait_for_url("**/recovery-codes/")
        page.goto("/sites")
        assert page.url.endswith("/sites")
    finally:
        site.run("factor", "waive", "--organisation", "Hallway")


def test_without_script_a_password_does(open_page: Opener, site: LiveServer) -> None:
    page = open_page("/accounts/login/", java_script_enabled=False)
    button = page.get_by_role("button", name="Sign in with a passkey")
    expect(button).to_be_hidden()
    expect(page.get_by_text("Passkeys need JavaScript.")).to_be_visible()
