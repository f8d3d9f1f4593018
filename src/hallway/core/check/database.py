"""The database itself, as far as it can be asked."""

from __future__ import annotations

from collections.abc import Iterator

from hallway.core.check.records import Finding, Progress
from hallway.platform.db import engine

_DAMAGE = "stop Hallway, keep a copy of the file, and restore a backup"


def check_database(progress: Progress, *, thoroughly: bool) -> Iterator[Finding]:
    """Have SQLite look at its pages, indexes and references.

    PostgreSQL keeps references by itself and looks at pages with its own tools.
    """
    db = engine()
    if db.locks_rows:
        return
    progress("database", 0, 1)
    pragma = "integrity_check" if thoroughly else "quick_check"
    for (message,) in db.fetch_all(f"PRAGMA {pragma}(100)"):
        if message != "ok":
            yield Finding(kind="database.damaged", what=message, remedy=_DAMAGE)
    for table, row, to, _key in db.fetch_all("PRAGMA foreign_key_check"):
        yield Finding(
            kind="database.reference",
            what=f"row {row} of {table} refers to nothing in {to}",
            remedy=_DAMAGE,
        )
    progress("database", 1, 1)
