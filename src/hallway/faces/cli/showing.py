"""``hallway demo``: two companies that become one, to look at and to try."""

from typing import TYPE_CHECKING

import click

from hallway.faces.cli.opening import opens

if TYPE_CHECKING:
    from hallway.core.access.actors import Actor


@click.command()
@click.option(
    "--size",
    type=click.Choice(["S", "M", "L"], case_sensitive=False),
    default="S",
    show_default=True,
    help="S: seconds, 40 people; M: minutes, 600 people; L: 50,000 documents.",
)
@opens("hallway demo --size M", reason="the demo")
def demo(actor: "Actor", size: str) -> None:
    """Load the demo: Nordwind in Hamburg absorbs Halden in Ulm.

    Everybody in it is made up, and the passwords are public: not for a server that
    others reach.  Run again it adds only what is missing.
    """
    from hallway.faces.cli.demo.running import load, tell_personas

    made = load(actor, size.upper(), say=lambda line: click.echo(line, err=True))
    if not made:
        click.echo("The demo is there already; nothing was added.")
    tell_personas(click.echo)
