"""What leaves the notifications package."""

from __future__ import annotations

from typing import NamedTuple

from hallway.core.items.records import Located


class Notification(NamedTuple):
    """Something that concerns the reader; `at` in microseconds.

    id     of the notice: what the reader has seen up to is one of these
    found  the item where it is now, None where it is in the recycle bin
    title  the item's name
    place  the path of the site it is in, empty where the reader may not see it
    by     the name of whoever did it
    words  what a rule says of it, else empty
    """

    id: int
    verb: str
    at: int
    by: str
    by_id: int
    title: str
    found: Located | None
    place: str
    fresh: bool
    words: str = ""
