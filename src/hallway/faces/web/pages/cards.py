"""The address of a page."""

from __future__ import annotations

from hallway.faces.web.parse import href
from hallway.kinds.pages.records import PageEntry
from hallway.wire.links import slug


def page_href(entry: PageEntry, **query: str | int | None) -> str:
    """The address of a page, with the words of its title."""
    words = slug(entry.title)
    name = f"{entry.number}-{words}" if words else str(entry.number)
    return href(f"{entry.list_path}/{name}", **query)
