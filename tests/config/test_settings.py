"""Django's settings follow from ours, and importing them changes nothing."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from hallway.config.database import database
from hallway.config.environment import SettingsError, load
from tests.conftest import DATABASE

SOURCE = str(Path(__file__).parents[2] / "src")


def test_importing_with_nothing_set_creates_nothing(tmp_path: Path) -> None:
    script = "import django; django.setup()"
    environ = {
        "PYTHONPATH": SOURCE,
        "DJANGO_SETTINGS_MODULE": "hallway.config.settings",
    }
    subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environ, check=True
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_sqlite_runs_with_the_settings_that_were_measured() -> None:
    if DATABASE != "sqlite":
        pytest.skip("SQLite's own settings")
    with connection.cursor() as cursor:
        found = {}
        for name in ("journal_mode", "synchronous", "cache_size", "busy_timeout"):
            cursor.execute(f"PRAGMA {name}")
            found[name] = cursor.fetchone()[0]
    assert found == {
        "journal_mode": "wal",
        "synchronous": 1,
        "cache_size": -8000,
        "busy_timeout": 20_000,
    }
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_durable_waits_for_the_disk(tmp_path: Path) -> None:
    given = {"HALLWAY_DATA": str(tmp_path), "HALLWAY_DURABLE": "yes"}
    options = database(load(given))["OPTIONS"]
    assert "PRAGMA synchronous=FULL;" in options["init_command"]


def test_a_postgres_url_is_taken_apart(tmp_path: Path) -> None:
    url = "postgres://me%40x:p%2Fw@db.example:5433/hall%20way?sslmode=require"
    found = database(load({"HALLWAY_DATA": str(tmp_path), "HALLWAY_DATABASE_URL": url}))
    assert (found["USER"], found["PASSWORD"]) == ("me@x", "p/w")
    assert (found["HOST"], found["PORT"]) == ("db.example", "5433")
    assert found["NAME"] == "hall way"
    assert found["OPTIONS"]["sslmode"] == "require"
    # As many as threads, job threads and two more.
    assert found["OPTIONS"]["pool"]["max_size"] == 36
    assert found["CONN_MAX_AGE"] == 0


def test_a_postgres_socket_and_pool_may_be_named(tmp_path: Path) -> None:
    url = "postgres:///hallway?host=/run/postgresql&pool_size=5"
    found = database(load({"HALLWAY_DATA": str(tmp_path), "HALLWAY_DATABASE_URL": url}))
    assert found["HOST"] == "/run/postgresql"
    assert found["OPTIONS"]["pool"]["max_size"] == 5


def test_a_pool_of_none_is_refused(tmp_path: Path) -> None:
    url = "postgres:///hallway?pool_size=0"
    given = {"HALLWAY_DATA": str(tmp_path), "HALLWAY_DATABASE_URL": url}
    with pytest.raises(SettingsError, match="pool_size"):
        database(load(given))
