"""A live server on a database of its own, for clients that know nothing of us."""

import base64
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    assert isinstance(port, int)
    return port


@dataclass
class LiveServer:
    """One ``hallway serve`` with one person, ``email``, who owns ``site``."""

    data: Path
    database_url: str
    email: str = "lena@example.com"
    site: str = "/sites/live"
    token: str = ""
    host: str = "127.0.0.1"
    """The name in its address; it listens on loopback all the same."""
    port: int = 0
    process: subprocess.Popen[str] | None = None
    environ: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def library(self) -> str:
        """URL of the site's default library, with a slash at its end."""
        return f"{self.origin}{self.site}/Documents/"

    @property
    def basic(self) -> str:
        pair = f"{self.email}:{self.token}".encode()
        return f"Basic {base64.b64encode(pair).decode()}"

    def start(self) -> None:
        self.port = free_port()
        self.environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "HALLWAY_DATA": str(self.data),
            "HALLWAY_DATABASE_URL": self.database_url,
            "HALLWAY_JOB_THREADS": "0",
            "HALLWAY_URL": self.origin,
        }
        if not self.token:
            self.run("user", "add", self.email, "--name", "Lena Live")
            self.run("site", "add", self.site, "--owner", self.email)
            self.token = self.run("token", "create", self.email)
        listen = f"127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hallway", "serve", "--listen", listen],
            env=self.environ,
            text=True,
            start_new_session=True,
        )
        self.wait_until_ready()

    def run(self, *words: str) -> str:
        """What a command of ``hallway`` prints."""
        done = subprocess.run(
            [sys.executable, "-m", "hallway", *words],
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            assert self.process is not None
            assert self.process.poll() is None, "the server ended"
            try:
                with urllib.request.urlopen(f"{self.origin}/readyz") as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                pass
            assert time.monotonic() < deadline, "the server is not ready"
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, dict[str, str], bytes]:
        """Send a request as the person; status, headers in lower case, body."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            given = {"Authorization": self.basic, **(headers or {})}
            line.request(method, path, body=body, headers=given)
            answer = line.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, found, answer.read()
        finally:
            line.close()
