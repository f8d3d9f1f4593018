"""multipart/form-data as it comes in, piece by piece (RFC 7578, RFC 2046 5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hallway.wire.errors import WireError

MAX_HEAD = 16 * 1024
MAX_PARTS = 1000

_PARAMETER = re.compile(r';\s*(name|filename)="([^"]*)"', re.IGNORECASE)
# WHATWG HTML, multipart/form-data encoding: these three and no others.
_ESCAPES = (("%22", '"'), ("%0D", "\r"), ("%0A", "\n"))


class BadForm(WireError):
    """A body that is no form, or one that was cut off (400)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A field (``filename`` None) or a file; read ``body`` before the next part."""

    name: str
    filename: str | None
    body: Iterator[bytes]


def read_parts(pieces: Iterable[bytes], boundary: bytes) -> Iterator[Part]:
    """The parts of a form in their order; the whole of ``pieces`` is read.

    Bodies come as they are received: a large file is never held. What is left unread
    of a body is skipped. Raises ``BadForm`` where the closing boundary is missing.
    """
    source = _Source(pieces)
    delimiter = b"\r\n--" + boundary
    _skip(source.until(delimiter))
    for _ in range(MAX_PARTS):
        mark = source.take(2)
        if mark == b"--":
            source.drain()
            return
        # RFC 2046 5.1.1: a boundary may be followed by white space.
        rest = mark if mark == b"\r\n" else mark + source.line()
        if rest.strip():
            raise BadForm("a boundary is followed by something else")
        name, filename = _disposition(source.head())
        body = source.until(delimiter)
        yield Part(name=name, filename=filename, body=body)
        _skip(body)
    raise BadForm(f"more than {MAX_PARTS} parts")


def _skip(pieces: Iterator[bytes]) -> None:
    for _piece in pieces:
        pass


def _disposition(head: bytes) -> tuple[str, str | None]:
    try:
        lines = head.decode("utf-8").split("\r\n")
    except UnicodeError:
        raise BadForm("a field's name is not UTF-8") from None
    for line in lines:
        header, _colon, value = line.partition(":")
        if header.strip().lower() == "content-disposition":
            found = {
                key.lower(): _plain(text) for key, text in _PARAMETER.findall(value)
            }
            if "name" in found:
                return found["name"], found.get("filename")
    raise BadForm("a part has no name")


def _plain(text: str) -> str:
    for escape, character in _ESCAPES:
        text = text.replace(escape, character)
    return text


class _Source:
    """Pieces of bytes with a little looking ahead."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        # The first boundary has no line break before it.
        self._held = b"\r\n"

    def until(self, mark: bytes) -> Iterator[bytes]:
        keep = len(mark) - 1
        while (at := self._held.find(mark)) < 0:
            if len(self._held) > keep:
                ready, self._held = self._held[:-keep], self._held[-keep:]
                yield ready
            self._more()
        ready, self._held = self._held[:at], self._held[at + len(mark) :]
        if ready:
            yield ready

    def take(self, count: int) -> bytes:
        while len(self._held) < count:
            self._more()
        taken, self._held = self._held[:count], self._held[count:]
        return taken

    def line(self) -> bytes:
        return self._short(b"\r\n")

    def head(self) -> bytes:
        # A part without headers has no name; an empty head ends at once.
        return self._short(b"\r\n\r\n")

    def _short(self, mark: bytes) -> bytes:
        found = b""
        for piece in self.until(mark):
            found += piece
            if len(found) > MAX_HEAD:
                raise BadForm("a part's headers are too long")
        return found

    def drain(self) -> None:
        self._held = b""
        _skip(self._pieces)

    def _more(self) -> None:
        piece = next(self._pieces, b"")
        if not piece:
            raise BadForm("the form was cut off")
        self._held += piece
