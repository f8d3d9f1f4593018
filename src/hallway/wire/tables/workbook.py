"""Workbooks of Excel (.xlsx, ECMA-376) as tables, read in bounded memory."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, BinaryIO

from hallway.wire.tables.records import (
    MAX_COLUMNS,
    MAX_LINES,
    Line,
    TableError,
    Value,
    trimmed,
)

MAX_UNPACKED = 512 * 1024 * 1024
"""Bytes of all parts of a workbook, unpacked; its sheets are streamed."""
MAX_HELD = 64 * 1024 * 1024
"""Bytes of a part that has to be held in memory: its texts, its styles."""
MAX_PARTS = 2000
_BATCH = 500
_STREAMED = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_OLD = b"\xd0\xcf\x11\xe0"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FAULTS = frozenset(
    ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")
)


class Fault(str):
    """What Excel shows where a formula failed."""

    __slots__ = ()


def is_workbook(head: bytes) -> bool:
    """Tell whether a file that begins so is a workbook, old ones included."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLD))


def sheet_names(file: BinaryIO) -> list[str]:
    """Return the names of a workbook's sheets that hold cells; TableError."""
    book = _open(file)
    try:
        return [str(sheet.title) for sheet in _sheets(book)]
    finally:
        book.close()


def read_workbook(file: BinaryIO, sheet: str = "") -> Iterator[Line]:
    """Read the lines of a sheet, of the first one without a name; TableError.

    Of formulas, the values that were kept with them.  Dates and times are without a
    zone; times of a day are texts.
    """
    book = _open(file)
    try:
        chosen = next((one for one in _sheets(book) if sheet in ("", one.title)), None)
        if chosen is None:
            raise TableError("The workbook has no such sheet.")
        # What a file says of its size may be wrong.
        chosen.reset_dimensions()
        rows = chosen.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
        number = 0
        while batch := _next(rows, number):
            for row in batch:
                number += 1
                cells = trimmed([_value(one) for one in row])
                if len(cells) > MAX_COLUMNS:
                    raise TableError("A line has at most 300 cells.", line=number)
                if cells:
                    yield Line(number, cells)
            if number > MAX_LINES:
                raise TableError("A table has at most 1,048,576 lines.", line=number)
    finally:
        book.close()


def _open(file: BinaryIO) -> Any:
    from openpyxl import load_workbook

    file.seek(0)
    if file.read(4) == _OLD:
        raise TableError(
            "This workbook has a password or is of the old kind (.xls). Save it as"
            " .xlsx without one."
        )
    file.seek(0)
    _check(file)
    file.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # whatever a broken file makes the library raise
            raise _broken() from error


def _check(file: BinaryIO) -> None:
    """Refuse what would not fit into memory once unpacked.

    The sizes may lie: `zipfile` gives no more of a part than is said here.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise _broken() from None
    held = max(
        (one.file_size for one in parts if not _STREAMED.fullmatch(one.filename)),
        default=0,
    )
    total = sum(one.file_size for one in parts)
    if len(parts) > MAX_PARTS or held > MAX_HELD or total > MAX_UNPACKED:
        raise TableError("The workbook is too large once unpacked (512 MB).")


def _sheets(book: Any) -> list[Any]:
    # Not the sheets that are one chart.
    return [one for one in book.worksheets if hasattr(one, "reset_dimensions")]


def _next(rows: Iterator[tuple[Any, ...]], number: int) -> list[tuple[Any, ...]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return list(islice(rows, _BATCH))
        except Exception as error:  # whatever a broken file makes the library raise
            raise _broken(line=number + 1) from error


def _broken(line: int | None = None) -> TableError:
    return TableError("This file is no whole workbook of Excel (.xlsx).", line=line)


def _value(value: Any) -> Value:
    match value:
        case str():
            if value in _FAULTS:
                return Fault(value)
            return unescaped(value) if "_x" in value else value
        case None | bool() | int() | float() | datetime() | date():
            return value
        case time() | timedelta():
            return str(value)
        case _:
            return str(value)


def unescaped(text: str) -> str:
    """Return text with its characters that XML cannot hold (ECMA-376 22.9.2.19)."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
