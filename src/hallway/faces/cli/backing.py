"""``hallway backup`` and ``restore``: everything in one file, and back."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hallway.faces.cli.opening import opens
from hallway.faces.cli.progress import stages
from hallway.faces.cli.tables import size

if TYPE_CHECKING:
    from hallway.core.access.actors import Actor

_KEY_FILE = "secret_key"


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@opens("hallway backup /var/backups/hallway-monday.tar", reason="a backup")
def backup(actor: "Actor", file: Path) -> None:
    """Write all there is into FILE, while the server runs.

    Rows, bodies, versions, permissions, the change log, and the secret key: whoever has
    the file has everything, so its mode is 0600.  A backup of SQLite restores into
    PostgreSQL and the other way round.
    """
    from importlib.metadata import version

    from django.conf import settings

    from hallway.core.backup.commands import take_backup

    if file.exists():
        raise click.ClickException(f"{file} is there already")
    part = file.with_name(f".{file.name}.{os.getpid()}")
    scratch = settings.HALLWAY.data / f".backup.{os.getpid()}.sqlite3"
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error
    try:
        with os.fdopen(descriptor, "wb") as out, stages() as step:
            summary = take_backup(
                actor,
                out,
                scratch=scratch,
                key=(settings.HALLWAY.data / _KEY_FILE).read_text("ascii").strip(),
                version=version("hallway"),
                progress=step,
            )
            out.flush()
            os.fsync(out.fileno())
        # A link, not a rename: it never replaces what somebody put there meanwhile.
        os.link(part, file)
        _sync(file.absolute().parent)
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
    click.echo(
        f"{file}: {summary.rows:,} rows and {summary.bodies:,} bodies"
        f" ({size(summary.bytes)}), with the secret key."
    )
    if summary.lost:
        click.echo(
            f"{summary.lost} bodies cannot be read and are not in it; `hallway check`"
            " says whose they are.",
            err=True,
        )
        click.get_current_context().exit(1)


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--replace", is_flag=True, help="Also where something is already: all of it goes."
)
@opens("hallway restore /var/backups/hallway-monday.tar", reason="a restore")
def restore(actor: "Actor", file: Path, *, replace: bool) -> None:
    """Put the backup in FILE back, whole or not at all; then check it.

    Stop the server first.  Everybody has to sign in again, and who follows the change
    log starts anew.
    """
    from django.conf import settings

    from hallway.core.backup.commands import restore_backup
    from hallway.core.backup.records import BadBackup
    from hallway.core.check.queries import run_checks

    click.get_current_context().obj.hold()
    try:
        with file.open("rb") as source, stages() as step:
            summary = restore_backup(
                actor,
                source,
                replace=replace,
                keep_key=lambda key: _keep_key(settings.HALLWAY.data, key),
                progress=step,
            )
    except BadBackup as error:
        raise click.ClickException(f"{file}: {error} Nothing was changed.") from error
    click.echo(
        f"Restored {summary.rows:,} rows and {summary.bodies:,} bodies"
        f" ({size(summary.bytes)})."
    )
    with stages() as step:
        findings = [
            one
            for one in run_checks(actor, hash_bodies=False, progress=step)
            # What was due when the backup was taken is due still.
            if one.kind != "job.overdue"
        ]
    for finding in findings:
        click.echo(f"{finding.kind}: {finding.what}; {finding.remedy}")
    if findings:
        click.get_current_context().exit(1)


def _keep_key(data: Path, key: str) -> None:
    staged = data / f".{_KEY_FILE}.{os.getpid()}"
    descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key + "\n")
        file.flush()
        os.fsync(file.fileno())
    staged.rename(data / _KEY_FILE)
