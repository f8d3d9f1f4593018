"""What two texts have in common, line by line, in bounded time."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

MAX_DIFFERENT = 1_500
"""Lines between the first and the last that differ: time grows with their square."""
AROUND = 3
"""Lines that are shown around a change."""


class DiffLine(NamedTuple):
    """A line of a comparison.

    kind      `same`, `old`, `new`; `gap` stands for lines that are left out
    old, new  its numbers in the two texts, from 1; 0 where it is not in one
    """

    kind: str
    old: int
    new: int
    text: str


class TooDifferent(ValueError):
    """Texts with more to compare than anybody would wait for, or read."""


def compare_lines(old: Sequence[str], new: Sequence[str]) -> list[DiffLine]:
    """Return what changed, with some lines around; empty where nothing did."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    if not left and not right:
        return []
    if max(len(left), len(right)) > MAX_DIFFERENT:
        raise TooDifferent
    every = [DiffLine("same", n + 1, n + 1, old[n]) for n in range(head)]
    for word, a, b, c, d in SequenceMatcher(None, left, right).get_opcodes():
        if word == "equal":
            every += [
                DiffLine("same", head + n + 1, head + c + n - a + 1, left[n])
                for n in range(a, b)
            ]
            continue
        every += [DiffLine("old", head + n + 1, 0, left[n]) for n in range(a, b)]
        every += [DiffLine("new", 0, head + n + 1, right[n]) for n in range(c, d)]
    for n in range(len(old) - tail, len(old)):
        every.append(DiffLine("same", n + 1, n + 1 + len(new) - len(old), old[n]))
    return _shortened(every)


def _shortened(every: Sequence[DiffLine]) -> list[DiffLine]:
    shown: set[int] = set()
    for at, line in enumerate(every):
        if line.kind != "same":
            shown.update(range(max(0, at - AROUND), at + AROUND + 1))
    found: list[DiffLine] = []
    for at, line in enumerate(every):
        if at in shown:
            found.append(line)
        elif not found or found[-1].kind != "gap":
            found.append(DiffLine("gap", 0, 0, ""))
    return found
