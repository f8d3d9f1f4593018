"""The small WebDAV headers: Depth, Overwrite, Timeout, Lock-Token, lengths, mtimes."""

from __future__ import annotations

import enum
import re

from hallway.wire.errors import WireError

MAX_TIMEOUT = 2**32 - 1
_SECONDS = re.compile("Second-([0-9]+)", re.IGNORECASE)
_LOCK_TOKEN = re.compile("<([A-Za-z][A-Za-z0-9+.\\-]*:[^<>\\s\x00-\x1f\x7f]+)>")
_LENGTH = re.compile("[0-9]{1,18}")
_MTIME = re.compile("(-?[0-9]{1,12})(?:\\.([0-9]{1,18}))?")


class BadHeader(WireError):
    """A header whose value is not of its form (400)."""


class Depth(enum.Enum):
    """How far below a collection a request reaches (RFC 4918 10.2)."""

    ZERO = "0"
    ONE = "1"
    INFINITY = "infinity"


def parse_depth(header: str | None, *, default: Depth) -> Depth:
    """Return the value of Depth, ``default`` where there is no header.

    Raises BadHeader. Which depths a method allows is the method's own rule.
    """
    if header is None:
        return default
    try:
        return Depth(header.strip(" \t").lower())
    except ValueError:
        raise BadHeader("Depth is 0, 1 or infinity.", position=0) from None


class Overwrite(enum.Enum):
    """What COPY and MOVE do with what is in the way (RFC 4918 10.6)."""

    ALLOWED = "T"
    REFUSED = "F"


def parse_overwrite(header: str | None) -> Overwrite:
    """Return the value of Overwrite, ALLOWED where there is none; raises BadHeader."""
    if header is None:
        return Overwrite.ALLOWED
    try:
        return Overwrite(header.strip(" \t").upper())
    except ValueError:
        raise BadHeader("Overwrite is T or F.", position=0) from None


def parse_timeout(header: str | None) -> int | None:
    """Return the seconds a client asks a lock to last (RFC 4918 10.7).

    The first choice understood counts. None stands for Infinite and for no wish at
    all: either way the server decides, so nothing here is an error. Values above
    2^32 - 1 give that.
    """
    for part in (header or "").split(","):
        choice = part.strip(" \t")
        if choice.lower() == "infinite":
            return None
        if found := _SECONDS.fullmatch(choice):
            digits = found[1].lstrip("0")
            if len(digits) > len(str(MAX_TIMEOUT)):
                return MAX_TIMEOUT
            return min(int(digits or "0"), MAX_TIMEOUT)
    return None


def parse_lock_token(header: str) -> str:
    """Return the token in a Lock-Token header (RFC 4918 10.5); raises BadHeader."""
    found = _LOCK_TOKEN.fullmatch(header.strip(" \t"))
    if found is None:
        raise BadHeader("A lock token is a URI in angle brackets.", position=0)
    return found[1]


def parse_length(header: str) -> int:
    """Return the bytes in Content-Length or one of its stand-ins; raises BadHeader.

    Also for X-Expected-Entity-Length (Finder) and OC-Total-Length.
    """
    value = header.strip(" \t")
    if not _LENGTH.fullmatch(value):
        raise BadHeader("A length is a number of bytes.", position=0)
    return int(value)


def parse_mtime(header: str) -> int:
    """Return the instant (µs, UTC) in X-OC-Mtime (seconds, fractions allowed).

    Raises BadHeader.
    """
    found = _MTIME.fullmatch(header.strip(" \t"))
    if found is None:
        raise BadHeader("A modification time is a number of seconds.", position=0)
    fraction = int((found[2] or "")[:6].ljust(6, "0"))
    seconds = int(found[1]) * 1_000_000
    return seconds - fraction if found[1].startswith("-") else seconds + fraction
