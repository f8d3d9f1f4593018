"""Giving a list a table of its own: filled in batches, switched in one transaction.

Every step may be repeated; a crash loses nothing but time.  Writers keep a table that
is being filled as they keep a finished one, so nothing has to be caught up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.changes.journal import housekeeping, lock_lists
from hallway.core.errors import NotFound
from hallway.core.jobs.commands import enqueue
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.registry import job
from hallway.core.kinds import get_kind
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.rows import column_records, get_list_row
from hallway.core.projections.asked import keep_asked
from hallway.core.projections.due import bring_up_left
from hallway.core.projections.keeping import (
    keep_sums,
    shape_at,
    wait_for,
    wanted_sums,
)
from hallway.core.projections.schema import PROJECTIONS, drop_table
from hallway.core.projections.shape import (
    LIVING,
    Index,
    Shape,
    create_table,
    fill_sql,
    indexes,
    kinds_of,
    read_shape,
)
from hallway.core.projections.viewed import viewed_indexes
from hallway.platform.db import engine

JOB = "lists.project"
BATCH = 5_000
"""Rows of one transaction."""
PROMOTED, DEMOTED = 2_000, 1_000
"""Living items from which a list gets its table, and below which it goes again."""
_LEFT = timedelta(minutes=10)
"""How long a table that is asked no more stays for whoever still asks it."""


@job("lists.tend", every=timedelta(minutes=10), system="keeps the tables of lists")
def tend(actor: Actor, context: JobContext) -> None:
    """Give long lists their tables, take them from short ones, drop what is left."""
    sweep(actor)
    keep_asked(actor)
    for list_id in find_wanting():
        enqueue(actor, JOB, key=str(list_id), list_id=list_id)
        context.heartbeat()


@job(JOB, tries=5, lease=timedelta(minutes=5), system="makes the table of a list")
def project(actor: Actor, context: JobContext, *, list_id: int) -> None:
    """Make a list's table, or mend it; see `build`."""
    for done in build(actor, list_id):
        context.heartbeat(progress=done)


def build(actor: Actor, list_id: int, *, above: int = 0) -> Iterator[int]:
    """Give a list a table that fits its columns; yield how many rows it has so far.

    A table that fits gets the indexes it lacks, unless its generation is not `above`:
    then another is made.  Where one was begun, it goes on.
    """
    try:
        generation, state = begin(actor, list_id, above=above)
    except NotFound:
        return
    if state == "filling":
        _wait_for_others(list_id, generation)
        done = 0
        while (count := fill(actor, list_id, generation)) is not None:
            done += count
            yield done
    _make_indexes(actor, list_id, generation)
    yield 0
    if state == "filling":
        switch(actor, list_id, generation)


@housekeeping
def begin(actor: Actor, list_id: int, *, above: int = 0) -> tuple[int, str]:
    """Announce a list's table and make it, empty; its generation and its state.

    From now on writers write into it as well.  NotFound for a list that is gone.
    """
    lock_lists([list_id])
    get_list_row(list_id)
    wanted = kinds_of(column_records(list_id))
    last = 0
    asked: Mapping[str, int] = {}
    for generation, state, text in _tables(list_id):
        last, asked = max(last, generation), read_shape(text).asked
        fits = generation > above and read_shape(text).kinds == wanted
        if fits and state != "left":
            return generation, state
        if state == "filling":
            drop(actor, list_id, generation, text)
    generation = last + 1
    shape = Shape(table=f"list_{list_id}_{generation}", kinds=wanted, asked=asked)
    db = engine()
    # What a crash of SQLite's journal or a restored file may have left.
    drop_table(shape.dump())
    create_table(shape)
    db.execute(
        f"INSERT INTO {PROJECTIONS} (list_id, generation, state, shape,"
        " schema_version, filled, txid, moment)"
        " SELECT l.id, %s, 'filling', %s, l.schema_version, 0, %s, %s"
        " FROM core_list l WHERE l.id = %s",
        [generation, shape.dump(), db.current_txid(), clock.unmoved(), list_id],
    )
    return generation, "filling"


def _wait_for_others(list_id: int, generation: int) -> None:
    """Wait until all who may not know of the table yet have ended."""
    db = engine()
    row = db.fetch_one(
        f"SELECT txid FROM {PROJECTIONS} WHERE list_id = %s AND generation = %s",
        [list_id, generation],
    )
    if row is not None:
        wait_for(row[0])


@housekeeping
def fill(actor: Actor, list_id: int, generation: int) -> int | None:
    """Fill a batch of a list's table; how many rows, None at the end."""
    db = engine()
    row = db.fetch_one(
        f"SELECT shape, filled FROM {PROJECTIONS} WHERE list_id = %s"
        " AND generation = %s AND state = 'filling'",
        [list_id, generation],
    )
    if row is None:
        return None
    text, after = row
    # Held as they are till this commits: whoever changes them comes after us.
    batch = (
        "SELECT t.* FROM core_item t WHERE t.list_id = %s AND t.number > %s"
        f" AND {LIVING} ORDER BY t.number LIMIT %s{db.locking_share()}"
    )
    count = db.execute(
        fill_sql(read_shape(text), f"({batch}) t WHERE 1 = 1"), [list_id, after, BATCH]
    )
    last = db.fetch_one(
        "SELECT max(number) FROM (SELECT t.number FROM core_item t"
        f" WHERE t.list_id = %s AND t.number > %s AND {LIVING}"
        " ORDER BY t.number LIMIT %s) AS filled",
        [list_id, after, BATCH],
    )
    if last is None or last[0] is None:
        return None
    db.execute(
        f"UPDATE {PROJECTIONS} SET filled = %s WHERE list_id = %s AND generation = %s",
        [last[0], list_id, generation],
    )
    return count


