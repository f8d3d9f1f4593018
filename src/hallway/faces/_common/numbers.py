"""Numbers as addresses and forms carry them."""

from __future__ import annotations

_DIGITS = 15


def number(text: str) -> int | None:
    """A number that names something, or None where the text is none.

    ASCII digits, as many as every database holds; others name nothing there is.
    """
    is_one = text.isascii() and text.isdigit() and len(text) <= _DIGITS
    return int(text) if is_one else None
