"""Tokens for programs, on a page of their own."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from hallway.core.people.actors import authenticate_token
from hallway.core.people.commands import add_person, create_token
from hallway.core.people.queries import list_tokens
from tests.faces.web.signin.conftest import Person, sign_in, submit, token_of

TOKENS = "/accounts/tokens/"


@pytest.fixture
def signed_in(browser: Client, lena: Person) -> Client:
    sign_in(browser, lena.email)
    return browser


def shown_secret(answer: Any) -> str:
    found = re.search(r"hw_\d+_[a-z2-7]{32}", answer.content.decode())
    return found[0] if found else ""


def test_a_token_is_shown_once_and_works(signed_in: Client, lena: Person) -> None:
    answer = submit(signed_in, TOKENS, name="Laptop", days="30")
    assert "no-store" in answer["Cache-Control"]
    actor = authenticate_token(shown_secret(answer), face="dav")
    assert actor is not None
    assert actor.principal == lena.id
    page = signed_in.get(TOKENS)
    assert "Laptop" in page.content.decode()
    assert not shown_secret(page)
    (token,) = list_tokens(lena.system, lena.id)
    assert token.expires is not None
    assert round((token.expires - token.created) / 86_400_000_000) == 30


def test_a_revoked_token_is_dead(signed_in: Client, lena: Person) -> None:
    secret = create_token(lena.system, lena.id, name="Old laptop")
    (token,) = list_tokens(lena.system, lena.id)
    assert submit(signed_in, TOKENS, revoke=str(token.id))["Location"] == TOKENS
    assert authenticate_token(secret, face="dav") is None
    page = signed_in.get(TOKENS).content.decode()
    assert "revoked" in page
    assert 'name="revoke"' not in page


@pytest.mark.parametrize("number", ["theirs", "999999", "x", "-1", "1" * 30])
def test_a_token_of_somebody_else_is_as_absent_as_none(
    signed_in: Client, lena: Person, number: str
) -> None:
    other = add_person(lena.system, email="mo@example.com", name="Mo")
    secret = create_token(lena.system, other.id, name="His")
    if number == "theirs":
        number = str(list_tokens(lena.system, other.id)[0].id)
    assert submit(signed_in, TOKENS, revoke=number).status_code == 404
    assert authenticate_token(secret, face="dav") is not None
    assert "His" not in signed_in.get(TOKENS).content.decode()


@pytest.mark.parametrize(
    ("name", "days", "said"),
    [
        ("", "30", "This field is required"),
        ("x" * 101, "30", "at most 100"),
        ("a\u200bb", "30", "control characters"),
        ("Laptop", "4000", "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    signed_in: Client, lena: Person, name: str, days: str, said: str
) -> None:
    page = submit(signed_in, TOKENS, name=name, days=days).content.decode()
    assert re.search(f'class="field__error">.*?<span>[^<]*{said}', page)
    assert not list_tokens(lena.system, lena.id)


def test_a_form_from_elsewhere_makes_no_token(signed_in: Client, lena: Person) -> None:
    answer = signed_in.post(TOKENS, {"name": "Laptop", "days": "30"})
    assert answer.status_code == 403
    assert not list_tokens(lena.system, lena.id)


def test_a_stranger_is_led_to_the_sign_in_page(browser: Client, db: None) -> None:
    answer = browser.get(TOKENS)
    assert answer["Location"] == "/accounts/login/?next=%2Faccounts%2Ftokens%2F"
    told = {"csrfmiddlewaretoken": token_of(browser), "name": "x", "days": "30"}
    late = browser.post(TOKENS, told)
    assert late.status_code == 403
    assert "You are signed out" in late.content.decode()
