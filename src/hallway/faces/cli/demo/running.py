"""The steps of the demo in their order, and what is said at the end."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.faces.cli.demo import scenes, stories
from hallway.faces.cli.demo.growing import SIZES
from hallway.faces.cli.demo.load import Loader, founded
from hallway.faces.cli.demo.types_of_items import load_types

Say = Callable[[str], None]


def load(actor: Actor, size: str, *, say: Say) -> int:
    """Load the demo of a size; how many things there were to add."""
    loader = Loader(system=actor, size=SIZES[size])
    with clock.turned_back(founded()):
        say("People and companies")
        loader.load_people()
        say("Sites")
        places = loader.load_sites()
    say("Documents")
    loader.load_documents(places)
    say("News, pages, events")
    stories.load_house(loader)
    stories.load_contracts(loader)
    load_types(loader)
    say("Customers and their requests")
    host = urlsplit(settings.HALLWAY.url).hostname or "127.0.0.1"
    stories.load_desk(loader, host=host)
    return loader.made


def tell_personas(echo: Say) -> None:
    """Say whom one can be, and what to try first."""
    echo("")
    echo(f"Sign in at {settings.HALLWAY.url} as one of these; the password of all is")
    echo(f"    {scenes.PASSWORD}")
    echo("")
    longest = max(len(scenes.email_of(one.key)) for one in scenes.personas())
    for one in scenes.personas():
        echo(f"    {scenes.email_of(one.key):<{longest}}  {one.role}: {one.first}")
    echo("")
    echo("These passwords are public. Without the demo: hallway serve --data DIR")
