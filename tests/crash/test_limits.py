"""``kill -9`` while versions are removed: each goes once, and the log says which."""

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
from tests.crash.limits import FILES, KEPT, VERSIONS

pytestmark = [pytest.mark.both, pytest.mark.slow]

KILLS = 4
ALL = FILES * VERSIONS


def test_versions_go_once_however_often_the_worker_is_killed(
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
            [sys.executable, "-m", "tests.crash.limits", word],
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
    chance = random.Random("limits")
    between = []
    for _ in range(KILLS):
        worker = begin("work")
        assert worker.stderr is not None
        batches = chance.choice([2, 3, 4])
        for line in worker.stderr:
            batches -= line == "batch\n"
            if not batches:
                break
        time.sleep(chance.random() * 0.02)
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
        found = run("look")
        # What is gone is what the log says and what the site counts less.
        assert found["told"] == found["told_once"] == ALL - found["versions"]
        assert found["size"] == found["used"]
        between.append(found["versions"])
        if found["versions"] == FILES * (KEPT + 1):
            break
    run("work")
    found = run("look")
    assert found["versions"] == FILES * (KEPT + 1)
    assert found["fewest"] == KEPT + 1
    assert found["told"] == found["told_once"] == ALL - found["versions"]
    assert found["size"] == found["used"]
    assert any(FILES * (KEPT + 1) < one < ALL for one in between), between
