"""``hallway import``: content from elsewhere."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hallway.faces.cli.opening import opens
from hallway.faces.cli.progress import count_entries, is_watched, progress, readable
from hallway.faces.cli.tables import size

if TYPE_CHECKING:
    from hallway.core.access.actors import Actor
    from hallway.faces.cli.import_folder import Plan, Result


@click.group(name="import")
def import_() -> None:
    """Bring content in from elsewhere."""


@import_.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--to",
    metavar="FOLDER",
    required=True,
    help="Folder of a library, made if missing: /sites/hr/Documents/Archive",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option(
    "--rename", is_flag=True, help="Make illegal and clashing names legal; skip none."
)
@opens("hallway import folder /srv/files/hr --to /sites/hr/Documents/Archive")
def folder(
    actor: "Actor",
    path: Path,
    to: str,
    *,
    dry_run: bool,
    rename: bool,
) -> None:
    """Put the contents of the directory PATH into a library's folder.

    Times of files are kept. Names that are illegal or clash are left out and named
    with the reason; symbolic links are not followed. Run it again after an
    interruption, or to bring over what has changed since: what is there already is
    left alone, and so is what somebody has changed in the library.
    """
    from django.conf import settings

    from hallway.core.sites.rules import split_path
    from hallway.faces.cli.import_folder import Plan, find_target

    segments = split_path(to)
    target, at, pending = find_target(actor, segments)
    plan = Plan(
        actor=actor,
        source=path,
        path=at,
        folder=target,
        missing=segments[len(split_path(at)) :],
        pending=pending,
        rename=rename,
        dry_run=dry_run,
        limit=settings.HALLWAY.max_upload,
    )
    failed = _run(plan)
    click.get_current_context().exit(1 if failed else 0)


def _run(plan: "Plan") -> int:
    from hallway.faces.cli.import_folder import Outcome, import_folder
    from hallway.platform.storage import StoreFull

    files: Counter[str] = Counter()
    left_out = (Outcome.SKIPPED, Outcome.FAILED)
    folders = copied = 0
    total = count_entries(plan.source) if is_watched() else None
    try:
        with progress("Importing", total=total) as step:
            for result in import_folder(plan):
                step(1, readable(result.path))
                _tell(result)
                if result.outcome in (Outcome.ADDED, Outcome.UPDATED):
                    copied += result.size
                if not result.is_folder or result.outcome in left_out:
                    files[result.outcome] += 1
                else:
                    folders += result.outcome is Outcome.ADDED
    except StoreFull as error:
        raise click.ClickException(f"the disk is full: {error}") from error
    except OSError as error:
        raise click.ClickException(f"cannot store a body: {error}") from error
    begin = "Would import" if plan.dry_run else "Imported"
    click.echo(
        f"{begin} {files[Outcome.ADDED]} new and {files[Outcome.UPDATED]} changed files"
        f" ({size(copied)}) and {folders} folders; {files[Outcome.UNCHANGED]} were"
        f" there already, {files[Outcome.SKIPPED]} skipped,"
        f" {files[Outcome.FAILED]} failed."
    )
    return files[Outcome.FAILED]


def _tell(result: "Result") -> None:
    if not result.reason:
        return
    verb, path = str(result.outcome), readable(result.path)
    if result.outcome in ("skipped", "failed"):
        click.echo(f"{verb}  {path}: {result.reason}")
    else:
        click.echo(f"renamed  {path} to {readable(result.name)}: {result.reason}")
