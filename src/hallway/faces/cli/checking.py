"""``hallway check``, ``reindex`` and ``lists``: the state of what is stored."""

from typing import TYPE_CHECKING

import click

from hallway.faces.cli.opening import opens
from hallway.faces.cli.progress import stages
from hallway.faces.cli.tables import size, table

if TYPE_CHECKING:
    from hallway.core.access.actors import Actor


@click.command()
@click.option(
    "--quick", is_flag=True, help="Do not read the bytes of the bodies, only lengths."
)
@opens("hallway check --quick")
def check(actor: "Actor", *, quick: bool) -> None:
    """Verify everything that is stored; exit code 1 if anything is wrong.

    Prints one line for each finding, with what to do. Changes nothing, and may run
    beside a server.
    """
    from hallway.core.check.queries import run_checks

    found = 0
    with stages() as step:
        for finding in run_checks(actor, hash_bodies=not quick, progress=step):
            found += 1
            click.echo(f"{finding.kind}: {finding.what}; {finding.remedy}")
    if found:
        click.echo(f"{found} findings.", err=True)
        click.get_current_context().exit(1)
    click.echo("No findings.", err=True)


@click.command()
@click.option(
    "--lists", "only_lists", is_flag=True, help="Make the tables of long lists anew."
)
@opens("hallway reindex --lists")
def reindex(actor: "Actor", *, only_lists: bool) -> None:
    """Recompute counters, used bytes, who is in which group, and what is found.

    Prints what was wrong. May run beside a server.
    """
    from hallway.core.reindex.commands import reindex as reindex_all
    from hallway.core.reindex.commands import reindex_lists

    corrected = 0
    work = reindex_lists if only_lists else reindex_all
    with stages() as step:
        for correction in work(actor, progress=step):
            corrected += 1
            click.echo(f"{correction.what}: {correction.was} -> {correction.now}")
    click.echo(f"{corrected} corrections.", err=True)


@click.command()
@opens("hallway lists")
def lists(actor: "Actor") -> None:
    """Show every list: items, size with all versions, and where it is indexed."""
    from hallway.core.reindex.queries import list_states

    table(
        ("Path", "Kind", "Items", "Size", "State"),
        [
            (one.path, one.kind, str(one.items), size(one.size), one.projection)
            for one in list_states(actor)
        ],
    )
