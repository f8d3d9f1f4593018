"""``hallway explain``: who may what, and why."""

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import click

from hallway.faces.cli.opening import opens

if TYPE_CHECKING:
    from hallway.core.access.actors import Actor
    from hallway.core.items.records import Place

RIGHTS = {
    "view": "VIEW_LIST_ITEMS",
    "add": "ADD_LIST_ITEMS",
    "edit": "EDIT_LIST_ITEMS",
    "delete": "DELETE_LIST_ITEMS",
    "permissions": "MANAGE_PERMISSIONS",
}


@click.command()
@click.argument("email")
@click.argument("url")
@click.option(
    "--right",
    type=click.Choice(list(RIGHTS)),
    help="Explain this one only [default: all of these].",
)
@opens("hallway explain ada@example.com /sites/hr/Documents/Plans/q3.docx")
def explain(actor: "Actor", email: str, url: str, right: str | None) -> None:
    """Say what the person EMAIL may do at URL, and why.

    URL is an address from the browser, or a path on this server as people write it.
    """
    from hallway.core.access.explain import explain as explain_right
    from hallway.core.access.rights import Right
    from hallway.core.errors import NotFound
    from hallway.core.people.actors import get_actor
    from hallway.core.people.queries import find_person

    subject = get_actor(find_person(actor, email).id, face="cli")
    place = _find(actor, url)
    if place.missing or (place.site is None and place.item is None):
        raise NotFound(f"There is nothing at {url}.")
    told = [
        explain_right(actor, Right[RIGHTS[one]], place=place, subject=subject)
        for one in ((right,) if right else RIGHTS)
    ]
    lines = [line for one in told for line in (one.sentence, *one.reasons[1:])]
    # Who may do everything is told so once.
    for line in dict.fromkeys(lines):
        click.echo(line)


def _find(actor: "Actor", url: str) -> "Place":
    """What an address leads to; a path may be percent-encoded or not."""
    from hallway.core.items.queries import resolve
    from hallway.core.sites.rules import split_path

    parts = urlsplit(url)
    if parts.scheme in ("http", "https") and parts.netloc:
        return resolve(actor, split_path(unquote(parts.path)))
    place = resolve(actor, split_path(url))
    return resolve(actor, split_path(unquote(url))) if place.missing else place
