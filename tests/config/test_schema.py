"""A start that finds the database up to date does not load Django to learn it."""

import contextlib
import dataclasses
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from hallway.config import schema
from hallway.config.environment import Settings, load
from tests.conftest import DATABASE


def test_the_names_are_those_django_finds() -> None:
    loader = MigrationLoader(None)
    assert loader.disk_migrations is not None
    assert schema.shipped() == set(loader.disk_migrations)


def of_the_test_database() -> Settings:
    name = connection.settings_dict["NAME"]
    url = f"sqlite:///{name}"
    if DATABASE == "postgres":
        url = os.environ["HALLWAY_DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    return dataclasses.replace(settings.HALLWAY, database_url=url)


@pytest.mark.django_db
def test_a_migrated_database_is_current() -> None:
    assert schema.is_current(of_the_test_database())


def test_a_database_that_lacks_a_migration_is_not(tmp_path: Path) -> None:
    file = tmp_path / "old.sqlite3"
    names = sorted(schema.shipped())
    with contextlib.closing(sqlite3.connect(file)) as old:
        old.execute("CREATE TABLE django_migrations (app TEXT, name TEXT)")
        old.executemany("INSERT INTO django_migrations VALUES (?, ?)", names[:-1])
        old.commit()
        configured = load({"HALLWAY_DATABASE_URL": f"sqlite:///{file}"})
        assert not schema.is_current(configured)
        old.execute("INSERT INTO django_migrations VALUES (?, ?)", names[-1])
        # What a newer program left behind is no reason to load anything.
        old.execute("INSERT INTO django_migrations VALUES ('core', '9999_later')")
        old.commit()
        assert schema.is_current(configured)


def test_a_new_database_is_not_current(new_database_url: Callable[[], str]) -> None:
    url = new_database_url()
    assert not schema.is_current(load({"HALLWAY_DATABASE_URL": url}))


def test_asking_makes_no_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/none.sqlite3"
    assert not schema.is_current(load({"HALLWAY_DATABASE_URL": url}))
    assert list(tmp_path.iterdir()) == []


def test_a_database_out_of_reach_or_broken_is_not_current(tmp_path: Path) -> None:
    (tmp_path / "broken").write_bytes(b"no database" * 1000)
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(tmp_path / "broken").execute("PRAGMA user_version = 1")
    for url in (
        f"sqlite:///{tmp_path}/broken",
        "postgres://nobody@127.0.0.1:1/none?connect_timeout=1",
    ):
        assert not schema.is_current(load({"HALLWAY_DATABASE_URL": url}))
