"""The parts of a workbook: a zip archive of XML, read as events and never as trees.

A document type, which is where entities come from, is refused.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO
from xml.parsers import expat

from hallway.wire.tables.records import TableError

MAX_UNPACKED = 512 * 1024 * 1024
"""Bytes of all parts of a workbook, unpacked; its sheets are streamed."""
MAX_HELD = 64 * 1024 * 1024
"""Bytes of a part that has to be held in memory: its texts, its styles."""
MAX_PARTS = 2000
OLD = b"\xd0\xcf\x11\xe0"
"""What workbooks of the old kind, and those with a password, begin with."""
_PIECE = 64 * 1024
_STREAMED = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


def unpack(file: BinaryIO) -> zipfile.ZipFile:
    """Open a workbook; TableError for what would not fit into memory once unpacked.

    The sizes may lie: `zipfile` gives no more of a part than is said here.
    """
    file.seek(0)
    if file.read(4) == OLD:
        raise TableError(
            "This workbook has a password or is of the old kind (.xls). Save it as"
            " .xlsx without one."
        )
    file.seek(0)
    try:
        packed = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise broken() from None
    parts = packed.infolist()
    held = max(
        (one.file_size for one in parts if not _STREAMED.fullmatch(one.filename)),
        default=0,
    )
    total = sum(one.file_size for one in parts)
    if len(parts) > MAX_PARTS or held > MAX_HELD or total > MAX_UNPACKED:
        raise TableError("The workbook is too large once unpacked (512 MB).")
    return packed


def feed(
    packed: zipfile.ZipFile,
    part: str,
    start: Start,
    end: End | None,
    data: End | None,
) -> Iterator[None]:
    """Read a part of a workbook, handing on what it says; pauses after each piece."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    names: dict[str, str] = {}

    def local(name: str) -> str:
        if name not in names:
            names[name] = name.rpartition(" ")[2]
        return names[name]

    def refuse(*_given: object) -> None:
        raise broken()

    parser.StartElementHandler = lambda name, given: start(local(name), given)
    if end is not None:
        parser.EndElementHandler = lambda name: end(local(name))
    if data is not None:
        parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = refuse
    try:
        with packed.open(part) as file:
            while piece := file.read(_PIECE):
                parser.Parse(piece, False)  # noqa: FBT003 - expat's own
                yield
            parser.Parse(b"", True)  # noqa: FBT003 - expat's own
            yield
    except (
        KeyError,
        expat.ExpatError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        if isinstance(error, TableError):
            raise
        raise broken() from error


def broken(line: int | None = None) -> TableError:
    """Return what is said of a file that is no workbook."""
    return TableError("This file is no whole workbook of Excel (.xlsx).", line=line)
