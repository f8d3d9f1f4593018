"""Workbooks of Excel (.xlsx, ECMA-376) as tables, read in bounded memory.

A hundred thousand rows of twelve cells take seconds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import BinaryIO

from hallway.wire.tables.packed import OLD, End, Start, broken, feed, unpack
from hallway.wire.tables.records import (
    MAX_COLUMNS,
    MAX_LINES,
    Line,
    TableError,
    Value,
    trimmed,
)

MAX_CELL = 131_072
"""Characters of a cell."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLACE = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")
_UNREAD = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')
_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Numbers of the formats of days and times that every workbook has."""
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_SPAN = "46"
_MILLISECONDS = 24 * 3600 * 1000


class Fault(str):
    """What Excel shows where a formula failed."""

    __slots__ = ()


def is_workbook(head: bytes) -> bool:
    """Tell whether a file that begins so is a workbook, old ones included."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06", OLD))


def sheet_names(file: BinaryIO) -> list[str]:
    """Return the names of a workbook's sheets that hold cells; TableError."""
    return [name for name, _part in _Book(file).sheets]


def read_workbook(file: BinaryIO, sheet: str = "") -> Iterator[Line]:
    """Read the lines of a sheet, of the first one without a name; TableError.

    Of formulas, the values that were kept with them.  Dates and times are without a
    zone; times of a day are texts.
    """
    book = _Book(file)
    part = next((part for name, part in book.sheets if sheet in ("", name)), None)
    if part is None:
        raise TableError("The workbook has no such sheet.")
    book.load_styles()
    book.load_texts()
    rows = _Rows(book)
    for _piece in feed(book.packed, part, rows.start, rows.end, rows.data):
        yield from rows.take()


class _Book:
    """What a workbook says of its sheets, texts and styles."""

    def __init__(self, file: BinaryIO) -> None:
        self.packed = unpack(file)
        self.sheets: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.times: list[str] = []
        self.epoch = datetime(1899, 12, 30)  # noqa: DTZ001 - cells have no zone
        self._styles = self._texts = ""
        book = "xl/workbook.xml"
        for kind, target in self._related("_rels/.rels", "").values():
            if kind == "officeDocument":
                book = target
        above, _slash, name = book.rpartition("/")
        related = self._related(f"{above}/_rels/{name}.rels", above)
        for kind, target in related.values():
            if kind == "sharedStrings":
                self._texts = target
            elif kind == "styles":
                self._styles = target

        def start(name: str, given: dict[str, str]) -> None:
            if name == "workbookPr" and given.get("date1904") in ("1", "true"):
                self.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - cells have no zone
            elif name == "sheet":
                number = next(
                    (one for key, one in given.items() if key.endswith(" id")), ""
                )
                kind, target = related.get(number, ("", ""))
                # Not the sheets that are one chart.
                if kind == "worksheet":
                    self.sheets.append((given.get("name", ""), target))

        self._walk(book, start)

    def _related(self, part: str, above: str) -> dict[str, tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, given: dict[str, str]) -> None:
            if name == "Relationship":
                target = given.get("Target", "")
                inside = above and not target.startswith("/")
                path = f"{above}/{target}" if inside else target.lstrip("/")
                kind = given.get("Type", "").rpartition("/")[2]
                found[given.get("Id", "")] = kind, path

        self._walk(part, start)
        return found

    def _walk(
        self,
        part: str,
        start: Start,
        end: End | None = None,
        data: End | None = None,
    ) -> None:
        for _piece in feed(self.packed, part, start, end, data):
            pass

    def load_styles(self) -> None:
        """Learn which styles are of days or times."""
        codes: dict[str, str] = {}
        inside = ""

        def start(name: str, given: dict[str, str]) -> None:
            nonlocal inside
            if name == "numFmt":
                codes[given.get("numFmtId", "")] = given.get("formatCode", "")
            elif name in ("cellXfs", "cellStyleXfs"):
                inside = name
            elif name == "xf" and inside == "cellXfs":
                self.times.append(_time_of(given.get("numFmtId", ""), codes))

        if self._styles:
            self._walk(self._styles, start)

    def load_texts(self) -> None:
        """Learn the texts that cells share."""
        text = _Text()

        def start(name: str, _given: dict[str, str]) -> None:
            text.start(name)

        def end(name: str) -> None:
            text.end(name)
            if name == "si":
                self.texts.append(text.take())

        if self._texts:
            self._walk(self._texts, start, end, text.data)


def _time_of(number: str, codes: dict[str, str]) -> str:
    """Return whether a format is of a `moment`, of a `span` of time or of neither."""
    code = codes.get(number)
    if code is None:
        if number == _SPAN:
            return "span"
        return "moment" if number.isdigit() and int(number) in _DATES else ""
    if _ELAPSED.search(code):
        return "span"
    plain = _UNREAD.sub("", code.partition(";")[0]).lower()
    is_time = plain != "general" and any(one in plain for one in "dmyhs")
    return "moment" if is_time else ""


