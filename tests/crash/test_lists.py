"""``kill -9`` while a list gets a table, a column another type, or rules act.

Each time it is killed shortly after a step that it says it begins, with somebody who
writes beside it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.server import ROOT
from tests.crash.lists import DAYS, ROWS

pytestmark = [pytest.mark.both, pytest.mark.slow]

STEPS = {
    "table": ["fill", "_make_indexes", "switch", "fill", "switch"],
    "sums": ["begin_sums", "finish_sums", "put_together", "finish_sums"],
    "type": ["fill_batch", "switch", "fill_batch", "fill", "switch"],
    "rules": ["note_changes", "_do", "post", "_do", "_note"],
}
"""What is begun when the worker is killed, in each of its lives."""


class Lives:
    """A worker that is killed and begun again, and who tells what is there."""

    def __init__(self, directory: Path, database_url: str) -> None:
        self.environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "HALLWAY_DATA": str(directory),
            "HALLWAY_DATABASE_URL": database_url,
            "HALLWAY_WEBHOOK_HOSTS": "127.0.0.1",
        }
        self.chance = random.Random("lists")
        self.seen = self._begin("tests.crash.lists_seen")

    def _begin(self, module: str, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", module, *words],
            env=self.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, *words: str) -> Any:
        """Have something done or told."""
        assert self.seen.stdin is not None
        assert self.seen.stdout is not None
        self.seen.stdin.write(" ".join(words) + "\n")
        self.seen.stdin.flush()
        line = self.seen.stdout.readline()
        assert line, f"it failed at {words}"
        return json.loads(line)

    def live(self, what: str, step: str) -> list[list[str]]:
        """Let it work until it begins a step, for a while more, and kill it.

        Gives what it said of its writes.
        """
        worker = self._begin("tests.crash.lists", what)
        assert worker.stdout is not None
        left = self.chance.choice([1, 2, 4])
        said = []
        too_long = threading.Timer(60, worker.kill)
        too_long.start()
        for line in worker.stdout:
            said.append(line.split())
            left -= said[-1] == ["step", step]
            if not left:
                break
        too_long.cancel()
        assert not left, f"it ended by itself before {step}: {said[-5:]}"
        time.sleep(self.chance.random() * self.chance.choice([0.002, 0.01, 0.05]))
        worker.send_signal(signal.SIGKILL)
        # `communicate` would pass by the lines that are read ahead already.
        said += [line.split() for line in worker.stdout.read().splitlines()]
        worker.communicate(timeout=60)
        return [words for words in said if words and words[0] in ("will", "did")]

    def end(self) -> None:
        """Let who tells end."""
        self.seen.communicate(timeout=60)


@pytest.fixture
def lives(tmp_path: Path, new_database_url: Callable[[], str]) -> Iterator[Lives]:
    begun = Lives(tmp_path, new_database_url())
    yield begun
    begun.end()


def as_read(row: dict[str, Any]) -> tuple[int, str]:
    """Give the amount and the day of a row, whatever type the amount has."""
    assert row["Title"] == f"row {float(row['Amount']):.0f}"
    return int(float(row["Amount"])), row["Day"]


@pytest.mark.parametrize("what", ["table", "sums", "type"])
def test_a_list_answers_rightly_whenever_its_worker_is_killed(
    lives: Lives, what: str
) -> None:
    lives.ask("seed")
    world = {number: (number - 1, DAYS[0]) for number in range(1, ROWS + 1)}
    between: list[tuple[int, bool]] = []

    def was_between() -> bool:
        """Tell whether it was killed in the middle of what this is about."""
        return any(one[what != "type"] for one in between)

    for lived, step in enumerate(STEPS[what] * 5):
        # On a busy machine the end may come late, each time: then it lives again.
        if lived >= len(STEPS[what]) and was_between():
            break
        said = lives.live(what, step)
        doubt = None
        for word, number, *values in said:
            if word == "will":
                doubt = (int(number), (int(values[0]), values[1]))
            elif doubt is not None:
                world[doubt[0]] = doubt[1]
                doubt = None
        found = lives.ask("look")
        assert found["wrong"] == []
        rows = {int(number): as_read(row) for number, row in found["rows"].items()}
        if doubt is not None and rows[doubt[0]] == doubt[1]:
            world[doubt[0]] = doubt[1]
        assert rows == world
        between.append((found["retyping"], "filling" in found["tables"]))
    lives.ask("finish")
    found = lives.ask("look")
    assert (found["wrong"], found["retyping"]) == ([], 0)
    assert {int(n): as_read(row) for n, row in found["rows"].items()} == world
    assert found["tables"].count("ready") == 1
    assert "filling" not in found["tables"]
    assert was_between(), between


class Hook(ThreadingHTTPServer):
    """Takes what is posted, and answers 200."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.taken: list[tuple[str, str]] = []


class _Taking(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        """Take a message."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.taken.append((self.headers["webhook-id"], body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def hook() -> Iterator[Hook]:
    server = Hook()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_rules_act_once_on_every_change_however_often_they_are_killed(
    lives: Lives, hook: Hook
) -> None:
    lives.ask("seed", f"http://127.0.0.1:{hook.server_port}/in")
    done: set[str] = set()
    begun: set[str] = set()
    for step in STEPS["rules"]:
        for word, title in lives.live("rules", step):
            (done if word == "did" else begun).add(title)
        assert lives.ask("ran")["wrong"] == []
    lives.ask("finish")
    found = lives.ask("ran")
    assert found["wrong"] == []
    rows = found["rows"]
    assert done <= set(rows) <= begun
    for title, row in rows.items():
        # One run of each rule, all of what it does, and that once.
        assert row["runs"] == [["first", "done"], ["second", "done"]], title
        assert row["told"] == ["first", "second"], title
        assert row["versions"] == 2, title
        assert [state for _id, state in row["calls"]] == ["sent"], title
    # Each message at least once; again only as the same, where an answer was lost.
    times = Counter(name for name, _body in hook.taken)
    assert len(times) == len(rows)
    assert len(set(hook.taken)) == len(rows)
    assert max(times.values()) <= 1 + len(STEPS["rules"])
    assert sum(times.values()) <= len(rows) + len(STEPS["rules"])
