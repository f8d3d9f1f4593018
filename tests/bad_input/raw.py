"""Bytes to a live server and back, with no client in between that would mend them."""

from __future__ import annotations

import hashlib
import socket
from pathlib import Path

from tests.conformance.server import LiveServer

PATIENCE = 30.0
ROOT = "/sites/live/Documents"


class Raw:
    """Speaks to one server as its one person."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self.host = f"127.0.0.1:{server.port}"

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.server.port), PATIENCE)

    def head(self, method: str, name: str, *lines: str) -> bytes:
        """The head of a request with credentials; no `Connection: keep-alive`."""
        all_lines = [
            f"{method} {ROOT}/{name} HTTP/1.1",
            f"Host: {self.host}",
            f"Authorization: Bearer {self.server.token}",
            "Connection: close",
            *lines,
        ]
        return "".join(f"{line}\r\n" for line in [*all_lines, ""]).encode("latin-1")

    def send(self, *parts: bytes, leave: bool = False) -> bytes:
        """Send and read to the end; what came, perhaps nothing.

        With ``leave`` the client says at once that no more will come: the server
        takes that for a broken connection.
        """
        with self.connect() as line:
            try:
                for part in parts:
                    line.sendall(part)
                if leave:
                    line.shutdown(socket.SHUT_WR)
            except OSError:
                # Refused while we spoke: the answer may be there all the same.
                pass
            return self.rest(line)

    def rest(self, line: socket.socket) -> bytes:
        answer = b""
        try:
            while piece := line.recv(65536):
                answer += piece
        except ConnectionResetError:
            pass
        return answer

    def status(self, answer: bytes) -> int:
        """The status in an answer, 0 where there was none."""
        return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else 0

    def put(
        self, name: str, *lines: str, parts: tuple[bytes, ...] = (), leave: bool = False
    ) -> int:
        """Status of an upload, 0 where the connection ended without one."""
        head = self.head("PUT", name, *lines)
        return self.status(self.send(head, *parts, leave=leave))

    def digest(self, name: str) -> str | None:
        """SHA-256 of what stands there, None for nothing."""
        status, _, body = self.server.ask("GET", f"{ROOT}/{name}")
        assert status in (200, 404)
        return hashlib.sha256(body).hexdigest() if status == 200 else None

    def listing(self) -> bytes:
        """All that is there."""
        depth = {"Depth": "infinity"}
        return self.server.ask("PROPFIND", f"{ROOT}/", headers=depth)[2]

    def leftovers(self) -> list[str]:
        """Bodies that were begun and are still staged."""
        return [path.name for path in Path(self.server.data).glob("blobs/*stag*/*")]

    def worker(self) -> int:
        """The process that answers."""
        assert self.server.process is not None
        tasks = Path(f"/proc/{self.server.process.pid}/task").glob("*/children")
        (worker,) = [int(word) for task in tasks for word in task.read_text().split()]
        return worker

    def memory(self) -> int:
        """Bytes of memory of the worker that no file stands behind."""
        status = Path(f"/proc/{self.worker()}/status").read_text()
        (line,) = [one for one in status.splitlines() if one.startswith("RssAnon:")]
        return int(line.split()[1]) * 1024
