"""``/admin/second-factors``: requiring them, and removing one that was lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from hallway.core.people.factors.queries import list_requirements
from hallway.platform.db import engine
from tests.access.test_pages import browser
from tests.world import SYSTEM, World

PAGE = "/admin/second-factors"


@pytest.fixture
def admin(world: World) -> Client:
    return browser(world, "admin")


def send(client: Client, **fields: object) -> Any:
    return client.post(PAGE, {name: str(value) for name, value in fields.items()})


def give_factor(world: World, who: str) -> None:
    person = world.principal(who)
    Authenticator.objects.create(user_id=person, type="totp", data={"secret": "x"})
    Authenticator.objects.create(user_id=person, type="recovery_codes", data={})


def required() -> list[str]:
    return [one.name for one in list_requirements(SYSTEM) if one.required]


def test_it_is_required_and_waived(admin: Client, world: World) -> None:
    acme = world.organisations["acme"].id
    assert send(admin, do="require", whom=acme).status_code == 303
    assert required() == ["Acme"]
    # Pressed twice.
    assert send(admin, do="require", whom=acme).status_code == 303
    assert browser(world, "acme").get("/design/").status_code == 302
    assert browser(world, "globex").get("/design/").status_code == 200
    assert send(admin, do="waive", whom=acme).status_code == 303
    assert required() == []
    assert browser(world, "acme").get("/design/").status_code == 200


def test_of_administrators_which_holds_for_who_pressed_it(
    admin: Client, world: World
) -> None:
    give_factor(world, "owner")
    page = admin.get(PAGE).content.decode()
    assert re.search(r"Administrators</th><td[^>]*>0 of 1<", page)
    assert send(admin, do="require", whom="administrators").status_code == 303
    assert admin.get(PAGE)["Location"] == "/accounts/2fa/"
    give_factor(world, "admin")
    assert "required" in admin.get(PAGE).content.decode()


def test_a_lost_one_is_removed(admin: Client, world: World) -> None:
    give_factor(world, "member")
    answer = send(admin, do="remove", email="Member@World.example", reason="lost")
    assert answer.status_code == 303
    assert not Authenticator.objects.filter(user_id=world.principal("member")).exists()
    assert "Member is removed" in admin.get(PAGE).content.decode()
    row = engine().fetch_one(
        "SELECT actor, after FROM core_change WHERE verb = 'person.factor_removed'"
    )
    assert row is not None
    assert row[0] == world.principal("admin")
    assert "lost" in str(row[1])


@pytest.mark.parametrize(
    ("email", "reason", "status", "said"),
    [
        ("member@world.example", "", 400, "This field is required"),
        ("member@world.example", "a\u200bb", 400, "control characters"),
        ("none@world.example", "lost", 400, "Nobody here has this address"),
        ("visitor@world.example", "lost", 409, "no second factor"),
        ("admin@world.example", "lost", 409, "another administrator"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    admin: Client, world: World, email: str, reason: str, status: int, said: str
) -> None:
    give_factor(world, "member")
    give_factor(world, "admin")
    answer = send(admin, do="remove", email=email, reason=reason)
    page = answer.content.decode()
    assert answer.status_code == status
    assert re.search(f'class="field__error">.*?<span>[^<]*{said}', page)
    assert f'value="{email}"' in page
    assert Authenticator.objects.count() == 4


@pytest.mark.parametrize(
    "who", ["owner", "member", "visitor", "guest", "acme", "globex", "nobody"]
)
def test_for_others_there_is_nothing(world: World, who: str) -> None:
    give_factor(world, "admin")
    client = browser(world, who)
    assert client.get(PAGE).status_code == 404
    for do in ("require", "waive", "remove"):
        answer = send(
            client,
            do=do,
            whom="administrators",
            email="admin@world.example",
            reason="x",
        )
        assert answer.status_code == 404
    assert Authenticator.objects.count() == 2
    assert required() == []


@pytest.mark.parametrize("whom", ["", "x", "0", "999999", "-1", "9" * 30])
def test_what_is_not_there_is_not_found(admin: Client, whom: str) -> None:
    assert send(admin, do="require", whom=whom).status_code == 404
    assert required() == []
