"""Comparing two versions of a file by what is written in them."""

from __future__ import annotations

from dataclasses import dataclass

from hallway.core.access.actors import Actor
from hallway.core.errors import NotFound
from hallway.core.items.records import ItemId
from hallway.core.versions.queries import get_version, open_version
from hallway.core.versions.records import VersionRecord
from hallway.wire.doctext import NoText, read_text
from hallway.wire.linediff import DiffLine, TooDifferent, compare_lines

Number = tuple[int, int]
TOO_DIFFERENT = "Too much differs to be shown line by line."


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two versions, and the lines that differ.

    why  why their lines cannot be told, a sentence; empty where they can
    """

    old: VersionRecord
    new: VersionRecord
    lines: tuple[DiffLine, ...] = ()
    why: str = ""


def compare_versions(
    actor: Actor, item: ItemId, *, old: Number, new: Number
) -> Comparison:
    """Return what differs in the text of two versions of a file.

    Needs the rights to open the file and to see its versions; NotFound if it is hidden
    or never had one of them.  Files without text, broken ones and those with a password
    are told as such.
    """
    before = get_version(actor, item, major=old[0], minor=old[1])
    after = get_version(actor, item, major=new[0], minor=new[1])
    if before.sha256 is None or after.sha256 is None:
        raise NotFound
    try:
        lines = [_lines(actor, item, one) for one in (before, after)]
        found = []
        if before.sha256 != after.sha256:
            found = compare_lines(*lines)
    except NoText as error:
        return Comparison(old=before, new=after, why=error.message)
    except TooDifferent:
        return Comparison(old=before, new=after, why=TOO_DIFFERENT)
    return Comparison(old=before, new=after, lines=tuple(found))


def _lines(actor: Actor, item: ItemId, one: VersionRecord) -> list[str]:
    _record, file = open_version(actor, item, major=one.major, minor=one.minor)
    with file:
        return read_text(file)
