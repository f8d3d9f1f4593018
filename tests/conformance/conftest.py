"""The live server that conformance tests talk to."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conformance.server import LiveServer


@pytest.fixture
def live(tmp_path: Path, new_database_url: Callable[[], str]) -> Iterator[LiveServer]:
    """A server on a new database of the run's kind."""
    server = LiveServer(tmp_path / "data", new_database_url())
    server.start()
    yield server
    server.stop()
