"""Children with limits: how they end, and that nothing of them is left."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from hallway.platform.convert import Ended, run_child, turn

MEMORY = 512 * 1024**2


def run(work: Path, code: str, *, seconds: float = 20.0, memory: int = MEMORY) -> Ended:
    return run_child(
        [sys.executable, "-I", "-c", code],
        work=work,
        seconds=seconds,
        memory=memory,
        alive=lambda: None,
        output=work / "said",
    )


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8")
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


def test_how_a_child_ends_is_told(tmp_path: Path) -> None:
    assert run(tmp_path, "print('done')") is Ended.WELL
    assert (tmp_path / "said").read_text() == "done\n"
    assert run(tmp_path, "raise SystemExit(3)") is Ended.BADLY


def test_a_child_sees_nothing_of_our_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HALLWAY_SECRET", "quillfern")
    assert (
        run(tmp_path, "import os; print(dict(os.environ), os.getcwd())") is Ended.WELL
    )
    said = (tmp_path / "said").read_text()
    assert "quillfern" not in said
    assert str(tmp_path) in said


def test_a_child_that_takes_too_much_memory_ends(tmp_path: Path) -> None:
    code = "x = b'x' * (2 * 1024**3); print(len(x))"
    assert run(tmp_path, code) is Ended.BADLY
    assert (tmp_path / "said").read_text() == ""


def test_a_late_child_ends_with_all_it_started(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time\n"
        "words = [sys.executable, '-c', 'import time; time.sleep(600)']\n"
        "one = subprocess.Popen(words)\n"
        "print(one.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    assert run(tmp_path, code, seconds=2) is Ended.LATE
    below = int((tmp_path / "said").read_text())
    end = time.monotonic() + 10
    while is_running(below) and time.monotonic() < end:
        time.sleep(0.05)
    assert not is_running(below)


def test_a_job_that_is_stopped_takes_its_child_with_it(tmp_path: Path) -> None:
    def stop() -> None:
        if (tmp_path / "said").read_text():
            raise InterruptedError

    code = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
    with pytest.raises(InterruptedError):
        run_child(
            [sys.executable, "-I", "-c", code],
            work=tmp_path,
            seconds=60,
            memory=MEMORY,
            alive=stop,
            output=tmp_path / "said",
        )
    assert not is_running(int((tmp_path / "said").read_text()))


def test_one_converts_at_a_time(tmp_path: Path) -> None:
    with turn(tmp_path) as mine:
        assert mine
        with turn(tmp_path) as second:
            assert not second
    with turn(tmp_path) as again:
        assert again
