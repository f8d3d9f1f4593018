"""A plain Wagtail site with as many things, on the server Wagtail advises."""

import json
import os
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from bench.servers import Server

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements" / "bench.txt"
ENVIRONMENT = ROOT / ".venv" / "bench"


def installed() -> Path | None:
    """The Python that has Wagtail, by its lock; None before ``tools/setup bench``."""
    python = ENVIRONMENT / "bin" / "python"
    stamp = ENVIRONMENT / "lock.txt"
    is_there = stamp.exists() and stamp.read_bytes() == LOCK.read_bytes()
    return python if is_there else None


class Wagtail(Server):
    """gunicorn with two workers of eight threads; one signed-in visitor."""

    def __init__(
        self, place: Path, *, db: str, database_url: str, counts: dict[str, int]
    ) -> None:
        super().__init__(place)
        self.db = db
        self.name = "Wagtail"
        self.place.mkdir(parents=True)
        self._database_url = database_url
        python = installed()
        if python is None:
            raise RuntimeError("Wagtail is not installed: run `tools/setup bench`")
        self._python = python
        done = subprocess.run(
            [
                *(str(self._python), "-W", "ignore", "-m"),
                *("bench.web.wagtail_site.seed", json.dumps(counts)),
            ],
            env=self.environ(),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        self.cookie = f"sessionid={done.stdout.strip()}"

    def command(self) -> list[str]:
        return [
            *(str(self._python), "-m", "gunicorn", "bench.web.wagtail_site.wsgi"),
            *("--bind", f"127.0.0.1:{self.port}", "--workers", "2"),
            *("--threads", "8", "--keep-alive", "30", "--log-level", "error"),
        ]

    def environ(self) -> dict[str, str]:
        given = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "WAGTAIL_PLACE": str(self.place),
        }
        if self.db == "postgres":
            at = urlsplit(self._database_url)
            name = at.path.lstrip("/")
            given["WAGTAIL_POSTGRES"] = (
                f"{at.username} {at.password} {at.hostname} {at.port} {name}"
            )
        return given
