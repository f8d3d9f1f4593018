"""Pure decisions about finding people by what somebody typed."""

from __future__ import annotations

import re

from hallway.core.access.actors import Actor
from hallway.core.errors import NotFound
from hallway.wire.paths import sort_key

LONGEST = 200
"""Of a text that is looked for, in characters; what is longer finds nobody."""

_ID = re.compile(r"#([1-9][0-9]{0,17})")
_SEPARATORS = re.compile(r"[;,\n]")


def demand_staff(actor: Actor) -> None:
    """Raise NotFound unless staff: for others there is no directory."""
    if not actor.staff:
        raise NotFound


def can_be_asked(text: str) -> bool:
    """Tell whether a text can be a name at all."""
    # PostgreSQL knows no NUL.
    return len(text) <= LONGEST and "\0" not in text


def words_of(text: str) -> list[str]:
    """Return the words of a text as they stand in sort keys; [] if it is no name."""
    return sort_key(text).split() if can_be_asked(text) else []


def like(text: str) -> str:
    """Return a text for LIKE … ESCAPE '!' in which nothing stands for anything."""
    return re.sub(r"([!%_])", r"!\1", text)


def parse_id(text: str) -> int | None:
    """Return the principal that `#<id>`, a picker's own value, stands for."""
    found = _ID.fullmatch(text)
    return int(found[1]) if found else None


def split_names(text: str) -> list[str]:
    """Return the names in a text that holds several, apart by , ; or line breaks."""
    return [one.strip() for one in _SEPARATORS.split(text) if one.strip()]
