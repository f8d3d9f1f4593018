"""Databases beside the run's own: the seeded world's, and copies of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend
from psycopg import sql


def wrapper(name: str) -> BaseDatabaseWrapper:
    """A connection of its own to a database of the run's server, without a pool."""
    settings = {**connection.settings_dict, "NAME": name}
    settings["OPTIONS"] = {
        key: value for key, value in settings["OPTIONS"].items() if key != "pool"
    }
    backend: Any = load_backend(settings["ENGINE"])
    made: BaseDatabaseWrapper = backend.DatabaseWrapper(settings, "default")
    return made


@contextmanager
def swapped(other: BaseDatabaseWrapper) -> Iterator[None]:
    """Let this thread's default connection be another."""
    mine = connections["default"]
    connections["default"] = other
    try:
        yield
    finally:
        connections["default"] = mine


@contextmanager
def renamed(name: str) -> Iterator[None]:
    """Let every thread's default connection lead to another database."""
    before = connection.settings_dict["NAME"]
    _let_go()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        _let_go()
        connection.settings_dict["NAME"] = before


def _let_go() -> None:
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]


def create(name: str) -> None:
    """Make an empty database with all tables."""
    if connection.vendor == "postgresql":
        _administer("CREATE DATABASE {}", name)
    with renamed(name):
        call_command("migrate", verbosity=0)


def copy(name: str, to: str) -> None:
    """Copy a database that nobody is connected to."""
    if connection.vendor == "postgresql":
        _administer("CREATE DATABASE {} TEMPLATE {}", to, name)
    else:
        # The last connection that closed has moved the log into the file.
        shutil.copyfile(name, to)


def drop(name: str) -> None:
    """Drop a database together with what is connected to it."""
    if connection.vendor == "postgresql":
        _administer("DROP DATABASE {} WITH (FORCE)", name)
    else:
        for tail in ("", "-wal", "-shm"):
            Path(name + tail).unlink(missing_ok=True)


def beside(name: str) -> str:
    """A name for a database beside the run's own."""
    own = str(connection.settings_dict["NAME"])
    if connection.vendor == "postgresql":
        # Without a test marked `django_db` the run's own name is every worker's.
        return f"{own}_{os.getpid()}_{name}"
    return str(Path(own).with_suffix(f".{name}.sqlite3"))


def url(name: str) -> str:
    """What HALLWAY_DATABASE_URL has to say for another process to use it."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    have = connection.settings_dict
    return (
        f"postgres://{have['USER']}:{have['PASSWORD']}"
        f"@{have['HOST']}:{have['PORT']}/{name}"
    )


def _administer(statement: str, *names: str) -> None:
    have = connection.settings_dict
    with psycopg.connect(
        host=have["HOST"],
        port=have["PORT"],
        user=have["USER"],
        password=have["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    ) as admin:
        admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
