"""The run itself: what conftest promises to every test."""

import os
from collections.abc import Callable

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests import conftest
from tests.conftest import DATABASE, require
from tests.postgres import cluster_url


@pytest.mark.django_db
def test_the_run_meets_the_database_it_names() -> None:
    vendor = {"sqlite": "sqlite", "postgres": "postgresql"}[DATABASE]
    assert connection.vendor == vendor
    with connection.cursor() as cursor:
        cursor.execute("SELECT 6 * 7")
        assert cursor.fetchone() == (42,)


def test_the_data_directory_is_the_runs_own() -> None:
    assert os.environ["HALLWAY_DATA"].startswith(os.environ["HALLWAY_TEST_RUN"])
    assert settings.SETTINGS_MODULE == "hallway.config.settings"


@pytest.mark.both
def test_postgres_databases_are_fresh_and_share_one_cluster(
    postgres_url: Callable[[], str],
) -> None:
    first, second = postgres_url(), postgres_url()
    assert first != second
    assert {url.rsplit("/", 1)[0] for url in (first, second)} == {cluster_url()}
    with psycopg.connect(first) as one:
        one.execute("CREATE TABLE only_here (id int)")
    with psycopg.connect(second) as two:
        row = two.execute("SELECT to_regclass('only_here')").fetchone()
    assert row == (None,)


def test_postgres_runs_without_privileges(postgres_url: Callable[[], str]) -> None:
    with psycopg.connect(postgres_url()) as one:
        row = one.execute(
            "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert row == (False, True)
        # Text orders by language unless a column says otherwise: as in the field.
        row = one.execute("SELECT 'a' < 'B', 'a' < 'B' COLLATE \"C\"").fetchone()
        assert row == (True, False)


def test_a_new_database_is_of_the_runs_kind(
    new_database_url: Callable[[], str],
) -> None:
    first, second = new_database_url(), new_database_url()
    assert first != second
    assert first.startswith(f"{DATABASE}://")


def test_a_missing_program_is_an_error_only_in_ci(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert require("sh").endswith("/sh")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no-such-program"):
        require("no-such-program")
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="no-such-program"):
        require("no-such-program")
    assert not conftest.is_ci()
