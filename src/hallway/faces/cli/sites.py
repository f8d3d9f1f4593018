"""``hallway site`` and ``hallway list``: where content lives."""

from typing import TYPE_CHECKING

import click

from hallway.faces.cli.opening import opens
from hallway.faces.cli.tables import size, table

if TYPE_CHECKING:
    from hallway.core.access.actors import Actor


@click.group()
def site() -> None:
    """Add and list sites."""


@site.command()
@click.argument("path")
@click.option("--title", metavar="TITLE", default="", help="[default: from PATH]")
@click.option(
    "--kind",
    type=click.Choice(["team", "communication", "customer"]),
    default="team",
    show_default=True,
)
@click.option("--owner", metavar="EMAIL", help="Who is put into its owners.")
@opens('hallway site add /sites/hr --title "Human Resources" --owner ada@example.com')
def add(actor: "Actor", path: str, title: str, kind: str, owner: str | None) -> None:
    """Add a site at PATH, with its default library Documents."""
    from hallway.core.people.queries import find_person
    from hallway.core.sites.commands import add_site

    owners = find_person(actor, owner).id if owner is not None else None
    made = add_site(actor, path=path, title=title, kind=kind, owner=owners)
    click.echo(f"Added {made.path}, “{made.title}”, with the library Documents.")


@site.command(name="list")
@opens("hallway site list")
def list_sites_(actor: "Actor") -> None:
    """List all sites."""
    from hallway.core.sites.queries import list_sites

    table(
        ("Path", "Kind", "Used", "Title"),
        [
            (one.path, one.kind, size(one.used_bytes), one.title)
            for one in list_sites(actor)
        ],
    )


@click.group(name="list")
def list_() -> None:
    """Add and delete lists and libraries (`hallway lists` shows them)."""


@list_.command(name="add")
@click.argument("path")
@click.argument("name")
@click.option(
    "--kind",
    metavar="KIND",
    required=True,
    help="documents for a library; generic, news, pages, events or links for a list.",
)
@opens("hallway list add /sites/hr Contracts --kind documents")
def add_list_(actor: "Actor", path: str, name: str, kind: str) -> None:
    """Add a list or library called NAME to the site at PATH."""
    from hallway.core.errors import Invalid
    from hallway.core.kinds import get_kind
    from hallway.core.lists.commands import add_list
    from hallway.core.sites.queries import get_site

    if not get_kind(kind).can_be_added:
        raise Invalid({"kind": "Lists of this kind are not added here."})
    at = get_site(actor, path)
    made = add_list(actor, at.id, name=name, kind=kind)
    click.echo(f"Added {at.path.rstrip('/')}/{made.url_name}, {made.kind}.")


@list_.command(name="delete")
@click.argument("address", metavar="PATH")
@opens("hallway list delete /sites/hr/Contracts")
def delete_list_(actor: "Actor", address: str) -> None:
    """Move the list or library at PATH to the recycle bin of its site."""
    from hallway.core.errors import NotFound
    from hallway.core.items.queries import resolve
    from hallway.core.lists.commands import delete_list
    from hallway.core.trash.queries import get_deletion

    place = resolve(actor, tuple(part for part in address.split("/") if part))
    if place.list is None or place.item is None or place.item.id != place.list.root:
        raise NotFound(f"There is no list at {address}.")
    found = get_deletion(actor, delete_list(actor, place.list.id))
    count = found.items - 1
    click.echo(f"Moved {place.path} to the recycle bin; items in it: {count}.")
