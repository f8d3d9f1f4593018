"""What all servers of a bench have in common: a process, an address, a folder."""

import base64
import http.client
import os
import pwd
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO
from urllib.parse import quote

PATIENCE = 60.0
USER = "Lena@example.com"
SMALL = b"What a small file holds.\n"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def basic(user: str, password: str) -> str:
    """The value of an Authorization header."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


class Server:
    """A server on loopback with one folder that can be written, ``folder``."""

    name: str
    probe = "/"
    """A path that answers as soon as anything does, with whatever status."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.port = free_port()
        self.folder = "/"
        self.password = "correct-horse-battery"
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None

    @property
    def authorization(self) -> str:
        return basic(USER, self.password)

    @property
    def url(self) -> str:
        """URL of the folder, with a slash at its end."""
        return f"http://127.0.0.1:{self.port}{self.folder}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def command(self) -> list[str]:
        """The words that start it in the foreground."""
        raise NotImplementedError

    def environ(self) -> dict[str, str]:
        return {"PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}

    def start(self) -> float:
        """Start it; seconds until it answered."""
        self._log = (self.place / "log").open("ab")
        began = time.perf_counter()
        self._process = subprocess.Popen(
            self.command(),
            env=self.environ(),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        while not self._answers():
            if self._process.poll() is not None or (
                time.perf_counter() - began > PATIENCE
            ):
                self.stop()
                log = (self.place / "log").read_text(errors="replace")
                raise RuntimeError(f"{self.name} does not start:\n{log[-2000:]}")
            time.sleep(0.01)
        return time.perf_counter() - began

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if self._log is not None:
            self._log.close()

    def _answers(self) -> bool:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            line.request("GET", self.probe)
            return line.getresponse().status < 500
        except OSError:
            return False
        finally:
            line.close()

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        line: http.client.HTTPConnection | None = None,
    ) -> tuple[int, bytes]:
        """Send one request about a path below the folder; status and body."""
        mine = line or http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        try:
            given = {"Authorization": self.authorization, **(headers or {})}
            mine.request(method, self.folder + quote(path), body=body, headers=given)
            answer = mine.getresponse()
            return answer.status, answer.read()
        finally:
            if line is None:
                mine.close()

    def demand(self, method: str, path: str, **headers: str) -> None:
        """Send a request that has to succeed."""
        status, answer = self.ask(method, path, headers=headers)
        if not 200 <= status < 300:
            raise RuntimeError(f"{self.name}: {method} {path}: {status} {answer!r}")

    def fill(self, folder: str, count: int, *, body: bytes = SMALL) -> None:
        """Make a folder with so many files, named ``1.txt``, ``2.txt`` …"""
        self.demand("MKCOL", f"{folder}/")

        def put(share: int) -> None:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            for number in range(1 + share, count + 1, 4):
                status, answer = self.ask(
                    "PUT", f"{folder}/{number}.txt", body, line=line
                )
                if status != 201:
                    raise RuntimeError(f"{self.name}: {status} {answer!r}")
            line.close()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(put, range(4)))


class FileServer(Server):
    """A server that shows a directory as it is."""

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self.root = place / "root"
        self.root.mkdir(parents=True)
        give_away(place)

    def fill(self, folder: str, count: int, *, body: bytes = SMALL) -> None:
        """Write the files where the server finds them."""
        directory = self.root / folder
        directory.mkdir()
        for number in range(1, count + 1):
            (directory / f"{number}.txt").write_bytes(body)
        give_away(directory)


def unprivileged() -> list[str]:
    """The words that start a program as nobody in particular, when we are root."""
    if os.geteuid():
        return []
    user = pwd.getpwnam("nobody")
    ids = (f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}")
    return ["setpriv", *ids, "--clear-groups", "--"]


def give_away(directory: Path) -> None:
    """Let whom ``unprivileged`` names write a directory and what is in it."""
    if os.geteuid():
        return
    user = pwd.getpwnam("nobody")
    for one in (directory, *directory.rglob("*")):
        os.chown(one, user.pw_uid, user.pw_gid)
