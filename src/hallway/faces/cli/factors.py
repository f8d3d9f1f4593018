"""``hallway factor``: who has to have a second factor, and one that was lost."""

from typing import TYPE_CHECKING

import click

from hallway.faces.cli.opening import opens
from hallway.faces.cli.tables import table

if TYPE_CHECKING:
    from hallway.core.access.actors import Actor
    from hallway.core.people.records import OrganisationId, OrganisationRecord

_WHOM = "Company or customer; without it, the administrators."


@click.group()
def factor() -> None:
    """Require second factors, and remove one that was lost."""


@factor.command(name="list")
@opens("hallway factor list")
def list_(actor: "Actor") -> None:
    """Show of whom a second factor is required, and how many have one."""
    from hallway.core.people.factors.queries import list_requirements

    table(
        ("Who", "Kind", "Required", "Have one", "People"),
        [
            (
                one.name,
                one.kind,
                "yes" if one.required else "no",
                str(one.holders),
                str(one.people),
            )
            for one in list_requirements(actor)
        ],
    )


@factor.command()
@click.option("--organisation", metavar="NAME", help=_WHOM)
@opens("hallway factor require --organisation Acme")
def require(actor: "Actor", organisation: str | None) -> None:
    """Let people without a second factor do nothing but set one up."""
    from hallway.core.people.factors.commands import require_factor

    require_factor(actor, _whom(actor, organisation))


@factor.command()
@click.option("--organisation", metavar="NAME", help=_WHOM)
@opens("hallway factor waive --organisation Acme")
def waive(actor: "Actor", organisation: str | None) -> None:
    """Require it no longer."""
    from hallway.core.people.factors.commands import waive_factor

    waive_factor(actor, _whom(actor, organisation))


@factor.command()
@click.argument("email")
@click.option("--reason", metavar="TEXT", required=True, help="Recorded.")
@opens('hallway factor remove ada@example.com --reason "phone lost, seen in person"')
def remove(actor: "Actor", email: str, reason: str) -> None:
    """Remove a person's lost second factor; he is told by mail."""
    from hallway.core.people.factors.commands import remove_factors
    from hallway.core.people.queries import find_person

    remove_factors(actor, find_person(actor, email).id, reason=reason)


def find_organisation(actor: "Actor", name: str) -> "OrganisationRecord":
    """Return the organisation of a name, in any case; NotFound."""
    from hallway.core.errors import NotFound
    from hallway.core.people.queries import list_organisations
    from hallway.wire.paths import name_key

    for one in list_organisations(actor):
        if name_key(one.name) == name_key(name.strip()):
            return one
    raise NotFound("There is no such organisation.")


def _whom(actor: "Actor", organisation: str | None) -> "OrganisationId | None":
    if organisation is None:
        return None
    return find_organisation(actor, organisation).id
