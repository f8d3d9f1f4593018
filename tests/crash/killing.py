"""A worker in a process of its own that is killed (``kill -9``) while it works."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.conformance.server import ROOT


class Killed:
    """Runs a module of this folder by words: `work` says ``batch`` for each it did.

    chance   what is left to it: the same each time
    batches  one of these many are done before the end
    after    seconds until it comes, at most
    """

    def __init__(
        self,
        module: str,
        directory: Path,
        database_url: str,
        *,
        chance: str,
        batches: Sequence[int],
        after: float,
    ) -> None:
        self._module, self._batches, self._after = module, batches, after
        self._chance = random.Random(chance)
        self._environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "HALLWAY_DATA": str(directory),
            "HALLWAY_DATABASE_URL": database_url,
        }

    def _begin(self, word: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", self._module, word],
            env=self._environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, word: str) -> Any:
        """Let it do something to its end; what it tells."""
        out, told = self._begin(word).communicate(timeout=300)
        assert out, told[-3000:]
        return json.loads(out)

    def kill(self) -> Any:
        """Let it work for some batches and a while, and kill it; what is there then."""
        worker = self._begin("work")
        assert worker.stderr is not None
        batches = self._chance.choice(self._batches)
        for line in worker.stderr:
            batches -= line == "batch\n"
            if not batches:
                break
        time.sleep(self._chance.random() * self._after)
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
        return self.run("look")
