"""Entity tags and the preconditions over them (RFC 9110 8.8.3, 13.1.1, 13.1.2)."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from hallway.wire.errors import WireError

# RFC 9110 8.8.3: etagc; obs-text arrives as Latin-1 (PEP 3333).
ETAG_PATTERN = '(?P<weak>W/)?"(?P<value>[!#-~\x80-\xff]*)"'
_ETAG = re.compile(ETAG_PATTERN)
_GAP = re.compile("[ \t,]*")


class BadEtag(WireError):
    """What should be an entity tag, or a list of them, is not (400)."""


@dataclass(frozen=True, slots=True)
class Etag:
    """An entity tag: the text between its quotes, and whether it is weak."""

    value: str
    weak: bool = False

    def __str__(self) -> str:
        """Give the tag as it stands in a header."""
        return f'W/"{self.value}"' if self.weak else f'"{self.value}"'


class AnyEtag(enum.Enum):
    """The ``*`` in place of a list of entity tags."""

    ANY = "*"


EtagList = AnyEtag | tuple[Etag, ...]


def parse_etag(text: str) -> Etag:
    """Return the one entity tag in ``text``; raises BadEtag."""
    found = _ETAG.fullmatch(text.strip(" \t"))
    if found is None:
        raise BadEtag("This is not an entity tag.", position=0)
    return Etag(found["value"], found["weak"] is not None)


def parse_etag_list(header: str) -> EtagList:
    """Return the value of If-Match or If-None-Match; raises BadEtag.

    A tag may hold commas. What is not a list is an error and never ignored: a lost
    precondition is a lost update.
    """
    if header.strip(" \t") == "*":
        return AnyEtag.ANY
    tags: list[Etag] = []
    position = _after_gap(header, 0)
    while position < len(header):
        found = _ETAG.match(header, position)
        if found is None:
            raise BadEtag("An entity tag was expected here.", position=position)
        tags.append(Etag(found["value"], found["weak"] is not None))
        position = _after_gap(header, found.end())
        if position < len(header) and "," not in header[found.end() : position]:
            raise BadEtag("A comma was expected here.", position=found.end())
    if not tags:
        raise BadEtag("The list of entity tags is empty.", position=0)
    return tuple(tags)


def _after_gap(header: str, position: int) -> int:
    gap = _GAP.match(header, position)
    return gap.end() if gap else position


def strong_equal(one: Etag, other: Etag) -> bool:
    """Say whether both are strong and the same (RFC 9110 8.8.3.2)."""
    return not one.weak and not other.weak and one.value == other.value


def weak_equal(one: Etag, other: Etag) -> bool:
    """Say whether both are the same, weak or not (RFC 9110 8.8.3.2)."""
    return one.value == other.value


def if_match_holds(wanted: EtagList, current: Etag | None) -> bool:
    """Say whether If-Match is true; ``current`` is None where nothing exists.

    False means 412 (RFC 9110 13.1.1, strong comparison).
    """
    if current is None:
        return False
    if wanted is AnyEtag.ANY:
        return True
    return any(strong_equal(tag, current) for tag in wanted)


def if_none_match_holds(unwanted: EtagList, current: Etag | None) -> bool:
    """Say whether If-None-Match is true; ``current`` is None where nothing exists.

    False means 304 for GET and HEAD, else 412 (RFC 9110 13.1.2, weak comparison).
    """
    if current is None:
        return True
    if unwanted is AnyEtag.ANY:
        return False
    return not any(weak_equal(tag, current) for tag in unwanted)
