"""Whether the database has every migration, told without loading Django.

Django takes a second to say so, which is most of a server's start.
"""

import importlib.util
from pathlib import Path
from typing import Any

from hallway.config import KINDS, LIBRARIES
from hallway.config.database import database
from hallway.config.environment import Settings, sqlite_path

_APPLIED = "SELECT app, name FROM django_migrations"


def is_current(settings: Settings) -> bool:
    """Whether nothing is left to migrate; False also where that cannot be told.

    Whoever is told False runs the migrations, which then name what is wrong.
    """
    read = _sqlite if settings.is_sqlite else _postgres
    return shipped() <= read(settings)


def shipped() -> set[tuple[str, str]]:
    """App label and name of every migration of this program."""
    modules = {"core": "hallway.core.migrations", **LIBRARIES}
    for package in KINDS:
        modules[f"kind_{package.rpartition('.')[2]}"] = f"{package}.migrations"
    found = set()
    for label, module in modules.items():
        spec = importlib.util.find_spec(module)
        if spec is None or spec.origin is None:
            continue
        found |= {
            (label, file.stem)
            for file in Path(spec.origin).parent.glob("*.py")
            if file.stem[0] not in "_~"
        }
    return found


def _sqlite(settings: Settings) -> set[tuple[str, str]]:
    import sqlite3

    # `rw`, not `ro`: after a crash the log has to be read in, and nothing is made.
    uri = f"{sqlite_path(settings.database_url).as_uri()}?mode=rw"
    try:
        connection = sqlite3.connect(uri, uri=True, timeout=20)
    except sqlite3.Error:
        return set()
    try:
        return set(connection.execute(_APPLIED))
    except sqlite3.Error:
        return set()
    finally:
        connection.close()


def _postgres(settings: Settings) -> set[tuple[str, str]]:
    import psycopg

    chosen = database(settings)
    given: dict[str, Any] = {
        "dbname": chosen["NAME"],
        "user": chosen["USER"],
        "password": chosen["PASSWORD"],
        "host": chosen["HOST"],
        "port": chosen["PORT"],
        **{name: value for name, value in chosen["OPTIONS"].items() if name != "pool"},
    }
    try:
        with psycopg.connect(**{k: v for k, v in given.items() if v}) as connection:
            return set(connection.execute(_APPLIED))
    except (psycopg.Error, TypeError, ValueError):
        return set()
