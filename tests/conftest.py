"""Chooses the database of a run and provides what every test may ask for.

``HALLWAY_TEST_DB=sqlite`` (the default) runs everything; ``HALLWAY_TEST_DB=postgres``
runs what meets a database: tests with ``django_db`` or a database fixture, and those
marked ``both``.
"""

import contextlib
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import strategies
from pytest_django import DjangoDbBlocker

from tests import postgres

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from tests.world import World

DATABASE = os.environ.get("HALLWAY_TEST_DB", "sqlite")
_cleanup = contextlib.ExitStack()

# Fixtures that mean a test reads or writes the run's database.
_DATABASE_FIXTURES = {
    "db",
    "transactional_db",
    "new_database_url",
    "world",
    "committed_world",
}


def is_ci() -> bool:
    """Whether anything missing is an error instead of a skip."""
    return os.environ.get("CI") == "true"


def lacking(reason: str) -> NoReturn:
    """Skip the test with ``reason``, or fail it where CI=true."""
    if is_ci():
        pytest.fail(f"{reason} (an error where CI=true)", pytrace=False)
    pytest.skip(reason)


def require(name: str, *, by: str = "make setup") -> str:
    """Path of the external program ``name``; see ``lacking`` for when it is absent.

    ``by`` is the command that installs it, or says how.
    """
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        lacking(f"{name} is not installed; `{by}` says how")
    return found


def pytest_configure(config: pytest.Config) -> None:
    """Start the database and load Django's settings, ahead of pytest-django."""
    if DATABASE not in ("sqlite", "postgres"):
        raise pytest.UsageError("HALLWAY_TEST_DB must be sqlite or postgres")
    run = _cleanup.enter_context(postgres.run_directory())
    # Nobody's own settings, and no data of anybody's: each process has a directory.
    for name in [name for name in os.environ if name.startswith("HALLWAY_")]:
        if not name.startswith("HALLWAY_TEST_"):
            del os.environ[name]
    data = Path(tempfile.mkdtemp(prefix="data-", dir=run))
    os.environ["HALLWAY_DATA"] = str(data)
    os.environ["HALLWAY_DATABASE_URL"] = f"sqlite:///{data}/hallway.sqlite3"
    if DATABASE == "postgres":
        try:
            os.environ["HALLWAY_DATABASE_URL"] = f"{postgres.cluster_url()}/hallway"
        except postgres.Missing as missing:
            if is_ci():
                raise pytest.UsageError(str(missing)) from None
            pytest.exit(f"skipped: no tests on PostgreSQL: {missing}", returncode=0)
    _load_settings(data)


def _load_settings(data: Path) -> None:
    from django.conf import settings

    from hallway.config.secrets import ensure_key

    # Sessions are signed.
    ensure_key(data)
    if settings.configured:
        raise pytest.UsageError("unset DJANGO_SETTINGS_MODULE: the tests choose it")
    os.environ["DJANGO_SETTINGS_MODULE"] = "hallway.config.settings"
    # pytest-django sets Django up if the settings are loaded by now.
    default = settings.DATABASES["default"]
    # Not for the processes this one starts: each loads settings of its own.
    del os.environ["DJANGO_SETTINGS_MODULE"]
    if DATABASE == "sqlite":
        # A file, as in the field: in memory, locks differ and there is no WAL.
        default.setdefault("TEST", {})["NAME"] = str(data / "test.sqlite3")


def pytest_unconfigure() -> None:
    """Stop the run's cluster and remove its directory."""
    _cleanup.close()


def pytest_report_header() -> str:
    """Name the database at the top of the output."""
    return f"database: {DATABASE}"


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """On PostgreSQL leave out what the run on SQLite has shown already."""
    if DATABASE == "sqlite":
        return
    chosen = {True: [], False: []}  # type: dict[bool, list[pytest.Item]]
    for item in items:
        chosen[_meets_a_database(item)].append(item)
    if chosen[False]:
        config.hook.pytest_deselected(items=chosen[False])
        items[:] = chosen[True]


