"""What principals are called, kept with what it is sorted and searched by."""

from __future__ import annotations

from hallway.wire.paths import fold


def titled(title: str) -> dict[str, str]:
    """Return the columns of a principal's title, for whoever writes one."""
    return {"title": title, "title_key": fold(title)}
