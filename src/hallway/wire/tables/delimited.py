"""Tables as text: comma, semicolon or tab between values (RFC 4180 and its cousins).

The encoding and the separator are found out: a byte order mark decides, then UTF-8 if
all of the file is, then Windows-1252.  A first line `sep=;` is obeyed, as in Excel.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from hallway.wire.tables.records import (
    MAX_COLUMNS,
    MAX_LINES,
    Line,
    TableError,
    Value,
    trimmed,
)

SEPARATORS = (",", ";", "\t")
MAX_CELL = 131_072
"""Characters of a cell: what Python's own reader takes."""
_PIECE = 64 * 1024
_LONGEST = 1024 * 1024
_SNIFFED = 100
_HINT = "sep="
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a text is a table; `mark` bytes before it say its encoding."""

    encoding: str
    separator: str
    mark: int = 0
    has_hint: bool = False


def find_dialect(file: BinaryIO) -> Dialect:
    """Tell how a file from its beginning is a table; TableError where it is none."""
    encoding, mark = _find_encoding(file)
    file.seek(mark)
    head: list[str] = []
    for line in _lines(file, encoding):
        head.append(line)
        if len(head) == _SNIFFED:
            break
    first = head[0].strip() if head else ""
    if first.lower().startswith(_HINT) and len(first) == len(_HINT) + 1:
        return Dialect(encoding=encoding, separator=first[-1], mark=mark, has_hint=True)
    return Dialect(encoding=encoding, separator=_find_separator(head), mark=mark)


def read_delimited(file: BinaryIO, dialect: Dialect) -> Iterator[Line]:
    """Read the lines that hold anything; TableError names the line that went wrong."""
    file.seek(dialect.mark)
    reader = csv.reader(
        _lines(file, dialect.encoding), delimiter=dialect.separator, strict=True
    )
    if dialect.has_hint:
        next(reader, None)
    while True:
        begins = reader.line_num + 1
        try:
            found = next(reader, None)
        except csv.Error as error:
            raise TableError(_said(str(error)), line=begins) from None
        if found is None:
            return
        if begins > MAX_LINES:
            raise TableError("A table has at most 1,048,576 lines.", line=begins)
        cells: list[Value] = list(found)
        if len(trimmed(cells)) > MAX_COLUMNS:
            raise TableError("A line has at most 300 cells.", line=begins)
        if cells:
            yield Line(begins, cells)


def _said(error: str) -> str:
    if "field larger" in error:
        return (
            "A cell holds more than 131,072 characters: perhaps a quotation mark is"
            " never closed."
        )
    if "unexpected end" in error:
        return "A quotation mark is opened and never closed."
    return "There is something between a closing quotation mark and the separator."


def _find_encoding(file: BinaryIO) -> tuple[str, int]:
    file.seek(0)
    head = file.read(_PIECE)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    if (wide := _without_mark(head)) is not None:
        return wide, 0
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    has_letters = False
    line = 1
    piece = head
    while True:
        try:
            decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            good = bytes(error.object)[: error.start]
            if has_letters or not good.isascii():
                raise TableError(
                    "The text is UTF-8 in its beginning, but not here.",
                    line=line + good.count(b"\n"),
                ) from None
            return "cp1252", 0
        if not piece:
            return "utf-8", 0
        has_letters = has_letters or not piece.isascii()
        line += piece.count(b"\n")
        piece = file.read(_PIECE)


def _without_mark(head: bytes) -> str | None:
    """Return UTF-16 where every other byte is nothing, as in texts of the West."""
    even, odd = head[0:2000:2].count(0), head[1:2000:2].count(0)
    some = min(len(head), 2000) // 4
    if some and odd > some and not even:
        return "utf-16-le"
    if some and even > some and not odd:
        return "utf-16-be"
    return None


def _lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    """Read lines with their ends; TableError for bytes that are no text."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    rest, number = "", 1
    while True:
        piece = file.read(_PIECE)
        try:
            text = rest + decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            good = bytes(error.object)[: error.start].decode(encoding, "ignore")
            raise TableError(
                "There are bytes that are no text in this encoding.",
                line=number + (rest + good).count("\n"),
            ) from None
        lines = list(io.StringIO(text, newline=""))
        rest = ""
        if piece and lines and not lines[-1].endswith("\n"):
            # It may go on, or its end may: a break of two characters.
            rest = lines.pop()
        for line in lines:
            yield _checked(line, number)
            number += 1
        if len(rest) > _LONGEST:
            raise TableError("A line is longer than a million characters.", line=number)
        if not piece:
            return


def _checked(line: str, number: int) -> str:
    if "\0" in line:
        raise TableError("There is a NUL character: this is no text.", line=number)
    return line


def _find_separator(head: Iterable[str]) -> str:
    lines = list(head)
    best, chosen = (0.0, 0), SEPARATORS[0]
    for separator in SEPARATORS:
        widths: list[int] = []
        try:
            widths.extend(
                len(row) for row in csv.reader(lines, delimiter=separator) if row
            )
        except csv.Error:
            continue
        # The last record may have been cut.
        counted = Counter(widths[:-1] or widths)
        if not counted:
            continue
        width, many = counted.most_common(1)[0]
        score = (many / counted.total(), width) if width > 1 else (0.0, 0)
        if score > best:
            best, chosen = score, separator
    return chosen
