"""Where mail goes follows from one address, and cookies from another."""

import pytest

from hallway.config.environment import SettingsError, load
from hallway.config.mail import mail


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp+tls://me%40x:p%2Fw@mail.example", 587, True, False),
        ("smtps://mail.example:4650", 4650, False, True),
    ],
)
def test_a_mail_server_is_taken_apart(
    url: str, port: int, tls: bool, ssl: bool
) -> None:
    found = mail(load({"HALLWAY_SMTP_URL": url}))
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example", port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (tls, ssl)
    if "@" in url:
        assert found["EMAIL_HOST_USER"] == "me@x"
        assert found["EMAIL_HOST_PASSWORD"] == "p/w"


def test_without_a_server_mail_goes_nowhere() -> None:
    assert "dummy" in mail(load({}))["EMAIL_BACKEND"]


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://", "mail.example"])
def test_what_is_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="HALLWAY_SMTP_URL"):
        load({"HALLWAY_SMTP_URL": url})


@pytest.mark.parametrize("address", ["hallway", "@x", "x@"])
def test_a_sender_is_an_address(address: str) -> None:
    with pytest.raises(SettingsError, match="HALLWAY_MAIL_FROM"):
        load({"HALLWAY_MAIL_FROM": address})


@pytest.mark.parametrize(
    ("url", "secure"),
    [
        ("https://hw.example", True),
        ("http://127.0.0.1:8000", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:8000", True),
        ("http://localhost:8000", True),
        ("http://hw.example", False),
        ("http://192.168.1.5:8000", False),
        ("http://localhost.example", False),
    ],
)
def test_secure_cookies_need_https_or_loopback(url: str, secure: bool) -> None:
    assert load({"HALLWAY_URL": url}).is_secure is secure
