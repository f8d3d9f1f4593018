"""``kill -9`` while rows come in: each is there once in the end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.killing import Killed
from tests.crash.sheets import ROWS

pytestmark = [pytest.mark.both, pytest.mark.slow]

KILLS = 5


def test_rows_come_in_once_however_often_the_worker_is_killed(
    tmp_path: Path, new_database_url: Callable[[], str]
) -> None:
    worker = Killed(
        "tests.crash.sheets",
        tmp_path,
        new_database_url(),
        chance="rows",
        batches=[1, 2, 2, 3],
        after=0.3,
    )
    worker.run("seed")
    between = []
    for _ in range(KILLS):
        found = worker.kill()
        # What is there is what the sheet says was done, at every moment.
        assert found["there"] == found["done"]
        between.append(found["done"])
        if found["state"] == "done":
            break
    worker.run("work")
    found = worker.run("look")
    assert (found["state"], found["done"]) == ("done", ROWS)
    assert found["rows"] == [[number, 1] for number in range(1, ROWS + 1)]
    assert any(0 < one < ROWS for one in between), between
