"""Uploads byte by byte: each is stored whole or not at all."""

import hashlib
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.server import LiveServer

pytestmark = [pytest.mark.conformance, pytest.mark.both]

MB = 1024 * 1024
CHUNKED = "Transfer-Encoding: chunked"


def chunk(piece: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(piece), piece)


class Line:
    """A connection to the server on which a test says exactly what it wants."""

    def __init__(self, live: LiveServer, folder: str) -> None:
        self.live = live
        self.folder = folder
        self.socket = socket.create_connection(("127.0.0.1", live.port), timeout=60)

    def head(self, name: str, *headers: str) -> None:
        self.socket.sendall(self.start(name, *headers))

    def start(self, name: str, *headers: str) -> bytes:
        lines = [
            f"PUT {self.folder}{name} HTTP/1.1",
            f"Host: 127.0.0.1:{self.live.port}",
            f"Authorization: {self.live.basic}",
            "Connection: close",
            *headers,
        ]
        return "\r\n".join([*lines, "", ""]).encode()

    def chunk(self, piece: bytes) -> None:
        self.socket.sendall(chunk(piece))

    def whole(self, name: str, header: str, piece: bytes) -> None:
        """All of a request in one write: the server may answer before it is read."""
        head = self.start(name, CHUNKED, *filter(None, [header]))
        self.socket.sendall(head + chunk(piece) + chunk(b""))

    def status(self) -> int:
        """The status of the answer; interim answers are passed over."""
        while True:
            head = self.read_head()
            status = int(head.split(b" ", 2)[1])
            if status >= 200:
                return status

    def read_head(self) -> bytes:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            piece = self.socket.recv(1)
            assert piece, head
            head += piece
        return head

    def close(self) -> None:
        self.socket.close()


@pytest.fixture
def line(live: LiveServer, folder: str) -> Iterator[Line]:
    opened = Line(live, folder)
    yield opened
    opened.close()


def stored(line: Line, name: str) -> bytes | None:
    status, _, body = line.live.ask("GET", f"{line.folder}{name}")
    return body if status == 200 else None


def test_a_whole_body_in_chunks_with_its_length_is_stored(line: Line) -> None:
    line.head("a.bin", CHUNKED, "X-Expected-Entity-Length: 11")
    for piece in (b"Hello", b" ", b"World"):
        line.chunk(piece)
    line.chunk(b"")
    assert line.status() == 201
    assert stored(line, "a.bin") == b"Hello World"


def test_chunks_without_a_length_are_411(line: Line) -> None:
    line.whole("a.bin", "", b"Hello")
    assert line.status() == 411
    assert stored(line, "a.bin") is None


@pytest.mark.parametrize("declared", [10, 12])
def test_chunks_of_another_length_are_400(line: Line, declared: int) -> None:
    line.whole("a.bin", f"OC-Total-Length: {declared}", b"Hello World")
    assert line.status() == 400
    assert stored(line, "a.bin") is None


def test_a_chunked_body_that_breaks_off_is_not_stored(
    live: LiveServer, folder: str
) -> None:
    live.ask("PUT", f"{folder}a.bin", b"before")
    line = Line(live, folder)
    line.head("a.bin", CHUNKED, "OC-Total-Length: 100000")
    line.chunk(b"x" * 50_000)
    line.close()
    # The server has answered this by the time it answers the next on the same name.
    status, headers, _ = live.ask("PUT", f"{folder}b.bin", b"after")
    assert status == 201, headers
    assert stored(line, "a.bin") == b"before"


def test_a_body_that_breaks_off_is_not_stored(live: LiveServer, folder: str) -> None:
    line = Line(live, folder)
    line.head("a.bin", "Content-Length: 100000")
    line.socket.sendall(b"x" * 50_000)
    line.socket.shutdown(socket.SHUT_WR)
    while line.socket.recv(4096):
        pass
    line.close()
    assert stored(line, "a.bin") is None


def test_an_empty_body_is_an_empty_file(line: Line) -> None:
    line.head("empty.txt", "Content-Length: 0")
    assert line.status() == 201
    assert stored(line, "empty.txt") == b""


def test_a_client_that_waits_is_told_to_go_on(line: Line) -> None:
    line.head("a.bin", "Content-Length: 5", "Expect: 100-continue")
    assert line.read_head().startswith(b"HTTP/1.1 100 ")
    line.socket.sendall(b"Hello")
    assert line.status() == 201
    assert stored(line, "a.bin") == b"Hello"


def test_a_client_that_waits_is_refused_before_it_sends(line: Line) -> None:
    line.head("no/folder/a.bin", "Content-Length: 5", "Expect: 100-continue")
    assert line.read_head().startswith(b"HTTP/1.1 409 ")


def test_a_refused_upload_leaves_nothing_in_the_store(
    live: LiveServer, folder: str
) -> None:
    def bodies() -> int:
        return sum(1 for one in (live.data / "blobs").rglob("*") if one.is_file())

    live.ask("PUT", f"{folder}a.bin", b"x")
    before = bodies()
    path = f"{folder}a.bin"
    assert live.ask("PUT", path, b"y", {"If-None-Match": "*"})[0] == 412
    assert live.ask("PUT", f"{folder}con", b"y")[0] == 400
    assert bodies() == before


@pytest.mark.slow
def test_300_mb_go_up_and_come_down_with_flat_memory(line: Line) -> None:
    piece = bytes(range(256)) * (MB // 256)
    digest = hashlib.sha256()
    live = line.live
    live.ask("PUT", f"{line.folder}small.bin", b"x")
    reset_peaks(live)
    before = peak(live)
    line.head("large.bin", f"Content-Length: {300 * MB}")
    for _ in range(300):
        line.socket.sendall(piece)
        digest.update(piece)
    assert line.status() == 201
    program = ["curl", "-sS", "-u", f"{live.email}:{live.token}"]
    back = subprocess.run(
        f"{' '.join(program)} {live.origin}{line.folder}large.bin | sha256sum",
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert back.stdout.split()[0] == digest.hexdigest()
    assert peak(live) - before < 40 * MB


def processes(live: LiveServer) -> list[Path]:
    assert live.process is not None
    found, queue = [], [live.process.pid]
    while queue:
        pid = queue.pop()
        found.append(Path(f"/proc/{pid}"))
        for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
            queue += [int(word) for word in tasks.read_text().split()]
    return found


def reset_peaks(live: LiveServer) -> None:
    """Let the kernel count the most resident memory from here on."""
    for process in processes(live):
        (process / "clear_refs").write_text("5")


def peak(live: LiveServer) -> int:
    """The most bytes the server's processes had resident, added up."""
    total = 0
    for process in processes(live):
        for row in (process / "status").read_text().splitlines():
            if row.startswith("VmHWM:"):
                total += int(row.split()[1]) * 1024
    return total
