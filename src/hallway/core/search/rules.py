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


@lru_cache(maxsize=50_000)
def words(text: str) -> tuple[str, ...]:
    """Return the different words of a text, folded, in their order."""
    found = [word[:LONGEST] for word in _WORD.findall(fold(text))]
    return tuple(dict.fromkeys(found))[:MOST]


def prefix_range(word: str) -> tuple[str, str]:
    """Return the half-open range of the words that begin with a word."""
    return word, word + "\U0010ffff"


def matches(text: str, asked: tuple[str, ...]) -> bool:
    """Tell whether each asked word begins a word of a text."""
    there = words(text)
    return all(any(one.startswith(word) for one in there) for word in asked)
