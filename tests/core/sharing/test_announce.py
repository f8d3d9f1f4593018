"""The mail to somebody with whom something was shared."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from hallway.core.access.actors import PrincipalId
from hallway.core.people.commands import deactivate_person
from hallway.core.people.queries import get_person
from hallway.core.sharing.commands import share_item, unshare_item
from hallway.core.sharing.jobs import announce
from hallway.core.sharing.records import ShareRight
from hallway.platform.db import engine
from tests.world import SYSTEM, World

if TYPE_CHECKING:
    from tests.inbox import Inbox


class Context:
    def heartbeat(self) -> None:
        pass


def deliver(world: World) -> list[Exception]:
    """Run the jobs that wait, each once, as a worker does; what they raised."""
    context: Any = Context()
    found: list[Exception] = []
    for (args,) in engine().fetch_all(
        "SELECT args FROM core_job WHERE name = 'sharing.announce' ORDER BY id"
    ):
        given = orjson.loads(args) if isinstance(args, str) else args
        try:
            announce(world.actor("owner"), context, **given)
        except smtplib.SMTPException as error:
            found.append(error)
    return found


def share(world: World, *people: str, message: str = "") -> None:
    share_item(
        world.actor("owner"),
        world.items["q3"],
        principals=[world.principal(one) for one in people],
        right=ShareRight.VIEW,
        message=message,
    )


def address(world: World, who: str) -> str:
    return get_person(SYSTEM, world.principal(who)).email


def test_it_comes_from_the_house_and_leads_to_the_file(
    world: World, inbox: Inbox
) -> None:
    share(world, "nobody", message="Have a look.")
    assert deliver(world) == []
    (mail,) = inbox.mails
    assert address(world, "nobody") in str(mail["To"])
    assert str(mail["From"]) == "Owner <service@world.example>"
    assert world.item("q3").name in mail["Subject"]
    text = mail.get_content()
    assert "Have a look." in text
    assert "https://help.world.example/sites/hr/" in text


@pytest.mark.parametrize("refused", ["nobody", "visitor"])
def test_one_who_is_refused_keeps_nobody_from_it(
    world: World, inbox: Inbox, refused: str
) -> None:
    share(world, "nobody", "visitor")
    inbox.refusing = address(world, refused)
    (error,) = deliver(world)
    assert "451" in str(error)
    (mail,) = inbox.mails
    assert address(world, refused) not in str(mail["To"])


def test_who_left_or_lost_it_gets_none_and_the_others_do(
    world: World, inbox: Inbox
) -> None:
    share(world, "nobody", "guest", "visitor")
    deactivate_person(SYSTEM, world.principal("nobody"))
    unshare_item(
        world.actor("owner"),
        world.items["q3"],
        principal=PrincipalId(world.principal("guest")),
    )
    assert deliver(world) == []
    (mail,) = inbox.mails
    assert address(world, "visitor") in str(mail["To"])
