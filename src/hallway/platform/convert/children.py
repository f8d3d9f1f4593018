"""Running a program on a file nobody can trust: limits, and no survivors."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import Enum
from pathlib import Path

Alive = Callable[[], object]
"""Called while a child works; what it raises ends the child."""

_LAUNCH = Path(__file__).with_name("launch.py")
_LONGEST_FILE = 512 * 1024**2
_PATH = "/usr/local/bin:/usr/bin:/bin"


class Ended(Enum):
    """How a child ended."""

    WELL = "well"
    BADLY = "badly"
    LATE = "late"


def run_child(
    words: Sequence[str],
    *,
    work: Path,
    seconds: float,
    memory: int,
    alive: Alive,
    output: Path | None = None,
) -> Ended:
    """Run a program in the folder `work`, at most so long and so large; how it ended.

    It sees nothing of our environment and has no input; `output` takes what it says.
    Whatever it has started is killed when it ends, with it: nothing outlives this
    call, also where `alive` raises or this process dies.
    """
    limits = [str(memory), str(int(seconds) + 1), str(_LONGEST_FILE)]
    with (output or Path(os.devnull)).open("wb") as said:
        child = subprocess.Popen(
            [sys.executable, "-I", "-S", str(_LAUNCH), *limits, *words],
            cwd=work,
            env={"PATH": _PATH, "HOME": str(work), "TMPDIR": str(work), **_LOCALE},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            return _wait(child, time.monotonic() + seconds, alive)
        finally:
            _end(child)


_DYING = 5.0
"""Seconds that what was killed has to go; a disk may hold it."""
_LOCALE = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill it with all it has started, and wait until they are gone."""
    end = time.monotonic() + _DYING
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        while time.monotonic() < end:
            os.killpg(child.pid, signal.SIGKILL)
            time.sleep(0.01)


def _wait(child: subprocess.Popen[bytes], end: float, alive: Alive) -> Ended:
    pause = 0.02
    while True:
        try:
            code = child.wait(pause)
        except subprocess.TimeoutExpired:
            if time.monotonic() > end:
                return Ended.LATE
            alive()
            pause = min(0.25, pause * 1.5)
            continue
        if code == 0:
            return Ended.WELL
        return Ended.LATE if code == -signal.SIGXCPU else Ended.BADLY
