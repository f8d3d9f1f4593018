"""The tables and triggers behind projections, made by the engine, not by migrations.

A migration that makes `core_item` anew would drop its triggers, and one that writes
its rows ends no command: after migrations all of it is made again, and what tables
lists had are gone.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from hallway.platform.db import engine

PROJECTIONS = "core_projection"
DUE = "core_projectiondue"

_told = threading.local()


def due_sql() -> str:
    """Return the SQL of whether the running transaction noted anything so far."""
    return f"EXISTS (SELECT 1 FROM {DUE} WHERE {engine().noted_here})"


def tell_due(*, is_due: bool | None) -> None:
    """Say what `due_sql` answered, where nothing is written any more; None: unknown."""
    _told.is_due = is_due


def is_told_idle() -> bool:
    """Tell whether it has been said that nothing is due."""
    return getattr(_told, "is_due", None) is False


def make_ready(*, plan: Sequence[Any] = (), **_signal: Any) -> None:
    """Make what projections need, if it is not there.

    The tables of lists are dropped after a migration: it may have written anything.
    """
    number = engine().column_type("integer")
    engine().execute_ddl(
        f"CREATE TABLE IF NOT EXISTS {PROJECTIONS} (list_id {number} NOT NULL,"
        f" generation {number} NOT NULL, state text NOT NULL, shape text NOT NULL,"
        f" schema_version {number} NOT NULL,"
        f" filled {number} NOT NULL, txid {number}, moment {number} NOT NULL,"
        " PRIMARY KEY (list_id, generation))"
    )
    engine().note_changes("core_item", of=PROJECTIONS, into=DUE)
    if plan:
        drop_all()


def drop_all() -> None:
    """Drop the tables of all lists: each is asked on its JSON again."""
    for (shape,) in engine().fetch_all(f"SELECT shape FROM {PROJECTIONS}"):
        drop_table(shape)
    engine().execute(f"DELETE FROM {PROJECTIONS}")
    engine().execute(f"DELETE FROM {DUE}")


def drop_table(shape: str) -> None:
    """Drop the table that a shape, as text, names."""
    from hallway.core.projections.shape import read_shape

    found = read_shape(shape)
    for table in (found.table, *(one.table for one in found.sums.values())):
        engine().execute_ddl(f"DROP TABLE IF EXISTS {table}")
