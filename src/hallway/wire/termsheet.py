"""Term sets as SharePoint imports them: a CSV with a column for each level.

Source: the "managed metadata import file" that SharePoint's term store offers as a
sample.  The first line of terms names the set; each line is one term, given by the
names from the top of the set down to it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, NamedTuple

from hallway.wire.tables.delimited import find_dialect, read_delimited
from hallway.wire.tables.records import Value

LEVELS = 7
MOST = 5_000
"""Lines of one file."""

HEADER = (
    "Term Set Name",
    "Term Set Description",
    "LCID",
    "Available for Tagging",
    "Term Description",
    *(f"Level {level} Term" for level in range(1, LEVELS + 1)),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FLAGS = {"": True, "true": True, "1": True, "false": False, "0": False}


class TermLine(NamedTuple):
    """A term of a file: its names from the top of the set, and where it stands."""

    line: int
    path: tuple[str, ...]
    description: str
    is_available: bool


class LineError(NamedTuple):
    """What is wrong with a line; the file as a whole is line 1."""

    line: int
    message: str


class TermSheet(NamedTuple):
    """What a file holds; with errors nothing of it should be taken."""

    title: str
    description: str
    terms: tuple[TermLine, ...]
    errors: tuple[LineError, ...]


def read(file: BinaryIO) -> TermSheet:
    """Return the terms of a file and what is wrong with its lines.

    TableError where it is no table at all.
    """
    lines = iter(read_delimited(file, find_dialect(file)))
    first = next(lines, None)
    names = [] if first is None else [_bare(one).casefold() for one in first.cells]
    missing = [one for one in HEADER[:6] if one.casefold() not in names]
    if missing:
        message = f"This is no file of terms: it has no column “{missing[0]}”."
        return TermSheet("", "", (), (LineError(1, message),))
    at = {name: names.index(name.casefold()) for name in HEADER if _in(name, names)}
    title = description = ""
    terms: list[TermLine] = []
    errors: list[LineError] = []
    for number, cells in lines:
        given = {
            name: _bare(cells[where]) if where < len(cells) else ""
            for name, where in at.items()
        }
        title = title or given["Term Set Name"]
        description = description or given["Term Set Description"]
        levels = [given.get(name, "") for name in HEADER[5:]]
        if not any(levels):
            continue
        if len(terms) >= MOST:
            errors.append(LineError(number, f"A file has at most {MOST:,} terms."))
            break
        path = tuple(levels[: _depth(levels)])
        available = _FLAGS.get(given["Available for Tagging"].casefold())
        if not all(path):
            errors.append(LineError(number, "A level above this term is empty."))
        elif available is None:
            message = "“Available for Tagging” is TRUE or FALSE."
            errors.append(LineError(number, message))
        else:
            what = given["Term Description"]
            terms.append(TermLine(number, path, what, available))
    return TermSheet(title, description, tuple(terms), tuple(errors))


def write(title: str, description: str, terms: Iterable[TermLine]) -> Iterator[str]:
    """Return the lines of a file that SharePoint, and `read`, take.

    What a spreadsheet would take for a formula stands behind an apostrophe.
    """
    yield _line(HEADER)
    facts = [title, description]
    for one in terms:
        levels = [*one.path, *[""] * (LEVELS - len(one.path))]
        flag = "TRUE" if one.is_available else "FALSE"
        yield _line([*facts, "", flag, one.description, *levels])
        facts = ["", ""]
    if facts[0]:
        yield _line([*facts, "", "TRUE", "", *[""] * LEVELS])


def _line(cells: Sequence[str]) -> str:
    made = io.StringIO()
    csv.writer(made, lineterminator="\r\n").writerow(
        [f"'{one}" if one.startswith(_FORMULA) else one for one in cells]
    )
    return made.getvalue()


def _bare(value: Value) -> str:
    cell = "" if value is None else str(value).strip()
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA) else cell


def _in(name: str, names: Sequence[str]) -> bool:
    return name.casefold() in names


def _depth(levels: Sequence[str]) -> int:
    return max(at for at, one in enumerate(levels, 1) if one)
