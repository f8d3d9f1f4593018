"""Hallway as people start it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from bench.servers import SMALL, USER, Server

ROOT = Path(__file__).parents[1]


class Hallway(Server):
    """``hallway serve`` on a database of its own; the user owns one site."""

    probe = "/readyz"

    def __init__(self, place: Path, *, db: str, database_url: str) -> None:
        super().__init__(place)
        self.db = db
        self.name = f"Hallway on {db}"
        self.place.mkdir(parents=True)
        self._database_url = database_url
        self.folder = "/sites/bench/Documents/"
        self._seed()

    def command(self) -> list[str]:
        return [
            *(sys.executable, "-m", "hallway", "serve"),
            *("--listen", f"127.0.0.1:{self.port}"),
        ]

    def environ(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "src"),
            "HALLWAY_DATA": str(self.place / "data"),
            "HALLWAY_DATABASE_URL": self._database_url,
        }

    def fill(self, folder: str, count: int, *, body: bytes = SMALL) -> None:
        """Import so many files at once: thousands of uploads would take minutes."""
        source = self.place / "filling"
        source.mkdir()
        for number in range(1, count + 1):
            (source / f"{number}.txt").write_bytes(body)
        self._run("import", "folder", str(source), "--to", f"{self.folder}{folder}")
        shutil.rmtree(source)

    def _seed(self) -> None:
        self._run("user", "add", USER, "--name", "Lena Bench")
        site = ("/sites/bench", "--title", "Bench")
        self._run("site", "add", *site, "--owner", USER)
        self.password = self._run("token", "create", USER)

    def _run(self, *words: str, said: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "-m", "hallway", *words],
            env=self.environ(),
            input=said,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout.strip()
