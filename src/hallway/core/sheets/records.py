"""What leaves the sheets package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, NewType

from hallway.core.lists.records import ListId
from hallway.core.sites.records import SiteId
from hallway.wire.tables.guessing import Guess

SheetId = NewType("SheetId", int)

NUMBER, GUID = "ID", "GUID"
"""What every item is known by; a column of a file may hold it."""


class State(StrEnum):
    """How far a sheet is."""

    NEW = "new"
    CHECKING = "checking"
    CHECKED = "checked"
    APPLYING = "applying"
    DONE = "done"
    FAILED = "failed"


class Mode(StrEnum):
    """What is done with rows, by whether their key is in the list."""

    BOTH = "both"
    ADD = "add"
    CHANGE = "change"


class Bad(StrEnum):
    """What is done about rows that have errors."""

    STOP = "stop"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileColumn:
    """A column of a file: its head, and what it most likely holds."""

    at: int
    head: str
    guess: Guess


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnPlan:
    """What becomes of a column of a file.

    at     which one, from 0
    name   the internal name of a list's column, ID or GUID; empty leaves it out
    form   how numbers or days are written; see `wire.tables.values`
    title, type, settings  of the column that is made, for a new list
    """

    at: int
    name: str
    title: str = ""
    type: str = "text"
    form: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to become of a file.

    sheet     which one of a workbook; empty is the first
    has_head  its first row holds the titles
    zone      of moments without one, by name
    title     of the list that is made
    keys      internal names by which rows and items are the same; none adds them all
    """

    sheet: str = ""
    has_head: bool = True
    zone: str = "UTC"
    title: str = ""
    columns: tuple[ColumnPlan, ...] = ()
    keys: tuple[str, ...] = ()
    mode: Mode = Mode.BOTH


class CellError(NamedTuple):
    """What is wrong in one cell; the line is that of the file."""

    line: int
    title: str
    value: str
    message: str


class CellChange(NamedTuple):
    """What one cell becomes, of an item that is there."""

    line: int
    number: int
    title: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a check found; the first errors and changes alone are told.

    overtaken, refused  while the rows were brought in: those that somebody else changed
                        meanwhile, and those the list did not take
    """

    added: int = 0
    changed: int = 0
    same: int = 0
    bad: int = 0
    overtaken: int = 0
    refused: int = 0
    errors: tuple[CellError, ...] = ()
    changes: tuple[CellChange, ...] = ()
    at: int = 0

    @property
    def lines(self) -> int:
        """How many rows were looked at."""
        return self.added + self.changed + self.same + self.bad


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRecord:
    """A file of rows on its way into a list; see `sheets.models`.

    sheets   the names of a workbook's sheets; none of a text's
    whole    all of its rows were looked at to guess what its columns hold
    """

    id: SheetId
    guid: str
    name: str
    site: SiteId
    list: ListId | None
    state: State
    columns: tuple[FileColumn, ...]
    sheets: tuple[str, ...]
    whole: bool
    plan: Plan
    found: Found
    lines: int
    done: int
    error: str


class PreviewRow(NamedTuple):
    """A row of a file as it will be: texts, and what is wrong in each cell."""

    line: int
    cells: list[tuple[str, str]]
