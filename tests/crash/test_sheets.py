"""``kill -9`` while rows come in: each is there once in the end."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.server import ROOT
from tests.crash.sheets import ROWS

pytestmark = [pytest.mark.both, pytest.mark.slow]

KILLS = 5


def test_rows_come_in_once_however_often_the_worker_is_killed(
    tmp_path: Path, new_database_url: Callable[[], str]
) -> None:
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "HALLWAY_DATA": str(tmp_path),
        "HALLWAY_DATABASE_URL": new_database_url(),
    }

    def begin(word: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.crash.sheets", word],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(word: str) -> Any:
        out, told = begin(word).communicate(timeout=300)
        assert out, told[-3000:]
        return json.loads(out)

    run("seed")
    chance = random.Random("rows")
    between = []
    for _ in range(KILLS):
        worker = begin("work")
        assert worker.stderr is not None
        batches = chance.choice([1, 2, 2, 3])
        for line in worker.stderr:
            batches -= line == "batch\n"
            if not batches:
                break
        time.sleep(chance.random() * 0.3)
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
        found = run("look")
        # What is there is what the sheet says was done, at every moment.
        assert found["there"] == found["done"]
        between.append(found["done"])
        if found["state"] == "done":
            break
    run("work")
    found = run("look")
    assert (found["state"], found["done"]) == ("done", ROWS)
    assert found["rows"] == [[number, 1] for number in range(1, ROWS + 1)]
    assert any(0 < one < ROWS for one in between), between
