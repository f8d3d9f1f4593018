"""``hallway worker`` and ``hallway jobs``."""

import signal
import threading
from typing import TYPE_CHECKING

import click

from hallway.faces.cli.opening import opens
from hallway.faces.cli.tables import moment, table

if TYPE_CHECKING:
    from hallway.core.access.actors import Actor


@click.command()
@click.option(
    "--threads",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="Jobs run at a time.",
)
@opens("hallway worker --threads 4")
def worker(actor: "Actor", *, threads: int) -> None:
    """Run background jobs beside the server's own, until SIGTERM or Ctrl-C.

    Jobs that run then are given 10 seconds; what is left is run again by others.
    """
    from hallway.core.jobs.runner import start_threads, stop_threads

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    start_threads(threads)
    click.echo(f"Running jobs in {threads} threads.", err=True)
    stop.wait()
    stop_threads()


@click.command()
@click.option("--failed", is_flag=True, help="Only those that failed for good.")
@click.option(
    "--retry", metavar="NUMBER", type=int, help="Run this one now, with all its tries."
)
@opens("hallway jobs --failed")
def jobs(actor: "Actor", *, failed: bool, retry: int | None) -> None:
    """List background jobs that are not done, newest first, or run one again."""
    from hallway.core.jobs.commands import retry_job
    from hallway.core.jobs.queries import list_jobs
    from hallway.core.jobs.records import JobId, JobState

    if retry is not None:
        retry_job(actor, JobId(retry))
        return
    state = JobState.FAILED if failed else None
    rows: list[tuple[str, ...]] = []
    before: JobId | None = None
    while page := list_jobs(actor, state, before=before, limit=500):
        for job in page:
            reason = job.error.strip().partition("\n")[0]
            row = (str(job.id), job.name, job.state, moment(job.due), str(job.tries))
            rows.append((*row, reason))
        before = page[-1].id
    table(("Number", "Name", "State", "Due", "Tries", "Error"), rows)
