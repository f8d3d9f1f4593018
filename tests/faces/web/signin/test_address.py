"""Changing one's own address: both addresses are told, the new one confirms."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.test import Client

from hallway.core.people.actors import get_actor
from hallway.core.people.commands import add_person, change_password, deactivate_person
from hallway.platform.db import engine
from tests.faces.web.signin.conftest import (
    PASSWORD,
    Box,
    Person,
    body,
    link_in,
    sign_in,
    submit,
)

ADDRESS = "/accounts/email/"
NEW = "Lena.Halden@example.com"


@pytest.fixture
def proven(browser: Client, lena: Person) -> Client:
    """A browser in which Lena is signed in, and has just given her password again."""
    sign_in(browser, lena.email)
    submit(browser, "/accounts/reauthenticate/", password=PASSWORD)
    return browser


@pytest.fixture
def link(proven: Client, box: Box) -> str:
    assert submit(proven, ADDRESS, email=NEW)["Location"] == ADDRESS
    return link_in(box.mails[0])


def email_of(person: Person) -> str:
    row = engine().fetch_one(
        "SELECT email FROM core_person WHERE principal_id = %s", (person.id,)
    )
    assert row is not None
    return str(row[0])


def test_it_asks_for_the_password_once_more(browser: Client, lena: Person) -> None:
    sign_in(browser, lena.email)
    answer = browser.get(ADDRESS)
    assert answer["Location"].startswith("/accounts/reauthenticate/?next=")


def test_the_link_goes_to_the_new_address_and_the_old_one_is_told(
    link: str, box: Box, lena: Person
) -> None:
    assert [str(mail["To"]) for mail in box.mails] == [NEW, lena.email]
    assert NEW in body(box.mails[1])
    assert "/accounts/" not in body(box.mails[1])
    assert email_of(lena) == lena.email


def test_a_button_confirms_and_a_scanner_does_not(
    link: str, box: Box, lena: Person
) -> None:
    reader = Client(enforce_csrf_checks=True)
    for _ in range(2):
        assert reader.get(link).status_code == 200
    assert email_of(lena) == lena.email
    assert reader.post(link).status_code == 403
    assert submit(reader, link).status_code == 200
    assert email_of(lena) == NEW
    assert str(box.mails[-1]["To"]) == lena.email
    assert sign_in(Client(), NEW.lower())["Location"] == "/"
    assert sign_in(Client(), lena.email).status_code == 200
    row = engine().fetch_one("SELECT verb, actor FROM core_change ORDER BY id DESC")
    verbs = engine().fetch_all("SELECT verb FROM core_change")
    assert ("person.email_changed",) in verbs
    assert row is not None
    # Once only.
    assert reader.get(link).status_code == 404


def test_an_address_that_is_taken_gets_the_same_answer(
    proven: Client, box: Box, lena: Person
) -> None:
    add_person(lena.system, email=NEW.upper(), name="Other")
    answer = submit(proven, ADDRESS, email=NEW)
    assert answer["Location"] == ADDRESS
    taken = proven.get(ADDRESS).content.decode()
    assert "was sent to" in taken
    assert [str(mail["To"]) for mail in box.mails] == [NEW, lena.email]
    assert "has it already" in body(box.mails[0])
    assert "/accounts/" not in body(box.mails[0])


def test_one_that_is_taken_in_between_is_a_dead_link(link: str, lena: Person) -> None:
    add_person(lena.system, email=NEW, name="Other")
    reader = Client(enforce_csrf_checks=True)
    assert submit(reader, link).status_code == 404
    assert email_of(lena) == lena.email


@pytest.mark.parametrize("how", ["password", "closed", "late", "forged"])
def test_a_link_dies(
    link: str, lena: Person, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if how == "password":
        change_password(get_actor(lena.id, face="web"), password="another horse 10")
    elif how == "closed":
        deactivate_person(lena.system, lena.id)
    elif how == "late":
        now = time.time()
        monkeypatch.setattr("time.time", lambda: now + 24 * 3600 + 1)
    else:
        link = link[:-3] + ("aa/" if link[-3:-1] != "aa" else "bb/")
    answer = Client().get(link)
    assert answer.status_code == 404
    assert "no longer works" in answer.content.decode()


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("", "required"),
        ("nobody", "valid email"),
        ("Lena.Gross@example.com", "your address already"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    proven: Client, box: Box, email: str, said: str
) -> None:
    answer = submit(proven, ADDRESS, email=email)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert re.search(f'class="field__error">.*?<span>[^<]*{said}', page)
    assert box.mails == []


def test_asking_is_limited(proven: Client, box: Box) -> None:
    answers: list[Any] = [
        submit(proven, ADDRESS, email=f"x{n}@example.com") for n in range(6)
    ]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]


def test_a_stranger_is_led_to_the_sign_in_page(browser: Client, db: None) -> None:
    assert browser.get(ADDRESS)["Location"].startswith("/accounts/login/?next=")
