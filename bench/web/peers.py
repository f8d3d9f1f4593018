"""A plain Wagtail site with as many things, on the server Wagtail advises."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from urllib.parse import urlsplit

from bench.servers import Server

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements" / "bench.txt"
ENVIRONMENT = ROOT / ".venv" / "bench"


def install() -> Path:
    """The Python that has Wagtail; installed once, from its lock."""
    python = ENVIRONMENT / "bin" / "python"
    stamp = ENVIRONMENT / "lock.txt"
    if not stamp.exists() or stamp.read_bytes() != LOCK.read_bytes():
        venv.create(ENVIRONMENT, with_pip=False, clear=True)
        subprocess.run(
            [
                *(sys.executable, "-m", "uv", "pip", "sync", "--quiet"),
                *("--python", str(python), "--require-hashes", str(LOCK)),
            ],
            check=True,
        )
        stamp.write_bytes(LOCK.read_bytes())
    return python


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
        self._python = install()
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
