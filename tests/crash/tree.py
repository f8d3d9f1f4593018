"""One installation whose process tree is killed and started again, many times."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.conformance.server import ROOT, free_port

PATIENCE = 60.0


def wait_until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.005)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in ("Z", "X")


def descendants(pid: int) -> set[int]:
    """The process and all below it, as far as they live."""
    found = {pid}
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            words = tasks.read_text().split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        for word in words:
            found |= descendants(int(word))
    return found


class Tree:
    """``hallway serve`` on one data directory, and a log of all its lives."""

    def __init__(self, directory: Path, database_url: str) -> None:
        self.data = directory / "data"
        self.log = directory / "log"
        self.port = free_port()
        self.environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "HALLWAY_DATA": str(self.data),
            "HALLWAY_DATABASE_URL": database_url,
            "HALLWAY_LISTEN": f"127.0.0.1:{self.port}",
            "HALLWAY_THREADS": "8",
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.data.mkdir()

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the server without waiting for it."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hallway", "serve"],
                env=self.environ,
                stderr=log,
                # A process group of its own: what the terminal's Ctrl-\ would end.
                start_new_session=True,
            )
        return self.process

    def start(self) -> None:
        """Start the server and wait until it answers."""
        process = self.launch()
        wait_until(lambda: process.poll() is not None or self.is_ready(), "it is ready")
        assert process.poll() is None, self.log.read_text()

    def is_ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as line:
                line.sendall(b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n")
                return line.recv(100).startswith(b"HTTP/1.1 200 ")
        except OSError:
            return False

    def is_closed(self) -> bool:
        """Whether nobody listens at the address any more."""
        try:
            socket.create_connection(("127.0.0.1", self.port), PATIENCE).close()
        except ConnectionRefusedError:
            return True
        except OSError:
            pass
        return False

    def kill(self, whom: str) -> None:
        """``kill -9`` the "group" or the "parent"; nothing may be left of either."""
        assert self.process is not None
        pids = descendants(self.process.pid)
        if whom == "group":
            os.killpg(self.process.pid, signal.SIGKILL)
        else:
            os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)
        wait_until(lambda: not any(map(is_alive, pids)), f"{pids} are gone")
        # A process whose first thread has ended looks dead while others still end.
        wait_until(self.is_closed, "nobody listens any more")

    def stop(self) -> None:
        """End by SIGTERM, where it still runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(PATIENCE)

    def run(self, *words: str) -> str:
        """What a command of the command line prints; it has to end with 0."""
        done = subprocess.run(
            [sys.executable, "-m", *words],
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{words}: {done.stdout}\n{done.stderr}"
        return done.stdout


class Operator:
    """A process beside the server that does what no request can; see operator.py."""

    def __init__(self, tree: Tree) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.operator"],
            env=tree.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, command: str) -> Any:
        """Have one of its functions run; what it gave."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{command}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"the operator failed at {command}"
        return json.loads(line)

    def end(self) -> None:
        self.process.communicate(timeout=PATIENCE)
