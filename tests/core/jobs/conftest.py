"""Jobs made for a test, and a database that other threads see too."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from pytest_django import DjangoDbBlocker

if TYPE_CHECKING:
    from tests.core.jobs.stage import Job

# Django is not set up yet when this is read: the core is imported where it is used.


@pytest.fixture(autouse=True)
def job() -> Iterator["Job"]:
    """The decorator ``job``; during the test, it alone says what jobs there are."""
    from hallway.core.jobs import registry

    before = dict(registry._specs)
    registry._specs.clear()
    yield registry.job
    registry._specs.clear()
    registry._specs.update(before)


@pytest.fixture
def committed(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The run's database without a transaction around the test."""
    from hallway.core.jobs.runner import stop_threads
    from hallway.platform.db import close_connection, engine

    with django_db_blocker.unblock():
        try:
            yield
        finally:
            stop_threads()
            engine().execute("DELETE FROM core_job")
            engine().execute("DELETE FROM core_schedule")
            close_connection()
