"""``kill -9`` while a library moves: each file moves once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.killing import Killed
from tests.crash.transfer import FILES

pytestmark = [pytest.mark.both, pytest.mark.slow]

KILLS = 4


def test_files_move_once_however_often_the_worker_is_killed(
    tmp_path: Path, new_database_url: Callable[[], str]
) -> None:
    worker = Killed(
        "tests.crash.transfer",
        tmp_path,
        new_database_url(),
        chance="moves",
        batches=[1, 2],
        after=0.1,
    )

    def kill_on_the_way(direction: int) -> list[int]:
        between = []
        for _ in range(KILLS):
            found = worker.kill()
            # What is there is what the steps say was done, at every moment.
            moved = found["there"] if direction > 0 else FILES - found["there"]
            assert moved == found["done"] == found["steps"]
            between.append(found["done"])
            if found["state"] == "done":
                break
        return between

    worker.run("seed")
    between = kill_on_the_way(1)
    worker.run("work")
    found = worker.run("look")
    assert (found["state"], found["done"], found["there"]) == ("done", FILES, FILES)
    worker.run("undo")
    between += kill_on_the_way(-1)
    worker.run("work")
    found = worker.run("look")
    assert (found["state"], found["done"], found["there"]) == ("done", FILES, 0)
    assert (found["files"], found["versions"]) == (FILES, FILES)
    assert any(0 < one < FILES for one in between), between
