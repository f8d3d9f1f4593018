"""Bringing the tables of lists up to what a transaction wrote, before it commits."""

from __future__ import annotations

from dataclasses import replace

from hallway.core.changes.journal import lock_lists
from hallway.core.lists.rows import column_records
from hallway.core.projections.schema import DUE, PROJECTIONS, is_told_idle
from hallway.core.projections.shape import LIVING, Shape, fill_sql, read_shape
from hallway.core.projections.sums import add_sql
from hallway.platform.db import engine


def bring_up() -> None:
    """Write what the running transaction noted into the tables of its lists.

    The last step of every write transaction.  Where nothing is due it takes a
    statement, or none if a command has asked in one of its own.
    """
    if is_told_idle():
        return
    db = engine()
    lists = db.fetch_all(f"SELECT DISTINCT list_id FROM {DUE} WHERE {db.noted_here}")
    for (list_id,) in lists:
        _bring_up(list_id, f"d.list_id = %s AND {db.noted_here}")
    if lists:
        db.execute(f"DELETE FROM {DUE} WHERE {db.noted_here}")


def bring_up_left() -> int:
    """Write what transactions that had no last step left; how many lists they were."""
    db = engine()
    lists = db.fetch_all(f"SELECT DISTINCT list_id FROM {DUE}")
    lock_lists([list_id for (list_id,) in lists])
    for (list_id,) in lists:
        _bring_up(list_id, "d.list_id = %s")
        db.execute(f"DELETE FROM {DUE} WHERE list_id = %s", [list_id])
    return len(lists)


def _bring_up(list_id: int, noted: str) -> None:
    db = engine()
    tables = db.fetch_all(
        "SELECT p.generation, p.shape, p.schema_version, l.schema_version"
        f" FROM {PROJECTIONS} p LEFT JOIN core_list l ON l.id = p.list_id"
        " WHERE p.list_id = %s AND p.state <> 'left'",
        [list_id],
    )
    due = f"SELECT d.item_id FROM {DUE} d WHERE {noted}"
    for generation, text, was, now in tables:
        shape = read_shape(text)
        if was != now:
            shape = narrow(list_id, generation, shape, now)
        _add_up(shape, f"id IN ({due})", list_id, sign=-1)
        db.execute(
            f"DELETE FROM {shape.table} WHERE id IN ({due}) AND NOT EXISTS (SELECT 1"
            f" FROM core_item t WHERE t.id = {shape.table}.id AND t.list_id = %s"
            f" AND {LIVING})",
            [list_id, list_id],
        )
        rows = f"core_item t WHERE t.id IN ({due}) AND t.list_id = %s AND {LIVING}"
        db.execute(fill_sql(shape, rows), [list_id, list_id])
        _add_up(shape, f"id IN ({due})", list_id, sign=1)


def _add_up(shape: Shape, rows: str, list_id: int, *, sign: int) -> None:
    """Add rows that are due to the groups that are kept, or take them away."""
    for one in shape.sums.values():
        if one.rows:
            engine().execute(add_sql(one, shape.table, sign=sign, rows=rows), [list_id])


def narrow(list_id: int, generation: int, shape: Shape, version: int | None) -> Shape:
    """Let go of the columns that are kept otherwise by now, for good.

    Were they only left out for a while, what is written meanwhile would lack them.
    """
    kept = shape.without(column_records(list_id))
    # Their tables go with the list's, and nobody else gets their names.
    gone = {
        key: one._replace(rows=0, is_asked=False)
        for key, one in shape.sums.items()
        if key not in kept.sums
    }
    kept = replace(kept, sums={**kept.sums, **gone})
    engine().execute(
        f"UPDATE {PROJECTIONS} SET shape = %s, schema_version = %s"
        " WHERE list_id = %s AND generation = %s",
        [kept.dump(), version or 0, list_id, generation],
    )
    return kept
