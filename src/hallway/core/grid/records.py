"""What goes into a list as a table, row by row, and what came of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from enum import StrEnum
from typing import Any
from uuid import UUID

from hallway.core.errors import CoreError


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A value as commands take it, in place of a text that somebody typed."""

    value: Any


Cells = Mapping[str, str | Given]
"""What cells are to become, by the internal names of their columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """How somebody writes what can be read in two ways.

    point  what stands before the decimals: `point` or `comma`
    day    what comes first in 03/04/2026: `dmy` or `mdy`
    zone   of moments that name none
    """

    point: str = "point"
    day: str = "dmy"
    zone: tzinfo = UTC


class Act(StrEnum):
    """What is done with a row."""

    SAVE = "save"
    DELETE = "delete"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row that goes in.

    number, version  of the item as it was seen; without them it is a new one
    guid             of a new one: sent twice it is made once
    deletion         of one that is brought back: the GUID its outcome had
    """

    act: Act = Act.SAVE
    number: int | None = None
    version: int = 0
    guid: UUID | None = None
    cells: Cells = field(default_factory=dict)
    deletion: str = ""


class State(StrEnum):
    """What came of a row; nothing was written but of `saved` and `deleted`."""

    SAVED = "saved"
    DELETED = "deleted"
    REFUSED = "refused"
    OVERTAKEN = "overtaken"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a row.

    number    of the item, if there is one
    errors    what is wrong in cells, by internal name
    error     why it was refused as a whole
    deletion  by which it comes back
    """

    state: State
    number: int | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    error: CoreError | None = None
    deletion: str = ""
