"""A ZIP archive made while it is sent (PKWARE APPNOTE 6.3.10).

Bodies are stored, as DEFLATE's own stored blocks: nearly all that people keep is
compressed already, and a reader that streams sees where each of them ends, which it
could not of a body that is stored plainly with its length behind it.
"""

from __future__ import annotations

import struct
import time
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

PIECE = 64 * 1024
"""Bytes at least of a piece but the last: small files go together."""

_FIRST_DATE = (1980 - 1980) << 9 | 1 << 5 | 1
_LAST_YEAR = 2107
_STAMPS = range(-(2**31), 2**31)
# Above it sizes and offsets get eight bytes; a little lower than four hold, for what
# stored blocks add.
_LARGE = 0xFF00_0000
_FULL32, _FULL16 = 0xFFFF_FFFF, 0xFFFF
_UTF8, _LENGTH_FOLLOWS = 0x0800, 0x0008
_DEFLATE = 8
_BLOCK = 0xFFFF
_UNIX = 3 << 8
_FILE, _FOLDER = 0o100644 << 16, 0o040755 << 16 | 0x10


class Member(NamedTuple):
    """A file, or with `body` None a folder.

    name      its path in the archive, safe already: see `zipnames`
    modified  microseconds since 1970, UTC
    size      bytes of the body
    """

    name: str
    modified: int
    size: int = 0
    body: Iterable[bytes] | None = None


def write_zip(members: Iterable[Member]) -> Iterator[bytes]:
    """The archive in pieces, each member's body read when its turn comes.

    What is kept of a member until the end is its line of the directory, compressed to
    a tenth: half a megabyte for 20,000 of them, with all else.
    """
    archive = _Archive()
    ready = bytearray()
    for member in members:
        for piece in archive.add(member):
            ready += piece
            if len(ready) >= PIECE:
                yield bytes(ready)
                ready.clear()
    for piece in archive.end():
        ready += piece
        if len(ready) >= PIECE:
            yield bytes(ready)
            ready.clear()
    yield bytes(ready)


class _Archive:
    def __init__(self) -> None:
        self.at = 0
        self.count = 0
        self.directory_size = 0
        self._squeeze = zlib.compressobj(1)
        self._directory: list[bytes] = []

    def add(self, member: Member) -> Iterator[bytes]:
        is_file = member.body is not None
        name = member.name.encode("utf-8", "replace")
        if not is_file:
            name = name.rstrip(b"/") + b"/"
        offset, is_large = self.at, member.size >= _LARGE
        date, clock = _dos_time(member.modified)
        stamp = _stamp(member.modified)
        flags = _UTF8 | (_LENGTH_FOLLOWS if is_file else 0)
        method = _DEFLATE if is_file else 0
        needed = 45 if is_large else 20
        # With eight-byte lengths behind the body, the head says so by this field.
        wide = struct.pack("<HHQQ", 1, 16, 0, 0) if is_large else b""
        length = _FULL32 if is_large else 0
        head = (
            struct.pack(
                *("<4sHHHHHIIIHH", b"PK\x03\x04", needed, flags, method, clock, date),
                *(0, length, length, len(name), len(stamp) + len(wide)),
            )
            + name
            + wide
            + stamp
        )
        self.at += len(head)
        yield head
        crc = stored = size = 0
        if member.body is not None:
            for piece in member.body:
                crc = zlib.crc32(piece, crc)
                size += len(piece)
                for start in range(0, len(piece), _BLOCK):
                    block = piece[start : start + _BLOCK]
                    stored += 5 + len(block)
                    yield _block_head(len(block))
                    yield block
            stored += 5
            if not is_large and stored > _FULL32:
                raise ValueError(f"a body of {member.size} bytes did not end there")
            form = "<4sIQQ" if is_large else "<4sIII"
            yield _block_head(0, last=1)
            yield struct.pack(form, b"PK\x07\x08", crc, stored, size)
            self.at += stored + struct.calcsize(form)
        wide = b""
        if is_large:
            wide += struct.pack("<QQ", size, stored)
        if offset >= _LARGE:
            wide += struct.pack("<Q", offset)
        extra = stamp
        if wide:
            needed = 45
            extra = struct.pack("<HH", 1, len(wide)) + wide + stamp
        line = (
            struct.pack(
                *("<4sHHHHHHIII", b"PK\x01\x02", _UNIX | 45, needed, flags, method),
                *(clock, date, crc),
                *((_FULL32, _FULL32) if is_large else (stored, size)),
            )
            + struct.pack(
                *("<HHHHHII", len(name), len(extra), 0, 0, 0),
                _FILE if is_file else _FOLDER,
                min(offset, _FULL32) if offset < _LARGE else _FULL32,
            )
            + name
            + extra
        )
        self.count += 1
        self.directory_size += len(line)
        if squeezed := self._squeeze.compress(line):
            self._directory.append(squeezed)

    def end(self) -> Iterator[bytes]:
        self._directory.append(self._squeeze.flush())
        start, size, count = self.at, self.directory_size, self.count
        widen = zlib.decompressobj()
        for squeezed in self._directory:
            left = squeezed
            while left:
                yield widen.decompress(left, PIECE)
                left = widen.unconsumed_tail
        yield widen.flush()
        if count >= _FULL16 or start >= _LARGE or size >= _LARGE:
            yield struct.pack(
                *("<4sQHHIIQQQQ", b"PK\x06\x06", 44, _UNIX | 45, 45, 0, 0),
                *(count, count, size, start),
            )
            yield struct.pack("<4sIQI", b"PK\x06\x07", 0, start + size, 1)
        yield struct.pack(
            *("<4sHHHHIIH", b"PK\x05\x06", 0, 0),
            *(min(count, _FULL16), min(count, _FULL16)),
            size if size < _LARGE else _FULL32,
            start if start < _LARGE else _FULL32,
            0,
        )


def _block_head(length: int, *, last: int = 0) -> bytes:
    """What stands before a stored block (RFC 1951 3.2.4)."""
    return struct.pack("<BHH", last, length, length ^ _FULL16)


def _dos_time(modified: int) -> tuple[int, int]:
    """The date and the time of day (UTC) as MS-DOS has them, from 1980 to 2107."""
    try:
        at = time.gmtime(modified // 1_000_000)
    except (OverflowError, ValueError, OSError):
        return _FIRST_DATE, 0
    if not 1980 <= at.tm_year <= _LAST_YEAR:
        return _FIRST_DATE, 0
    date = (at.tm_year - 1980) << 9 | at.tm_mon << 5 | at.tm_mday
    return date, at.tm_hour << 11 | at.tm_min << 5 | at.tm_sec // 2


def _stamp(modified: int) -> bytes:
    """The time as Info-ZIP's extended timestamp: to the second, in UTC."""
    seconds = modified // 1_000_000
    if seconds not in _STAMPS:
        return b""
    return struct.pack("<HHBi", 0x5455, 5, 1, seconds)
