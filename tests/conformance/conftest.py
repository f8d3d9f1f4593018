"""The live server that conformance tests talk to; one for each file of tests."""

import uuid
from collections.abc import Iterator

import pytest

from tests import postgres
from tests.conformance.server import LiveServer
from tests.conftest import DATABASE, lacking


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server on a new database of the run's kind."""
    data = tmp_path_factory.mktemp("live")
    url = f"sqlite:///{data}/hallway.sqlite3"
    if DATABASE == "postgres":
        try:
            url = postgres.create_database()
        except postgres.Missing as missing:
            lacking(str(missing))
    server = LiveServer(data, url)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        if DATABASE == "postgres":
            postgres.drop_database(url)


@pytest.fixture
def folder(live: LiveServer) -> str:
    """The path of a new folder in the library, for one test alone; ends in a slash."""
    path = f"{live.site}/Documents/{uuid.uuid4().hex}/"
    assert live.ask("MKCOL", path)[0] == 201
    return path