class _Text:
    """Gathers the pieces of a text; how it is spoken is left out."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._taken = False
        self._spoken = False

    def start(self, name: str) -> None:
        if name == "rPh":
            self._spoken = True
        elif name == "t":
            self._taken = not self._spoken

    def end(self, name: str) -> None:
        if name == "t":
            self._taken = False
        elif name == "rPh":
            self._spoken = False

    def data(self, piece: str) -> None:
        if self._taken:
            self._pieces.append(piece)

    def take(self) -> str:
        whole = "".join(self._pieces)
        self._pieces.clear()
        return unescaped(whole) if "_x" in whole else whole


class _Rows:
    """Makes the rows of a sheet while its XML goes by."""

    def __init__(self, book: _Book) -> None:
        self._book = book
        self._columns: dict[str, int] = {}
        self._lines: list[Line] = []
        self._number = 0
        self._cells: list[Value] = []
        self._at = -1
        self._kind = self._style = ""
        self._pieces: list[str] = []
        self._size = 0
        self._taken = False
        self._text = _Text()

    def take(self) -> list[Line]:
        """Give the rows that are whole."""
        lines, self._lines = self._lines, []
        return lines

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == "c":
            self._at = self._column(given.get("r", ""))
            self._kind, self._style = given.get("t", "n"), given.get("s", "")
            self._pieces.clear()
            self._size = 0
        elif name == "v":
            self._taken = True
        elif name == "row":
            number = given.get("r", "")
            self._number = int(number) if number.isdigit() else self._number + 1
            if self._number > MAX_LINES:
                raise TableError(
                    "A table has at most 1,048,576 lines.", line=self._number
                )
            self._cells = []
            self._at = -1
        else:
            self._text.start(name)

    def end(self, name: str) -> None:
        if name == "v":
            self._taken = False
        elif name == "c":
            self._put(self._value())
        elif name == "row":
            cells = trimmed(self._cells)
            if cells:
                self._lines.append(Line(self._number, cells))
        else:
            self._text.end(name)

    def data(self, piece: str) -> None:
        self._size += len(piece)
        if self._size > MAX_CELL:
            raise TableError(
                "A cell holds more than 131,072 characters.", line=self._number
            )
        if self._taken:
            self._pieces.append(piece)
        else:
            self._text.data(piece)

    def _column(self, place: str) -> int:
        found = _PLACE.fullmatch(place)
        if found is None:
            return self._at + 1
        name = found[1]
        if name not in self._columns:
            number = 0
            for letter in name:
                number = number * 26 + ord(letter) - ord("A") + 1
            self._columns[name] = number - 1
        return self._columns[name]

    def _put(self, value: Value) -> None:
        if value is None or value == "":
            return
        if self._at >= MAX_COLUMNS:
            raise TableError("A line has at most 300 cells.", line=self._number)
        self._cells += [None] * (self._at + 1 - len(self._cells))
        self._cells[self._at] = value

    def _value(self) -> Value:
        if self._kind == "inlineStr":
            return self._text.take()
        text = "".join(self._pieces)
        if not text:
            return None
        match self._kind:
            case "s":
                at = int(text) if text.isdigit() else len(self._book.texts)
                if at >= len(self._book.texts):
                    raise broken(self._number)
                return self._book.texts[at]
            case "b":
                return text.strip() in ("1", "true")
            case "e":
                return Fault(text)
            case "n":
                return self._figure(text)
            case "d":
                try:
                    return datetime.fromisoformat(text.strip())
                except ValueError:
                    return text
            case _:
                return unescaped(text) if "_x" in text else text

    def _figure(self, text: str) -> Value:
        try:
            number = float(text)
        except ValueError:
            raise broken(self._number) from None
        if not math.isfinite(number):
            raise broken(self._number)
        at = int(self._style) if self._style.isdigit() else 0
        kind = self._book.times[at] if at < len(self._book.times) else ""
        if kind == "moment":
            return _moment(number, self._book.epoch)
        if kind == "span":
            return _span(number)
        whole = number.is_integer() and abs(number) < 10**15
        return int(number) if whole else number


def _moment(serial: float, epoch: datetime) -> Value:
    """Return the day or moment of a number of days; what is no moment stays one."""
    try:
        days, rest = divmod(serial, 1)
        clock = timedelta(milliseconds=round(rest * _MILLISECONDS))
        if 0 <= serial < 1 and clock < timedelta(days=1):
            return _span(serial)
        if 0 < serial < 60 and epoch.year < 1900:
            # Excel has a 29 February 1900: before it, its days are off by one.
            days += 1
        return epoch + timedelta(days=days) + clock
    except (OverflowError, ValueError):
        return serial


def _span(days: float) -> str:
    """Return a span of time, or a time of a day, as hours, minutes and seconds."""
    seconds = round(abs(days) * _MILLISECONDS / 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{'-' if days < 0 else ''}{hours:02}:{minutes:02}:{seconds:02}"


def unescaped(text: str) -> str:
    """Return text with its characters that XML cannot hold (ECMA-376 22.9.2.19).

    NUL and halves of characters stay as they are written: no text holds them.
    """
    return _ESCAPED.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return chr(code) if code and not 0xD800 <= code < 0xE000 else found[0]