def _meets_a_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db") or item.get_closest_marker("both"):
        return True
    return not _DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session", autouse=True)
def characters() -> None:
    """Make the table of all characters, where a working copy has none yet.

    It takes a second, which within a test would count as that test's own slowness.
    """
    strategies.text().validate()


@pytest.fixture
def postgres_url() -> Iterator[Callable[[], str]]:
    """Makes an empty PostgreSQL database at each call; gives its URL. Any run."""
    made: list[str] = []

    def create() -> str:
        try:
            made.append(postgres.create_database())
        except postgres.Missing as missing:
            lacking(str(missing))
        return made[-1]

    yield create
    for url in made:
        postgres.drop_database(url)


@pytest.fixture
def new_database_url(
    tmp_path: Path, postgres_url: Callable[[], str]
) -> Callable[[], str]:
    """Makes an empty database of the run's kind at each call; gives its URL.

    For tests that start a server: in another process nothing can be rolled back.
    """
    if DATABASE == "postgres":
        return postgres_url
    numbers = itertools.count(1)
    return lambda: f"sqlite:///{tmp_path}/database-{next(numbers)}.sqlite3"


@pytest.fixture(scope="session")
def seeded_world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[str, "World"]]:
    """The seeded world in a database of its own, and that database's name.

    Not in the run's: tests of people and jobs want theirs empty.
    """
    from tests import databases
    from tests.world import build

    with django_db_blocker.unblock():
        name = databases.beside("world")
        databases.create(name)
        with databases.renamed(name):
            built = build()
    yield name, built
    with django_db_blocker.unblock():
        databases.drop(name)


@pytest.fixture(scope="session")
def world_connection(
    seeded_world: tuple[str, "World"], django_db_blocker: DjangoDbBlocker
) -> Iterator["BaseDatabaseWrapper"]:
    """One connection to the seeded world, for all tests of this process."""
    from tests import databases

    with django_db_blocker.unblock():
        connection = databases.wrapper(seeded_world[0])
        yield connection
        connection.close()


@pytest.fixture
def world(
    seeded_world: tuple[str, "World"],
    world_connection: "BaseDatabaseWrapper",
    django_db_blocker: DjangoDbBlocker,
) -> Iterator["World"]:
    """The seeded world (see world.py); what a test does in it is rolled back.

    Instead of `db`: queries of the test's own thread go to the world's database.
    A copy of the record: names a test adds to it are its own.
    """
    from django.db import transaction

    from tests import databases

    with django_db_blocker.unblock(), databases.swapped(world_connection):
        _forget_reaches()
        with transaction.atomic():
            yield seeded_world[1].copied()
            # Broken references show here: keys are checked late on either database.
            if not world_connection.needs_rollback:
                world_connection.check_constraints()
            transaction.set_rollback(True)
        _forget_reaches()


@pytest.fixture
def committed_world(
    seeded_world: tuple[str, "World"],
    world_connection: "BaseDatabaseWrapper",
    django_db_blocker: DjangoDbBlocker,
) -> Iterator["World"]:
    """A copy of the seeded world in which tests commit, in any thread.

    For what a rolled-back transaction cannot show: several connections, what other
    transactions see, processes (`databases.url(connection.settings_dict["NAME"])`).
    """
    from hallway.platform.db import close_connection
    from tests import databases

    with django_db_blocker.unblock():
        world_connection.close()
        name = databases.beside("copy")
        databases.copy(seeded_world[0], name)
        try:
            with databases.renamed(name):
                _forget_reaches()
                yield seeded_world[1].copied()
                close_connection()
        finally:
            databases.drop(name)
            _forget_reaches()


def _forget_reaches() -> None:
    """Forget whom an actor reaches: rolled-back epochs are counted anew."""
    from hallway.core.people import actors

    actors._reaches.clear()
