"""The live server that is spoken to byte by byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bad_input.raw import Raw
from tests.conformance.server import LiveServer


@pytest.fixture
def raw(tmp_path: Path, new_database_url: Callable[[], str]) -> Iterator[Raw]:
    """A server of its own, on a new database of the run's kind."""
    server = LiveServer(tmp_path / "data", new_database_url())
    server.start()
    yield Raw(server)
    server.stop()
