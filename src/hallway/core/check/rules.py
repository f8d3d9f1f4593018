"""Invariants as SQL: one statement sees one moment, so a busy server raises nothing.

A rule is asked for one window of ids after the other, so that it takes the same
memory for a thousand rows and for a hundred million.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hallway.core.check.records import REPORT, Finding, Progress
from hallway.platform.db import engine

WINDOW = 20_000
"""Ids of one window: some 30 ms for a rule with two joins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What no row may be.

    joins   what follows `FROM <table> t`
    broken  the condition, over `t` and the joins, of a row that breaks the rule
    label   SQL for what people read of the row beside its id
    """

    kind: str
    says: str
    broken: str
    joins: str = ""
    label: str = "''"
    remedy: str = REPORT


def apply_rules(
    table: str, noun: str, rules: Sequence[Rule], progress: Progress
) -> Iterator[Finding]:
    """Ask all rules of a table, window after window."""
    for low, high in windows(table, f"{noun}s", progress):
        for rule in rules:
            rows = engine().fetch_all(
                f"SELECT t.id, {rule.label} FROM {table} t {rule.joins}"
                f" WHERE t.id > %s AND t.id <= %s AND ({rule.broken})"
                " ORDER BY t.id",
                (low, high),
            )
            for number, label in rows:
                name = f" “{label}”" if label else ""
                yield Finding(
                    kind=rule.kind,
                    what=f"{noun} {number}{name} {rule.says}",
                    remedy=rule.remedy,
                )


def windows(table: str, what: str, progress: Progress) -> Iterator[tuple[int, int]]:
    """Yield half-open ranges (low, high] over the ids of a table, empty ones not."""
    low = 0
    last = _last(table)
    while True:
        row = engine().fetch_one(f"SELECT min(id) FROM {table} WHERE id > %s", (low,))
        if row is None or row[0] is None or row[0] > last:
            progress(what, last, last)
            return
        low = row[0] - 1
        progress(what, low, last)
        yield low, min(low + WINDOW, last)
        low += WINDOW


def _last(table: str) -> int:
    row = engine().fetch_one(f"SELECT COALESCE(max(id), 0) FROM {table}")
    return 0 if row is None else int(row[0])
