"""Changing a password, and asking for a new one by mail through a real server."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django.fixtures import Settings

from hallway.config.environment import load
from hallway.config.mail import mail
from hallway.core.people.commands import deactivate_person
from hallway.platform.db import engine
from tests.faces.web.signin.conftest import (
    PASSWORD,
    Box,
    Person,
    body,
    is_signed_in,
    link_in,
    sign_in,
    submit,
)

CHANGE = "/accounts/password/change/"
RESET = "/accounts/password/reset/"
NEW = "another horse 10"


def choose(browser: Client, link: str, password: str = NEW) -> Any:
    form = browser.get(link)
    assert form.status_code == 302
    return submit(browser, form["Location"], password1=password, password2=password)


def test_a_password_is_changed_and_other_sessions_end(
    browser: Client, lena: Person, box: Box
) -> None:
    elsewhere = Client()
    sign_in(elsewhere, lena.email)
    sign_in(browser, lena.email)
    answer = submit(browser, CHANGE, oldpassword=PASSWORD, password1=NEW, password2=NEW)
    assert answer.status_code == 302
    assert is_signed_in(browser)
    assert not is_signed_in(elsewhere)
    assert sign_in(elsewhere, lena.email).status_code == 200
    assert sign_in(elsewhere, lena.email, NEW).status_code == 302
    rows = engine().fetch_all(
        "SELECT after FROM core_change WHERE verb = 'person.password_changed'"
    )
    assert len(rows) == 1
    assert str(lena.id) in str(rows[0])
    assert [str(one["To"]) for one in box.mails] == [lena.email]
    assert "tell an administrator" in body(box.mails[0])


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong", NEW, NEW, "current password"),
        (PASSWORD, "short", "short", "at least 8"),
        (PASSWORD, "password", "password", "too common"),
        (PASSWORD, NEW, "other", "same password each time"),
    ],
)
def test_a_password_that_will_not_do_is_refused_beside_its_field(
    browser: Client, lena: Person, old: str, new: str, again: str, said: str
) -> None:
    sign_in(browser, lena.email)
    answer = submit(browser, CHANGE, oldpassword=old, password1=new, password2=again)
    assert answer.status_code == 200
    assert re.search(
        f'class="field__error">.*?<span>[^<]*{said}', answer.content.decode()
    )
    assert sign_in(Client(), lena.email).status_code == 302


def test_a_forgotten_password_is_replaced_by_mail(
    browser: Client, lena: Person, box: Box
) -> None:
    answer = submit(browser, RESET, email=lena.email.upper())
    assert answer["Location"] == f"{RESET}done/"
    (mail,) = box.mails
    assert str(mail["To"]) == lena.email
    assert str(mail["From"]) == "hallway@127.0.0.1"
    assert django_settings.HALLWAY.url in body(mail)
    assert choose(browser, link_in(mail)).status_code == 302
    assert sign_in(browser, lena.email, NEW).status_code == 302
    assert is_signed_in(browser)
    # Used once, it is worth nothing.
    assert "no longer works" in Client().get(link_in(mail)).content.decode()


def test_signing_in_outdates_the_link(browser: Client, lena: Person, box: Box) -> None:
    submit(browser, RESET, email=lena.email)
    sign_in(Client(), lena.email)
    page = browser.get(link_in(box.mails[0])).content.decode()
    assert "no longer works" in page


def test_the_link_of_a_person_who_was_shut_out_is_dead(
    browser: Client, lena: Person, box: Box
) -> None:
    submit(browser, RESET, email=lena.email)
    deactivate_person(lena.system, lena.id)
    page = browser.get(link_in(box.mails[0])).content.decode()
    assert "no longer works" in page


def test_an_unknown_address_is_answered_alike(
    browser: Client, lena: Person, box: Box
) -> None:
    known = submit(browser, RESET, email=lena.email)
    unknown = submit(browser, RESET, email="who@example.com")
    assert known.status_code == unknown.status_code == 302
    assert known["Location"] == unknown["Location"]
    assert known.cookies.keys() == unknown.cookies.keys()
    assert "No account there" in body(box.mails[1])
    assert "/accounts/" not in body(box.mails[1])


def test_the_link_names_our_address_whatever_host_was_asked(
    browser: Client, lena: Person, box: Box
) -> None:
    browser.defaults["HTTP_HOST"] = "localhost"
    submit(browser, RESET, email=lena.email)
    assert "localhost" not in body(box.mails[0])


def test_a_mail_server_out_of_reach_changes_no_answer(
    browser: Client, lena: Person, settings: Settings
) -> None:
    for name, value in mail(load({"HALLWAY_SMTP_URL": "smtp://127.0.0.1:1"})).items():
        setattr(settings, name, value)
    assert submit(browser, RESET, email=lena.email)["Location"] == f"{RESET}done/"


def test_a_new_password_lifts_the_limit_of_its_account(
    browser: Client, lena: Person, box: Box
) -> None:
    for _ in range(5):
        sign_in(browser, lena.email, "no")
    submit(browser, RESET, email=lena.email)
    choose(browser, link_in(box.mails[0]))
    assert sign_in(browser, lena.email, NEW).status_code == 302


def test_asking_for_mails_is_limited_by_address(
    browser: Client, lena: Person, box: Box
) -> None:
    answers = [submit(browser, RESET, email=lena.email).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    assert len(box.mails) == 5
