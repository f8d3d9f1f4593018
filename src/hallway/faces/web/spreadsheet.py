"""Tables as files for a spreadsheet, sent while they are made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from django.utils import translation

T = TypeVar("T")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Line:
    """What a CSV writer writes to: gives each line back."""

    def write(self, line: str) -> str:
        """The line itself."""
        return line


def defused(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def spoken(lines: Iterator[T]) -> Iterator[T]:
    """Each made in the language of now: a body is made when the request is over."""
    return _spoken(lines, translation.get_language())


def _spoken(lines: Iterator[T], language: str) -> Iterator[T]:
    done = object()
    while True:
        # Not around the yield: what runs between two has a language of its own.
        with translation.override(language):
            line = next(lines, done)
        if line is done:
            return
        yield line  # type: ignore[misc]
