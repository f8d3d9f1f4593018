"""``kill -9`` while a library is rolled back: each file is put right once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.killing import Killed
from tests.crash.rollback import FILES

pytestmark = [pytest.mark.both, pytest.mark.slow]

KILLS = 4


def test_files_are_put_right_once_however_often_the_worker_is_killed(
    tmp_path: Path, new_database_url: Callable[[], str]
) -> None:
    worker = Killed(
        "tests.crash.rollback",
        tmp_path,
        new_database_url(),
        chance="files",
        batches=[1, 2],
        after=0.1,
    )
    worker.run("seed")
    between = []
    for _ in range(KILLS):
        found = worker.kill()
        # What is there is what the plan says was done, at every moment.
        assert found["there"] == found["done"] == found["steps"]
        between.append(found["done"])
        if found["state"] == "done":
            break
    worker.run("work")
    found = worker.run("look")
    assert (found["state"], found["done"]) == ("done", found["many"])
    assert found["rows"] == [[f"{n}.txt", 3, len(f"old {n}"), 3] for n in range(FILES)]
    assert any(0 < one < found["many"] for one in between), between
