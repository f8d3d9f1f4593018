"""The database, whichever it is."""

from functools import cache

from django.db import close_old_connections, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from hallway.platform.db.contract import Engine, Params, Row


@receiver(connection_created)
def _prepare(connection: BaseDatabaseWrapper, **_rest: object) -> None:
    """Give each new connection what its vendor lacks."""
    if connection.vendor == "sqlite":
        from hallway.platform.db.sqlite import prepare

        prepare(connection.connection)


__all__ = [
    "Engine",
    "Params",
    "Row",
    "close_connection",
    "engine",
    "release_connection",
]


@cache
def engine() -> Engine:
    """The engine of the default database."""
    vendor = connection.vendor
    # Only the one in use: each brings a driver of several megabytes along.
    if vendor == "sqlite":
        from hallway.platform.db.sqlite import SqliteEngine

        return SqliteEngine()
    if vendor == "postgresql":
        from hallway.platform.db.postgres import PostgresEngine

        return PostgresEngine()
    raise LookupError(f"no engine for {vendor}")


def release_connection() -> None:
    """End one piece of work outside a request.

    Gives a PostgreSQL connection back to the pool and drops a broken one; a SQLite
    connection stays with its thread.
    """
    close_old_connections()


def close_connection() -> None:
    """Close this thread's connection: the last thing a thread does."""
    connections.close_all()
