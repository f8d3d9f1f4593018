"""Progress on stderr where a person looks, silence where a program does."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Step = Callable[[float, str], None]
"""Called with how much more is done, and what is being done now."""


@contextmanager
def progress(title: str, *, total: float | None = None) -> Iterator[Step]:
    """A bar on stderr while the block runs, if that is a terminal."""
    if not is_watched():
        yield _nobody_looks
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[now]}", markup=False),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task(title, total=total, now="")

        def step(amount: float, now: str) -> None:
            shown.update(task, advance=amount, now=now[:60])

        yield step


@contextmanager
def stages() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on stderr that shows one stage after the other, if that is a terminal.

    Gives what the core calls with the stage's name, how far it is and how far it goes.
    """
    if not is_watched():
        yield _no_stages
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("")

        def step(what: str, done: int, total: int) -> None:
            shown.update(task, description=what, completed=done, total=total)

        yield step


def _no_stages(what: str, done: int, total: int) -> None:
    pass


def _nobody_looks(amount: float, now: str) -> None:
    pass


def is_watched() -> bool:
    """Whether somebody sees a bar: counting ahead for it is worth it only then."""
    return sys.stderr.isatty()


def count_entries(path: Path) -> int:
    """How many files and folders there are below a directory."""
    return sum(len(files) + len(folders) for _, folders, files in os.walk(path))


def readable(path: str) -> str:
    r"""A path from disk as one line of text: bytes that are none become \udc.."""
    shown = path.encode("utf-8", "backslashreplace").decode()
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode() for c in shown
    )
