"""``hallway user``: who may come in."""

import sys
from typing import TYPE_CHECKING

import click

from hallway.faces.cli.opening import opens
from hallway.faces.cli.tables import table

if TYPE_CHECKING:
    from hallway.core.access.actors import Actor


@click.group()
def user() -> None:
    """Add people, list them, shut them out."""


@user.command()
@click.argument("email")
@click.option("--name", metavar="NAME", help="Full name [default: from EMAIL].")
@click.option("--admin", is_flag=True, help="May do everything.")
@click.option(
    "--password-stdin",
    is_flag=True,
    help="Read the password from standard input; without it none is set.",
)
@opens('hallway user add ada@example.com --name "Ada Lovelace" --admin')
def add(
    actor: "Actor",
    email: str,
    name: str | None,
    *,
    admin: bool,
    password_stdin: bool,
) -> None:
    """Add a member of staff who signs in as EMAIL.

    Without a password he can use tokens (`hallway token create`) only.
    """
    from hallway.core.people.commands import add_person, bootstrap

    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    person = add_person(
        actor,
        email=email,
        name=name or _name_from(email),
        password=password,
        admin=admin,
        organisation=bootstrap(actor).id,
    )
    click.echo(f"Added {person.name} <{person.email}>.")


def _name_from(email: str) -> str:
    words = email.partition("@")[0].replace(".", " ").replace("_", " ").split()
    return " ".join(word.capitalize() for word in words) or email


@user.command(name="list")
@opens("hallway user list | grep -i lovelace")
def list_(actor: "Actor") -> None:
    """List the people who may come in."""
    from hallway.core.people.queries import list_people

    rows: list[tuple[str, ...]] = []
    after = None
    while page := list_people(actor, after=after, limit=500):
        rows += [(person.email, person.name) for person in page]
        after = page[-1]
    table(("E-mail", "Name"), rows)


@user.command()
@click.argument("email")
@opens("hallway user deactivate ada@example.com")
def deactivate(actor: "Actor", email: str) -> None:
    """Shut a person out: no sign-in, no token; what he made stays."""
    from hallway.core.people.commands import deactivate_person
    from hallway.core.people.queries import find_person

    deactivate_person(actor, find_person(actor, email).id)


@user.command()
@click.argument("email")
@opens("hallway user reactivate ada@example.com")
def reactivate(actor: "Actor", email: str) -> None:
    """Let a person in again."""
    from hallway.core.people.commands import reactivate_person
    from hallway.core.people.queries import find_person

    reactivate_person(actor, find_person(actor, email).id)


@user.command()
@click.argument("email")
@opens("hallway user password ada@example.com < password.txt")
def password(actor: "Actor", email: str) -> None:
    """Replace a person's password by the line on standard input."""
    from hallway.core.people.commands import set_password
    from hallway.core.people.queries import find_person

    person = find_person(actor, email)
    set_password(actor, person.id, password=sys.stdin.readline().rstrip("\r\n"))


@user.command()
@click.argument("email")
@click.option("--name", metavar="NAME", default="", help="Full name, to be confirmed.")
@click.option(
    "--organisation", metavar="NAME", help="Company or customer [default: the own one]."
)
@opens("hallway user invite mo@customer.example --organisation Acme")
def invite(actor: "Actor", email: str, name: str, organisation: str | None) -> None:
    """Ask EMAIL in by mail: the link in it holds for seven days and works once.

    Where no mail server is set (`smtp_url`), the link is printed, to be handed over.
    """
    from django.conf import settings

    from hallway.core.people.commands import bootstrap
    from hallway.core.people.invitations.commands import invite as invite_
    from hallway.core.people.invitations.queries import get_letter
    from hallway.faces.cli.factors import find_organisation

    there = (
        find_organisation(actor, organisation)
        if organisation is not None
        else bootstrap(actor)
    )
    made = invite_(actor, email=email, name=name, organisation=there.id)
    click.echo(f"Invited {made.email} into {made.organisation_name}.", err=True)
    if not settings.HALLWAY.smtp_url:
        token = get_letter(actor, made.id).token
        click.echo(f"{settings.HALLWAY.url}/accounts/invite/{token}/")


@user.command()
@click.argument("email")
@click.option("--end", is_flag=True, help="No longer.")
@opens("hallway user host ada@example.com")
def host(actor: "Actor", email: str, *, end: bool) -> None:
    """Let a member of staff invite people of customers."""
    from hallway.core.people.commands import (
        add_membership,
        bootstrap,
        remove_membership,
    )
    from hallway.core.people.invitations.rules import HOST
    from hallway.core.people.queries import find_person

    change = remove_membership if end else add_membership
    own = bootstrap(actor).id
    change(actor, find_person(actor, email).id, organisation=own, role=HOST)
