"""What people ask long lists for beside saved views, counted as they ask.

Counting writes nothing: the counts are the process's own until its upkeep adds them to
those kept with the list's table, every few minutes and when the process ends.  Only
what a process counted since then is lost when it is killed.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from hallway.core.access.actors import Actor
from hallway.core.changes.journal import housekeeping, lock_lists
from hallway.core.jobs.upkeep import upkeep
from hallway.core.projections.schema import PROJECTIONS
from hallway.core.projections.shape import KEPT, read_shape
from hallway.platform.db import engine

_COUNTED = 2_000
"""Different questions that a process counts between two turns of its upkeep."""
_lock = threading.Lock()
_counts: Counter[tuple[int, str]] = Counter()


def note_asked(list_id: int, wanted: tuple[str, ...]) -> None:
    """Count a question by the columns of the table that an index for it would have."""
    key = (list_id, ",".join(wanted))
    with _lock:
        if key in _counts or len(_counts) < _COUNTED:
            _counts[key] += 1


def take_asked() -> dict[int, dict[str, int]]:
    """Return what was counted since this was last called, by list, and forget it."""
    with _lock:
        taken = dict(_counts)
        _counts.clear()
    found: dict[int, dict[str, int]] = {}
    for (list_id, wanted), count in taken.items():
        found.setdefault(list_id, {})[wanted] = count
    return found


@upkeep("lists.asked", system="keeps what lists are asked")
def keep_asked(actor: Actor) -> None:
    """Add what this process counted to what is kept with the tables of lists.

    What cannot be written now is counted as before.
    """
    left = take_asked()
    try:
        while left:
            list_id = next(iter(left))
            add_asked(actor, list_id, left[list_id])
            del left[list_id]
    finally:
        _count_again(left)


def _count_again(left: Mapping[int, Mapping[str, int]]) -> None:
    with _lock:
        for list_id, counts in left.items():
            for wanted, count in counts.items():
                _counts[list_id, wanted] += count


@housekeeping
def add_asked(actor: Actor, list_id: int, counts: Mapping[str, int]) -> None:
    """Add counts to those kept with a list's table; the rarest beyond KEPT go."""
    lock_lists([list_id])
    for generation, text in engine().fetch_all(
        f"SELECT generation, shape FROM {PROJECTIONS}"
        " WHERE list_id = %s AND state = 'ready'",
        [list_id],
    ):
        shape = read_shape(text)
        every = Counter(shape.asked) + Counter(counts)
        kept = replace(shape, asked=dict(every.most_common(KEPT)))
        engine().execute(
            f"UPDATE {PROJECTIONS} SET shape = %s"
            " WHERE list_id = %s AND generation = %s",
            [kept.dump(), list_id, generation],
        )
