"""Files that changed lately, as pages show them."""

from __future__ import annotations

from typing import NamedTuple

from hallway.core.items.queries import RecentFile
from hallway.faces.web.library import Row
from hallway.faces.web.parse import Call, href, split
from hallway.faces.web.when import size_words, when


class Recent(NamedTuple):
    """A file that changed lately: its line, and where it is."""

    row: Row
    place: str
    place_href: str


def recent_of(call: Call, one: RecentFile) -> Recent:
    """The line of a file that changed."""
    folder = "/".join(split(one.path)[:-1])
    item = one.item
    place = " > ".join(part for part in (one.site, one.library) if part)
    return Recent(
        Row(
            number=item.number,
            name=item.name,
            href=href(one.path),
            is_folder=False,
            modified=when(item.modified, now=call.now),
            by=one.editor,
            size=size_words(item.size),
            marks=(),
            menu="",
            chosen=False,
            meta="",
        ),
        place,
        href(folder),
    )
