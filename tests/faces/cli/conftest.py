"""The command line in this process, on the test's own database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from hallway.faces.cli.main import run


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


class Opened:
    """An installation that is open already: the test's."""

    def serve(self, **given: str) -> int:
        raise AssertionError(given)

    def open(self, **given: str) -> None:
        pass

    def hold(self) -> None:
        pass


Hallway = Callable[..., Answer]


@pytest.fixture
def hallway(db: None, capsys: pytest.CaptureFixture[str]) -> Hallway:
    """Runs a command line to its end."""

    def ran(*words: str) -> Answer:
        capsys.readouterr()
        code = run(words, Opened())
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return ran
