"""What a word is: the same for names and for what is searched."""

from __future__ import annotations

import re
from functools import lru_cache

from hallway.wire.paths import fold

MOST = 40
"""Words kept of one name."""
LONGEST = 60
"""Characters kept of one word."""
ASKED = 8
"""Words heard of one question."""
_WORD = re.compile(r"[^\W_]+")
# As it is written: a mark above a letter may be a character of its own.
_WRITTEN = re.compile("[^\\W_](?:[^\\W_]|[\u0300-\u036f])*")


@lru_cache(maxsize=50_000)
def words(text: str) -> tuple[str, ...]:
    """Return the different words of a text, folded, in their order."""
    found = [word[:LONGEST] for word in _WORD.findall(fold(text))]
    return tuple(dict.fromkeys(found))[:MOST]


def prefix_range(word: str) -> tuple[str, str]:
    """Return the half-open range of the words that begin with a word."""
    return word, word + "\U0010ffff"


def marks(text: str, asked: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return where in a text the words begin that an asked word begins, as spans.

    Each word is marked as far as the longest asked word goes; spans are half-open.
    """
    found = []
    for match in _WRITTEN.finditer(text):
        word = fold(match[0])
        longest = max((len(one) for one in asked if word.startswith(one)), default=0)
        if not longest:
            continue
        end = match.start()
        # A letter may fold to several, or to none.
        while end < match.end() and (
            len(fold(text[match.start() : end])) < longest or not fold(text[end])
        ):
            end += 1
        found.append((match.start(), end))
    return found


def matches(text: str, asked: tuple[str, ...]) -> bool:
    """Tell whether each asked word begins a word of a text."""
    there = words(text)
    return all(any(one.startswith(word) for one in there) for word in asked)
