"""Rows and values as an operator reads them."""

from collections.abc import Sequence
from datetime import UTC, datetime

import click


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns on stdout.

    Plain text, one row a line, nothing cut off: made for grep and awk too.
    """
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        click.echo("  ".join(cells).rstrip())


def day(instant: int | None) -> str:
    """The day of an instant in microseconds, UTC; - for none."""
    if instant is None:
        return "-"
    return datetime.fromtimestamp(instant / 1_000_000, UTC).date().isoformat()


def moment(instant: int) -> str:
    """An instant in microseconds to the second, UTC."""
    told = datetime.fromtimestamp(instant // 1_000_000, UTC)
    return told.strftime("%Y-%m-%dT%H:%M:%SZ")


def size(count: int) -> str:
    """Bytes with a unit: 1.5 GB."""
    value, unit = float(count), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):  # noqa: B007 - the last one stands
        if value < 1000:
            break
        value /= 1000
    return f"{count} B" if unit == "B" else f"{value:.1f} {unit}"
