"""The tables of lists hold what the items say, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from hallway.core.check.records import Finding, Progress
from hallway.core.projections.schema import PROJECTIONS
from hallway.core.projections.shape import expected_sql, read_shape
from hallway.core.projections.sums import differing_sql
from hallway.platform.db import engine

_REMEDY = "run `hallway reindex --lists`"


def check_projections(progress: Progress) -> Iterator[Finding]:
    """Yield the lists whose own table differs from their items."""
    db = engine()
    tables = db.fetch_all(
        f"SELECT p.list_id, p.shape, l.title FROM {PROJECTIONS} p"
        " LEFT JOIN core_list l ON l.id = p.list_id WHERE p.state = 'ready'"
        " ORDER BY p.list_id"
    )
    for done, (list_id, text, title) in enumerate(tables):
        progress("tables of lists", done, len(tables))
        count = differing(list_id, text)
        if count:
            yield Finding(
                kind="list.table",
                what=f"list {list_id} “{title}”: {count:,} rows of its table differ"
                " from the items",
                remedy=_REMEDY,
            )


def differing(list_id: int, text: str) -> int:
    """Return how many rows of a list's table are wrong, lack, or are too many.

    And how many of the groups kept beside it.

    A row that changes meanwhile is counted once more: ask again before you mend.
    """
    shape = read_shape(text)
    names, expected = expected_sql(shape, list_id)
    row = engine().fetch_one(
        f"SELECT count(DISTINCT id) FROM (SELECT id FROM (SELECT {names} FROM"
        f" {shape.table} EXCEPT {expected}) a UNION ALL SELECT id FROM"
        f" ({expected} EXCEPT SELECT {names} FROM {shape.table}) b) c"
    )
    wrong = 0 if row is None else int(row[0])
    for one in shape.sums.values():
        if one.is_asked:
            found = engine().fetch_one(differing_sql(one, shape.table))
            wrong += 0 if found is None else int(found[0])
    return wrong
