"""What a process writes for itself: now and then, when it ends, and after errors."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from hallway.core.access.actors import Actor
from hallway.core.jobs import upkeep

LONG = timedelta(hours=1)
SOON = timedelta(milliseconds=5)
PATIENCE = 10.0


class Kept:
    """Counts its turns; the first `bad` of them fail."""

    def __init__(self) -> None:
        self.turns = 0
        self.bad = 0
        self.face = ""
        self.good = threading.Event()

    def __call__(self, actor: Actor) -> None:
        self.turns += 1
        self.face = actor.face
        if self.turns <= self.bad:
            raise ValueError("not now")
        self.good.set()


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    monkeypatch.setattr(upkeep, "_all", {})
    made = Kept()
    upkeep.upkeep("test.kept", system="a test")(made)
    yield made
    upkeep.stop_upkeep()


def test_the_last_turn_is_at_the_end(kept: Kept) -> None:
    upkeep.start_upkeep(LONG)
    assert kept.turns == 0
    upkeep.stop_upkeep()
    assert kept.turns == 1
    assert kept.face == "jobs"
    upkeep.stop_upkeep()
    assert kept.turns == 1


def test_turns_are_taken_again_and_again_whatever_one_of_them_raises(
    kept: Kept,
) -> None:
    kept.bad = 2
    upkeep.start_upkeep(SOON)
    assert kept.good.wait(PATIENCE)
    assert kept.turns >= 3


def test_each_process_has_one_and_each_name_once(kept: Kept) -> None:
    upkeep.start_upkeep(LONG)
    with pytest.raises(RuntimeError):
        upkeep.start_upkeep(LONG)
    with pytest.raises(ValueError, match="already"):
        upkeep.upkeep("test.kept", system="a test")(kept)
