"""The lines of text in a document: plain, of Word, PowerPoint, Excel, OpenDocument.

Read as events and never as trees; a document type, and with it entities, is refused,
and nothing outside of the file is looked up.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from itertools import islice
from typing import BinaryIO

from hallway.wire.errors import WireError
from hallway.wire.plaintext import decode
from hallway.wire.tables.packed import OLD, feed, unpack
from hallway.wire.tables.records import TableError
from hallway.wire.tables.workbook import read_workbook, sheet_names

MAX_LINES = 20_000
"""Lines that are read of a document."""
MAX_CHARACTERS = 4_000_000
_LONGEST = 2_000
_NO_TEXT = "This kind of file has no text that could be compared."
_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
_ZIP = b"PK\x03\x04"


class NoText(WireError):
    """A file that gives no text to compare; the message says why."""


def read_text(file: BinaryIO) -> list[str]:
    """Return the lines of a document; NoText for what has none that can be read."""
    head = file.read(8)
    if head.startswith(OLD):
        raise NoText("This file has a password, or is of an old kind of Office.")
    file.seek(0)
    if not head.startswith(_ZIP):
        return _plain(file)
    try:
        return _bounded(_packed(file))
    except TableError:
        raise NoText("This file is broken or has a password.") from None


def _plain(file: BinaryIO) -> list[str]:
    raw = file.read(MAX_CHARACTERS + 1)
    if len(raw) > MAX_CHARACTERS:
        raise NoText("This file is too long to be compared line by line.")
    if b"%PDF-" in raw[:1024]:
        raise NoText(_NO_TEXT)
    text = decode(raw)
    if "\x00" in text:
        raise NoText(_NO_TEXT)
    return _bounded(text.splitlines())


def _bounded(lines: Iterator[str] | list[str]) -> list[str]:
    found: list[str] = []
    many = 0
    for line in islice(lines, MAX_LINES + 1):
        many += len(line)
        if many > MAX_CHARACTERS or len(found) == MAX_LINES:
            raise NoText("This file is too long to be compared line by line.")
        found.append(line.rstrip()[:_LONGEST])
    return found


def _packed(file: BinaryIO) -> Iterator[str]:
    packed = unpack(file)
    parts = packed.namelist()
    if "word/document.xml" in parts:
        yield from _paragraphs(packed, "word/document.xml", _Office())
    elif "xl/workbook.xml" in parts:
        yield from _tables(file)
    elif "content.xml" in parts:
        yield from _paragraphs(packed, "content.xml", _OpenDocument())
    else:
        slides = [(int(m[1]), m[0]) for one in parts if (m := _SLIDE.fullmatch(one))]
        if not slides:
            raise NoText(_NO_TEXT)
        for number, part in sorted(slides):
            yield f"[{number}]"
            yield from _paragraphs(packed, part, _Office())


def _tables(file: BinaryIO) -> Iterator[str]:
    for name in sheet_names(file):
        yield f"[{name}]"
        for line in read_workbook(file, name):
            yield " | ".join("" if one is None else str(one) for one in line.cells)


class _Office:
    """Paragraphs of Word and PowerPoint: texts stand in `t`, within `p`."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._pieces: list[str] = []
        self._taken = False

    def start(self, name: str, _given: dict[str, str]) -> None:
        self._taken = name == "t"
        if name == "tab":
            self._pieces.append("\t")
        elif name in ("br", "cr"):
            self.end("p")

    def data(self, piece: str) -> None:
        if self._taken:
            self._pieces.append(piece)

    def end(self, name: str) -> None:
        self._taken = False
        if name == "p":
            self.lines.append("".join(self._pieces))
            self._pieces.clear()


class _OpenDocument(_Office):
    """Paragraphs of OpenDocument: all characters within `p` and `h`."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def start(self, name: str, given: dict[str, str]) -> None:
        if name in ("p", "h"):
            self._depth += 1
        elif name == "s":
            count = next((v for k, v in given.items() if k.endswith(" c")), "1")
            self._pieces.append(" " * min(int(count) if count.isdigit() else 1, 80))
        elif name == "tab":
            self._pieces.append("\t")
        elif name == "line-break":
            super().end("p")

    def data(self, piece: str) -> None:
        if self._depth:
            self._pieces.append(piece)

    def end(self, name: str) -> None:
        if name in ("p", "h"):
            self._depth -= 1
            super().end("p")


def _paragraphs(packed: zipfile.ZipFile, part: str, of: _Office) -> Iterator[str]:
    data: Callable[[str], None] = of.data
    for _piece in feed(packed, part, of.start, of.end, data):
        yield from of.lines
        of.lines.clear()
