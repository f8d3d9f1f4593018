"""Keeping the groups of a list's table: begun, summed up once everybody knows of it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace

from hallway.core.access.actors import Actor
from hallway.core.changes.journal import housekeeping, lock_lists
from hallway.core.errors import Conflict
from hallway.core.projections.schema import PROJECTIONS
from hallway.core.projections.shape import FACTS, Index, Shape, names_kept, read_shape
from hallway.core.projections.sums import (
    SUMMED,
    Sums,
    create,
    is_overgrown,
    put_together,
)
from hallway.platform.db import engine

_PATIENCE = 60.0
"""Seconds to wait for transactions that began before a table was announced."""


def wanted_sums(list_id: int, shape: Shape, wanted: Iterable[Index]) -> Iterator[Index]:
    """Yield the indexes whose groups are to be kept, and are not, or not well."""
    row = engine().fetch_one(
        "SELECT COALESCE(sum(n), 0) FROM core_scopecount WHERE list_id = %s", [list_id]
    )
    if row is None or row[0] < SUMMED:
        return
    for one in wanted:
        if one.sums and one.totals is not None:
            kept = shape.sums.get(one.sums)
            if kept is None or (kept.rows and not kept.is_asked) or is_overgrown(kept):
                yield one


def keep_sums(actor: Actor, list_id: int, generation: int, index: Index) -> None:
    """Keep the groups of an index from now on, or put together what was added to them.

    Writers that do not know of them yet have ended before what is there is summed up.
    """
    wait_for(begin_sums(actor, list_id, generation, index))
    finish_sums(actor, list_id, generation, index)


@housekeeping
def begin_sums(actor: Actor, list_id: int, generation: int, index: Index) -> int | None:
    """Have writers add to a table of groups.

    Return the transaction's number, if it has one, until questions are answered by it:
    who ended between this and the summing up leaves that to another, who waits again.
    """
    lock_lists([list_id])
    shape = shape_at(list_id, generation)
    if shape is None or index.totals is None:
        return None
    if index.sums in shape.sums:
        return None if shape.sums[index.sums].is_asked else engine().current_txid()
    of_table = {**FACTS, **names_kept(shape.kinds)}
    columns = [*index.columns[1:], *index.beside]
    kept = Sums(
        table=f"{shape.table}_u{len(shape.sums) + 1}",
        columns=tuple(one for one in columns if one not in index.totals),
        totals=index.totals,
        summable=tuple(one for one in index.totals if of_table[one] == "integer"),
        rows=1,
        is_asked=False,
    )
    create(kept, of_table)
    _note_sums(list_id, generation, shape, index, kept)
    return engine().current_txid()


@housekeeping
def finish_sums(actor: Actor, list_id: int, generation: int, index: Index) -> None:
    """Sum up what is there, and have questions be answered by it."""
    lock_lists([list_id])
    shape = shape_at(list_id, generation)
    if shape is not None and index.sums in shape.sums:
        kept = put_together(shape.sums[index.sums], shape.table)
        _note_sums(list_id, generation, shape, index, kept)


def _note_sums(
    list_id: int, generation: int, shape: Shape, index: Index, kept: Sums
) -> None:
    shape = replace(shape, sums={**shape.sums, index.sums: kept})
    engine().execute(
        f"UPDATE {PROJECTIONS} SET shape = %s WHERE list_id = %s AND generation = %s",
        [shape.dump(), list_id, generation],
    )


def wait_for(txid: int | None) -> None:
    """Wait until all who began before a transaction have ended."""
    db = engine()
    if txid is None or db.is_inside:
        return
    until = time.monotonic() + _PATIENCE
    while (horizon := db.now_horizon()) is not None and horizon <= txid:
        if time.monotonic() > until:
            raise Conflict("A transaction has been open for too long.")
        time.sleep(0.05)


def shape_at(list_id: int, generation: int) -> Shape | None:
    """Return the shape of a list's table, if it is there."""
    row = engine().fetch_one(
        f"SELECT shape FROM {PROJECTIONS} WHERE list_id = %s AND generation = %s",
        [list_id, generation],
    )
    return None if row is None else read_shape(row[0])
