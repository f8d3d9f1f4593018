"""A connection that sees the database as it is at one moment, while others write."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import connections, transaction

ALIAS = "snapshot"
_PAGES = 4096
"""Of SQLite's copy in one go: writers get in between."""


@contextmanager
def snapshot(place: Path) -> Iterator[str]:
    """Give the alias of a connection whose reads all belong to one moment.

    On PostgreSQL that is one transaction; SQLite's file is copied to ``place``, a path
    where nothing is, and the copy is removed afterwards. Writers wait for neither.
    """
    default = connections["default"].settings_dict
    options = {k: v for k, v in default["OPTIONS"].items() if k != "pool"}
    if connections["default"].vendor == "sqlite":
        _copy(str(default["NAME"]), place)
        options.pop("transaction_mode", None)
        # The copy is nobody else's: a plain file without a log beside it.
        options.pop("init_command", None)
        connections.settings[ALIAS] = {
            **default,
            "NAME": str(place),
            "OPTIONS": options,
        }
    else:
        connections.settings[ALIAS] = {**default, "OPTIONS": options}
    try:
        with transaction.atomic(using=ALIAS):
            if connections[ALIAS].vendor == "postgresql":
                with connections[ALIAS].cursor() as cursor:
                    cursor.execute(
                        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
                    )
            yield ALIAS
    finally:
        with suppress(KeyError, AttributeError):
            connections[ALIAS].close()
            del connections[ALIAS]
        connections.settings.pop(ALIAS, None)
        place.unlink(missing_ok=True)


def _copy(name: str, place: Path) -> None:
    place.touch(mode=0o600)
    source = sqlite3.connect(f"file:{name}?mode=ro", uri=True, timeout=20)
    try:
        # A read transaction of the source: what is copied belongs to one moment even
        # where others commit in between (https://www.sqlite.org/backup.html).
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        target = sqlite3.connect(place)
        try:
            target.execute("PRAGMA synchronous=OFF")
            source.backup(target, pages=_PAGES)
            target.execute("PRAGMA journal_mode=DELETE")
        finally:
            target.close()
    finally:
        source.close()
