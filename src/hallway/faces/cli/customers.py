"""``hallway customer``: whom the portal is for, and who answers them."""

from typing import TYPE_CHECKING

import click

from hallway.faces.cli.opening import opens
from hallway.faces.cli.tables import table

if TYPE_CHECKING:
    from hallway.core.access.actors import Actor


@click.group()
def customer() -> None:
    """Add customers, their people, and the agents who answer them."""


@customer.command()
@click.argument("name")
@click.option(
    "--path", metavar="PATH", default="", help="[default: /sites/clients/NAME]"
)
@click.option(
    "--prefix", metavar="ABC", default="", help="Of its request numbers: ABC-12."
)
@opens('hallway customer add "Kellermann Brewery" --prefix KEL')
def add(actor: "Actor", name: str, path: str, prefix: str) -> None:
    """Add the customer organisation NAME with its site and its list of requests."""
    from hallway.core.people.commands import add_organisation
    from hallway.core.people.queries import list_organisations
    from hallway.kinds.requests.commands import open_customer
    from hallway.wire.paths import name_key

    known = [
        one
        for one in list_organisations(actor)
        if name_key(one.name) == name_key(name.strip())
    ]
    found = known[0] if known else add_organisation(actor, name=name, kind="customer")
    made = open_customer(actor, found.id, path, prefix=prefix)
    click.echo(f"{made.name} has {made.site_path}; requests are {made.prefix}-1, …")


@customer.command(name="list")
@opens("hallway customer list")
def list_(actor: "Actor") -> None:
    """List the customers."""
    from hallway.kinds.requests.queries import list_customers_served

    table(
        ("Requests", "Site", "Name"),
        [
            (f"{one.prefix}-…", one.site_path, one.name)
            for one in list_customers_served(actor)
        ],
    )


@customer.command()
@click.argument("name")
@click.argument("email")
@click.option("--name", "person", metavar="NAME", default="", help="Full name.")
@click.option("--password-stdin", is_flag=True, help="Read the password from stdin.")
@opens('hallway customer person "Kellermann Brewery" jo@kellermann.example')
def person(
    actor: "Actor", name: str, email: str, person: str, *, password_stdin: bool
) -> None:
    """Add somebody who signs in as EMAIL to the customer NAME."""
    import sys

    from hallway.core.errors import NotFound
    from hallway.core.people.commands import add_membership, add_person
    from hallway.core.people.queries import find_person
    from hallway.kinds.requests.queries import list_customers_served
    from hallway.wire.paths import name_key

    known = [
        one
        for one in list_customers_served(actor)
        if name_key(one.name) == name_key(name.strip())
    ]
    if not known:
        raise NotFound("There is no such customer; add it first.")
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    try:
        found = find_person(actor, email)
    except NotFound:
        found = add_person(
            actor,
            email=email,
            name=person or email.partition("@")[0],
            password=password,
            organisation=known[0].organisation,
        )
    else:
        add_membership(actor, found.id, organisation=known[0].organisation)
    click.echo(f"{found.name} belongs to {known[0].name}.")


@customer.command()
@click.argument("email")
@opens("hallway customer agent ada@example.com")
def agent(actor: "Actor", email: str) -> None:
    """Let the member of staff EMAIL answer requests at the helpdesk."""
    from hallway.core.people.queries import find_person
    from hallway.kinds.requests.commands import add_agent

    found = find_person(actor, email)
    add_agent(actor, found.id)
    click.echo(f"{found.name} answers requests at /desk.")
