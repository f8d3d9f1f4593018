"""What a table in a file is made of, whatever its format."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from hallway.wire.errors import WireError

MAX_COLUMNS = 300
"""Cells of one line."""
MAX_LINES = 1_048_576
"""Lines of one table, as in Excel."""

Value = str | float | int | bool | date | datetime | None
"""What a cell holds; a format without types gives texts alone."""


class Line(NamedTuple):
    """A row of a table; `number` is that of its first line in the file, from 1."""

    number: int
    cells: list[Value]


class TableError(WireError):
    """A file that is no table; `line` is where it went wrong, None where unknown."""

    def __init__(self, message: str, *, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line

    def __str__(self) -> str:
        """Give the message, with the line where one is known."""
        return self.message if self.line is None else f"{self.message} ({self.line})"


def trimmed(cells: list[Value]) -> list[Value]:
    """Return cells without the empty ones at their end."""
    while cells and cells[-1] in (None, ""):
        cells.pop()
    return cells
