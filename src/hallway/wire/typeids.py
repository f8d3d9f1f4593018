"""Ids of content types, which say what they descend from: [MS-WSSTS] 2.1.2.

An id is `0x` and bytes in hex.  A child's is its parent's with one more byte, which is
not zero, or with a zero byte and the sixteen of a GUID.  So every id is read from the
left in one way alone, and an id that begins with another descends from it.
"""

from __future__ import annotations

import re
import uuid

SYSTEM = "0x"
ITEM = "0x01"
DOCUMENT = "0x0101"
FOLDER = "0x0120"
LONGEST = 2 + 2 * 512
"""Characters of an id: 512 bytes of it are kept."""

_STEP = re.compile(r"(?!00)[0-9A-F]{2}|00[0-9A-F]{32}")
_HEX = re.compile(r"0[xX]([0-9A-Fa-f]*)")


def parse(text: str) -> str:
    """Return an id with its digits in capitals; ValueError for what is none."""
    found = _HEX.fullmatch(text)
    if found is None or len(text) > LONGEST:
        raise ValueError("A content type's id is 0x and hexadecimal digits.")
    digits = found[1].upper()
    at = 0
    while at < len(digits):
        step = _STEP.match(digits, at)
        if step is None:
            raise ValueError("This is no content type's id: it breaks off.")
        at = step.end()
    return SYSTEM + digits


def parents(type_id: str) -> list[str]:
    """Return the ids that a well-formed id descends from, the nearest first."""
    ends = [2]
    while ends[-1] < len(type_id):
        step = _STEP.match(type_id, ends[-1])
        if step is None:
            raise ValueError("This is no content type's id: it breaks off.")
        ends.append(step.end())
    return [type_id[:end] for end in reversed(ends[:-1])]


def parent(type_id: str) -> str:
    """Return the id of the parent; ValueError for the system's own, which has none."""
    found = parents(type_id)
    if not found:
        raise ValueError("The first of all content types has no parent.")
    return found[0]


def child(of: str, guid: uuid.UUID) -> str:
    """Return the id of a new child; ValueError where it would be too long."""
    made = f"{of}00{guid.hex.upper()}"
    if len(made) > LONGEST:
        raise ValueError("Too many content types stand above this one.")
    return made


def descends(type_id: str, of: str) -> bool:
    """Tell whether one well-formed id is another, or descends from it."""
    return type_id.startswith(of)
