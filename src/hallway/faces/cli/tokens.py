"""``hallway token``: secrets for programs."""

from typing import TYPE_CHECKING

import click

from hallway.faces.cli.opening import opens
from hallway.faces.cli.tables import day, table

if TYPE_CHECKING:
    from hallway.core.access.actors import Actor


@click.group()
def token() -> None:
    """Make, list and revoke tokens."""


@token.command()
@click.argument("email")
@click.option(
    "--days",
    type=click.IntRange(min=1),
    default=365,
    show_default=True,
    help="How long it lives.",
)
@click.option(
    "--name",
    metavar="NAME",
    default="Command line",
    show_default=True,
    help="What the person sees it called.",
)
@opens("TOKEN=$(hallway token create ada@example.com --days 90)")
def create(actor: "Actor", email: str, days: int, name: str) -> None:
    """Print a new bearer token of a person; it is shown this once.

    It also serves as the password where a program asks for e-mail and password.
    """
    from hallway.core.people.commands import create_token
    from hallway.core.people.queries import find_person

    person = find_person(actor, email)
    click.echo(create_token(actor, person.id, name=name, days=days))


@token.command(name="list")
@click.argument("email")
@opens("hallway token list ada@example.com")
def list_(actor: "Actor", email: str) -> None:
    """List a person's tokens."""
    from hallway.core.people.queries import find_person, list_tokens

    person = find_person(actor, email)
    table(
        ("Number", "Name", "Created", "Expires", "Last used", "Revoked"),
        [
            (
                str(one.id),
                one.name,
                day(one.created),
                day(one.expires),
                day(one.last_used),
                day(one.revoked),
            )
            for one in list_tokens(actor, person.id)
        ],
    )


@token.command()
@click.argument("number", type=int)
@opens("hallway token revoke 7")
def revoke(actor: "Actor", number: int) -> None:
    """End a token at once; NUMBER is what `hallway token list` shows."""
    from hallway.core.people.commands import revoke_token
    from hallway.core.people.records import TokenId

    revoke_token(actor, TokenId(number))