def _make_indexes(actor: Actor, list_id: int, generation: int) -> None:
    """Make the indexes that a table lacks, and drop those nobody wants any more."""
    shape = shape_at(list_id, generation)
    if shape is None:
        return
    wanted = _indexes(shape, list_id, column_records(list_id))
    db = engine()
    db.drop_unfinished(shape.table)
    there = db.indexes_of(shape.table)
    for one in wanted:
        if one.name not in there:
            db.create_index(
                one.name,
                shape.table,
                one.columns,
                beside=one.beside,
                only_equal=one.only_equal,
            )
    for name in set(there) - {one.name for one in wanted}:
        db.execute_ddl(f"DROP INDEX IF EXISTS {name}")
    db.execute_ddl(f"ANALYZE {shape.table}")
    note_indexes(actor, list_id, generation, wanted)
    for one in wanted_sums(list_id, shape, wanted):
        keep_sums(actor, list_id, generation, one)


def _indexes(
    shape: Shape, list_id: int, columns: Sequence[ColumnRecord]
) -> list[Index]:
    """Return the indexes that a table should have."""
    has_bodies = get_kind(get_list_row(list_id).kind).has_bodies
    return [
        *indexes(shape, columns, has_bodies=has_bodies),
        *viewed_indexes(shape, list_id, columns),
    ]


@housekeeping
def note_indexes(
    actor: Actor, list_id: int, generation: int, made: Iterable[Index]
) -> None:
    """Note by what a table's rows can be read in order, and what is summed up."""
    lock_lists([list_id])
    shape = shape_at(list_id, generation)
    if shape is not None:
        engine().execute(
            f"UPDATE {PROJECTIONS} SET shape = %s"
            " WHERE list_id = %s AND generation = %s",
            [
                replace(
                    shape,
                    ordered=frozenset({one.orders for one in made} - {""}),
                    summed=frozenset({one.sums for one in made} - {""}),
                ).dump(),
                list_id,
                generation,
            ],
        )


@housekeeping
def switch(actor: Actor, list_id: int, generation: int) -> None:
    """Have a list be asked on its new table from now on."""
    lock_lists([list_id])
    engine().execute(
        f"UPDATE {PROJECTIONS} SET moment = %s, state = CASE WHEN generation = %s"
        " THEN 'ready' ELSE 'left' END WHERE list_id = %s AND state <> 'left'",
        [clock.unmoved(), generation, list_id],
    )


@housekeeping
def demote(actor: Actor, list_id: int) -> None:
    """Have a list be asked on its items again; its table goes in a while."""
    lock_lists([list_id])
    engine().execute(
        f"UPDATE {PROJECTIONS} SET moment = %s, state = 'left'"
        " WHERE list_id = %s AND state <> 'left'",
        [clock.unmoved(), list_id],
    )


@housekeeping
def drop(actor: Actor, list_id: int, generation: int, shape: str) -> None:
    """Drop a table that nobody asks any more."""
    drop_table(shape)
    engine().execute(
        f"DELETE FROM {PROJECTIONS} WHERE list_id = %s AND generation = %s",
        [list_id, generation],
    )


def sweep(actor: Actor) -> None:
    """Let go of tables of lists that are gone or short, drop those that were let go."""
    finish_left(actor)
    for (list_id,) in engine().fetch_all(
        f"SELECT DISTINCT p.list_id FROM {PROJECTIONS} p LEFT JOIN core_list l"
        " ON l.id = p.list_id WHERE p.state <> 'left' AND (l.id IS NULL"
        f" OR l.deletion_id IS NOT NULL OR {_COUNT} < %s)",
        [DEMOTED],
    ):
        demote(actor, list_id)
    until = clock.unmoved() - int(_LEFT.total_seconds()) * clock.SECOND
    for list_id, generation, shape in engine().fetch_all(
        f"SELECT list_id, generation, shape FROM {PROJECTIONS}"
        " WHERE state = 'left' AND moment <= %s",
        [until],
    ):
        drop(actor, list_id, generation, shape)


@housekeeping
def finish_left(actor: Actor) -> int:
    """Bring up what was written past every command; how many lists it concerned."""
    return bring_up_left()


_COUNT = "(SELECT COALESCE(sum(c.n), 0) FROM core_scopecount c WHERE c.list_id = l.id)"


def find_wanting() -> list[int]:
    """Return the living lists that should have a table, or one that fits better."""
    found = []
    for list_id, text in engine().fetch_all(
        "SELECT l.id, (SELECT p.shape FROM core_projection p WHERE p.list_id = l.id"
        f" AND p.state = 'ready') FROM core_list l WHERE l.deletion_id IS NULL"
        f" AND {_COUNT} >= CASE WHEN EXISTS (SELECT 1 FROM core_projection p"
        " WHERE p.list_id = l.id AND p.state <> 'left') THEN %s ELSE %s END"
        " ORDER BY l.id",
        [DEMOTED, PROMOTED],
    ):
        if text is None or not _fits(list_id, read_shape(text)):
            found.append(list_id)
    return found


def _fits(list_id: int, shape: Shape) -> bool:
    columns = column_records(list_id)
    if shape.kinds != kinds_of(columns):
        return False
    there = set(engine().indexes_of(shape.table))
    wanted = _indexes(shape, list_id, columns)
    if any(one.name not in there for one in wanted):
        return False
    return not any(wanted_sums(list_id, shape, wanted))


def _tables(list_id: int) -> list[tuple[int, str, str]]:
    return [
        (generation, state, shape)
        for generation, state, shape in engine().fetch_all(
            f"SELECT generation, state, shape FROM {PROJECTIONS} WHERE list_id = %s"
            " ORDER BY generation",
            [list_id],
        )
    ]
