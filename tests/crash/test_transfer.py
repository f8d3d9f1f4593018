"""``kill -9`` while a library moves: each file moves once."""

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
from tests.crash.transfer import FILES

pytestmark = [pytest.mark.both, pytest.mark.slow]

KILLS = 4


def test_files_move_once_however_often_the_worker_is_killed(
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
            [sys.executable, "-m", "tests.crash.transfer", word],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(word: str) -> Any:
        out, told = begin(word).communicate(timeout=300)
        assert out, told[-3000:]
        return json.loads(out)

    chance = random.Random("moves")

    def kill_on_the_way(direction: int) -> list[int]:
        between = []
        for _ in range(KILLS):
            worker = begin("work")
            assert worker.stderr is not None
            batches = chance.choice([1, 2])
            for line in worker.stderr:
                batches -= line == "batch\n"
                if not batches:
                    break
            time.sleep(chance.random() * 0.1)
            worker.send_signal(signal.SIGKILL)
            worker.communicate()
            found = run("look")
            # What is there is what the steps say was done, at every moment.
            moved = found["there"] if direction > 0 else FILES - found["there"]
            assert moved == found["done"] == found["steps"]
            between.append(found["done"])
            if found["state"] == "done":
                break
        return between

    run("seed")
    between = kill_on_the_way(1)
    run("work")
    found = run("look")
    assert (found["state"], found["done"], found["there"]) == ("done", FILES, FILES)
    run("undo")
    between += kill_on_the_way(-1)
    run("work")
    found = run("look")
    assert (found["state"], found["done"], found["there"]) == ("done", FILES, 0)
    assert (found["files"], found["versions"]) == (FILES, FILES)
    assert any(0 < one < FILES for one in between), between
