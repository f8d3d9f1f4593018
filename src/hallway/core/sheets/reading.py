"""Opening the file of a sheet: its lines, and what its columns hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import BinaryIO, NamedTuple

from hallway.core.sheets.records import FileColumn
from hallway.core.sheets.rules import LOOKED, titles_of
from hallway.platform.storage import get_store
from hallway.wire.tables.delimited import find_dialect, read_delimited
from hallway.wire.tables.guessing import MAX_WORDS, Guess, Guesser
from hallway.wire.tables.records import Line, TableError, Value
from hallway.wire.tables.workbook import is_workbook, read_workbook, sheet_names


class Looked(NamedTuple):
    """What a look into a file found; `lines` is -1 unless it was `whole`."""

    columns: list[FileColumn]
    sheets: list[str]
    lines: int
    whole: bool


def read_lines(sha256: str, sheet: str) -> Iterator[Line]:
    """Read the lines of a file, its head included; TableError where it is none."""
    with get_store().open(sha256) as file:
        yield from _lines(file, sheet)


def is_typed(sha256: str) -> bool:
    """Tell whether a file's cells have types of their own."""
    with get_store().open(sha256) as file:
        return is_workbook(file.read(8))


def _lines(file: BinaryIO, sheet: str) -> Iterator[Line]:
    if is_workbook(file.read(8)):
        return read_workbook(file, sheet)
    file.seek(0)
    return read_delimited(file, find_dialect(file))


def look_into(sha256: str, sheet: str, *, has_head: bool) -> Looked:
    """Find out what a file holds, from its first LOOKED rows; TableError."""
    sheets: list[str] = []
    prefers_comma = False
    with get_store().open(sha256) as file:
        if is_workbook(file.read(8)):
            sheets = sheet_names(file)
        else:
            file.seek(0)
            prefers_comma = find_dialect(file).separator == ";"
    guessers: list[Guesser] = []
    heads: list[str] = []
    many = 0
    whole = True
    for at, line in enumerate(read_lines(sha256, sheet)):
        if at == 0 and has_head:
            heads = [text_of(cell) for cell in line.cells]
            continue
        if many == LOOKED:
            whole = False
            break
        many += 1
        while len(guessers) < len(line.cells):
            guessers.append(Guesser())
        for guesser, cell in zip(guessers, line.cells, strict=False):
            guesser.see(cell)
    if not heads and not many:
        raise TableError("There is nothing in this file.")
    while len(guessers) < len(heads):
        guessers.append(Guesser())
    heads += [""] * (len(guessers) - len(heads))
    columns = [
        FileColumn(at=at, head=title, guess=_guess(guesser, prefers_comma))
        for at, (title, guesser) in enumerate(
            zip(titles_of(heads), guessers, strict=True)
        )
    ]
    return Looked(columns, sheets, many if whole else -1, whole)


def _guess(guesser: Guesser, prefers_comma: bool) -> Guess:  # noqa: FBT001 - private
    found = guesser.guess(prefers_comma=prefers_comma)
    # Also of what is no choice now: the person may make it one.
    return Guess(
        type=found.type,
        form=found.form,
        currency=found.currency,
        choices=tuple(guesser.words) if len(guesser.words) <= MAX_WORDS else (),
        percent=found.percent,
    )


def text_of(value: Value) -> str:
    """Return what stands in a cell as text."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 10**15:
            return str(int(value))
        case datetime():
            if value.time() == time():
                return value.date().isoformat()
            return value.isoformat(" ")
        case date():
            return value.isoformat()
        case _:
            return str(value)


def said_of(error: TableError) -> str:
    """Return what is wrong with a file, with its line where that is known."""
    if error.line is None:
        return error.message
    return f"Line {error.line:,}: {error.message}"
