from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallway.core.errors import Invalid
from hallway.core.people import rules

SECRET = "a" * 32


def test_a_token_comes_back_from_its_text() -> None:
    secret = rules.make_secret()
    assert re.fullmatch("[a-z2-7]{32}", secret)
    parsed = rules.parse_token(rules.format_token(17, secret))
    assert parsed == rules.ParsedToken(17, rules.digest_of(secret))
    assert rules.make_secret() != secret


@given(st.text())
def test_no_text_makes_the_token_parser_crash(text: str) -> None:
    parsed = rules.parse_token(text)
    assert parsed is None or text.startswith(f"hw_{parsed.id}_")


@pytest.mark.parametrize(
    ("expires", "revoked", "good"),
    [
        (None, None, True),
        (101, None, True),
        (100, None, False),
        (None, 99, False),
        (101, 100, False),
    ],
)
def test_a_token_holds_until_it_expires_or_is_revoked(
    expires: int | None, revoked: int | None, good: bool
) -> None:
    token = rules.ParsedToken(1, rules.digest_of(SECRET))
    found = rules.is_token_good(
        token, digest=token.digest, expires=expires, revoked=revoked, now=100
    )
    assert found is good
    other = rules.digest_of("b" * 32)
    assert not rules.is_token_good(
        token, digest=other, expires=expires, revoked=revoked, now=100
    )


def test_an_address_is_kept_as_given_and_found_in_any_case() -> None:
    assert rules.check_email(" Anna.B@Example.ORG ") == (
        "Anna.B@Example.ORG",
        "anna.b@example.org",
    )


@pytest.mark.parametrize(
    "email", ["", "anna", "anna@", "@a.example", "a b@a.example", "a@b\n.example"]
)
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.check_email(email)
    assert set(refused.value.fields) == {"email"}


@pytest.mark.parametrize("host", ["", "a b", "a/b", "-a", "a:80", "ä.example"])
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(Invalid):
        rules.check_host(host)
    assert rules.check_host("News.Example.ORG.") == "news.example.org"


@pytest.mark.parametrize("days", [0, -1, 3651])
def test_a_token_lives_for_a_day_to_ten_years(days: int) -> None:
    assert rules.check_days(1) == 1
    assert rules.check_days(3650) == 3650
    with pytest.raises(Invalid):
        rules.check_days(days)


def test_aliases_are_named_in_one_order() -> None:
    assert rules.ordered(5, 9) == rules.ordered(9, 5) == (5, 9)
    with pytest.raises(Invalid):
        rules.ordered(5, 5)
