"""Files that changed lately, as pages show them."""

from __future__ import annotations

from typing import NamedTuple

from hallway.core.items.queries import RecentFile
from hallway.faces.web.parse import Call, href, split
from hallway.faces.web.when import When, when


class Line(NamedTuple):
    """What is said of a file."""

    name: str
    href: str
    modified: When
    by: str


class Recent(NamedTuple):
    """A file that changed lately: its line, and where it is."""

    row: Line
    place: str
    place_href: str


def recent_of(call: Call, one: RecentFile) -> Recent:
    """The line of a file that changed."""
    folder = "/".join(split(one.path)[:-1])
    item = one.item
    place = " > ".join(part for part in (one.site, one.library) if part)
    return Recent(
        Line(
            name=item.name,
            href=href(one.path),
            modified=when(item.modified, now=call.now),
            by=one.editor,
        ),
        place,
        href(folder),
    )
