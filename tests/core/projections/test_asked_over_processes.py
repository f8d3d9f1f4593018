"""What lists are asked is kept when a server ends, and adds up over its lives."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.conformance.server import LiveServer

ASK = "/sites/live/Lists/Things?export=ical&column=Due&in.Points=1"


def furnish(server: LiveServer, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.core.projections.asked_list", *words],
        env=server.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def asked(server: LiveServer) -> list[int]:
    counts: dict[str, int] = json.loads(furnish(server, "asked"))
    return list(counts.values())


def ask(server: LiveServer, times: int) -> None:
    for _time in range(times):
        status, _headers, body = server.ask("GET", ASK)
        assert status == 200
        assert body.count(b"BEGIN:VEVENT") == 6


def test_counts_outlive_a_server_and_add_up(
    tmp_path: Path, new_database_url: Callable[[], str]
) -> None:
    server = LiveServer(tmp_path / "data", new_database_url())
    server.start()
    try:
        furnish(server)
        ask(server, 3)
        # No request writes what it was asked.
        assert asked(server) == []
        server.stop()
        (once,) = asked(server)
        assert once >= 3
        server.start()
        ask(server, 3)
        assert asked(server) == [once]
        server.stop()
        assert asked(server) == [2 * once]
    finally:
        server.stop()
