"""Bodies arrive whole or not at all, whatever the connection does."""

import hashlib
import io
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hallway.faces._common.body import (
    BadLength,
    LengthRequired,
    declared_length,
    read_body,
)
from hallway.platform.storage.contract import LongBody, ShortBody

CHUNKED = "Transfer-Encoding: chunked\r\n"


class Live:
    """A server of one application, spoken to byte by byte."""

    def __init__(self, port: int, store: Path) -> None:
        self.port = port
        self.store = store

    def send(self, head: str, *parts: bytes, path: str = "/") -> str:
        """Send a request and read its answer to the end."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as line:
            # In one write: the server may answer and close before it has read all.
            line.sendall(self.head(head, path) + b"".join(parts))
            return self.rest(line)

    def head(self, head: str, path: str = "/") -> bytes:
        first = f"PUT {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        return f"{first}{head}\r\n".encode()

    def rest(self, line: socket.socket) -> str:
        answer = b""
        while piece := line.recv(65536):
            answer += piece
        return answer.decode()

    def answers(self) -> list[str]:
        file = self.store / "answers"
        return file.read_text().splitlines() if file.exists() else []

    def wait_for_answers(self, number: int) -> list[str]:
        """What the application said; for a client that is gone by then."""
        deadline = time.monotonic() + 20
        while len(self.answers()) < number:
            assert time.monotonic() < deadline, self.answers()
            time.sleep(0.01)
        return self.answers()

    def stored(self) -> list[str]:
        return sorted(path.name for path in self.store.glob("??/*"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    store = tmp_path_factory.mktemp("store")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    words = ["--interface", "wsgi", "--http", "1", "--no-ws", "--port", str(port)]
    words += ["--blocking-threads", "4", "--backpressure", "16", "--log-level", "error"]
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *words, "body_app:application"],
        cwd=Path(__file__).parent,
        env={
            **os.environ,
            "BODY_APP_STORE": str(store),
            "PYTHONPATH": os.pathsep.join([*sys.path, str(Path(__file__).parent)]),
        },
    )
    try:
        wait_until_open(port)
        yield Live(port, store)
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def live(server: Live) -> Live:
    """The server, with its memory wiped."""
    for path in [*server.store.glob("??/*"), *server.store.glob("answers")]:
        path.unlink()
    return server


def wait_until_open(port: int) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        else:
            return


def chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def told(body: bytes) -> str:
    return f"stored {len(body)} {hashlib.sha256(body).hexdigest()}"


@pytest.mark.parametrize("size", [0, 1, 5000, 3 * 1024**2 + 1])
def test_a_body_with_a_length_is_stored(live: Live, size: int) -> None:
    body = os.urandom(size)
    assert live.send(f"Content-Length: {size}\r\n", body).endswith(told(body))


@pytest.mark.parametrize("name", ["X-Expected-Entity-Length", "OC-Total-Length"])
@pytest.mark.parametrize("size", [0, 5000, 3 * 1024**2 + 1])
def test_a_chunked_body_with_a_length_beside_is_stored(
    live: Live, name: str, size: int
) -> None:
    body = os.urandom(size)
    chunks = [chunk(body[i : i + 70_000]) for i in range(0, size, 70_000)]
    answer = live.send(f"{CHUNKED}{name}: {size}\r\n", *chunks, b"0\r\n\r\n")
    assert answer.endswith(told(body))


def test_an_aborted_chunked_body_is_not_stored(live: Live) -> None:
    with socket.create_connection(("127.0.0.1", live.port)) as line:
        line.sendall(live.head(f"{CHUNKED}X-Expected-Entity-Length: 9000\r\n"))
        line.sendall(chunk(b"x" * 4000))
    assert live.wait_for_answers(1) == ["ShortBody"]
    assert live.stored() == []


def test_an_aborted_body_with_a_length_is_not_stored(live: Live) -> None:
    with socket.create_connection(("127.0.0.1", live.port)) as line:
        line.sendall(live.head("Content-Length: 9000\r\n"))
        line.sendall(b"x" * 4000)
    assert live.wait_for_answers(1) == ["ShortBody"]
    assert live.stored() == []


@pytest.mark.parametrize(
    ("declared", "answer"), [(11, "ShortBody"), (9, "LongBody"), (0, "LongBody")]
)
def test_a_chunked_body_of_another_length_is_not_stored(
    live: Live, declared: int, answer: str
) -> None:
    head = f"{CHUNKED}X-Expected-Entity-Length: {declared}\r\n"
    told = live.send(head, chunk(b"0123456789"), b"0\r\n\r\n")
    assert told.endswith(answer)
    assert live.stored() == []


def test_a_chunked_body_without_a_length_is_refused(live: Live) -> None:
    # Answered before the body comes: sent all the same, it could reset the connection.
    assert live.send(CHUNKED).endswith("LengthRequired")
    assert live.send("").endswith("LengthRequired")


def test_content_length_says_nothing_beside_chunked_coding(live: Live) -> None:
    assert live.send(f"{CHUNKED}Content-Length: 3\r\n").endswith("LengthRequired")


def test_a_client_that_waits_is_told_to_continue_when_the_body_is_read(
    live: Live,
) -> None:
    head = "Content-Length: 5\r\nExpect: 100-continue\r\n"
    with socket.create_connection(("127.0.0.1", live.port), timeout=20) as line:
        line.sendall(live.head(head))
        assert line.recv(1000).startswith(b"HTTP/1.1 100 ")
        line.sendall(b"later")
        assert live.rest(line).endswith(told(b"later"))


def test_a_client_that_waits_is_not_told_to_continue_when_refused(live: Live) -> None:
    head = "Content-Length: 5\r\nExpect: 100-continue\r\n"
    answer = live.send(head, path="/refuse")
    assert answer.startswith("HTTP/1.1 200 ")
    assert answer.endswith("refused")


@pytest.mark.parametrize("text", ["-1", "+1", "1x", "1.5", "²", "9" * 20, "1, 1"])
def test_a_length_that_is_no_number_is_refused(text: str) -> None:
    for environ in (
        {"CONTENT_LENGTH": text},
        {"HTTP_TRANSFER_ENCODING": "chunked", "HTTP_OC_TOTAL_LENGTH": text},
    ):
        with pytest.raises(BadLength):
            declared_length(environ)


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"CONTENT_LENGTH": ""},
        {"HTTP_OC_TOTAL_LENGTH": "5"},
        {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "5"},
    ],
)
def test_a_request_without_a_length_is_refused(environ: dict[str, str]) -> None:
    with pytest.raises(LengthRequired):
        declared_length(environ)


def test_a_refusal_comes_before_the_first_piece() -> None:
    with pytest.raises(LengthRequired):
        read_body({"wsgi.input": io.BytesIO(b"body")})


def environ_of(data: bytes, length: int) -> dict[str, Any]:
    return {"wsgi.input": io.BytesIO(data), "CONTENT_LENGTH": str(length)}


def test_pieces_are_bounded() -> None:
    size = 3 * 1024**2 + 5
    pieces = list(read_body(environ_of(b"x" * size, size)))
    assert [len(piece) for piece in pieces] == [1024**2] * 3 + [5]


def test_too_few_and_too_many_bytes_are_told_apart() -> None:
    cases: list[tuple[int, Callable[[], Any], type[Exception]]] = [
        (6, lambda: list(read_body(environ_of(b"12345", 6))), ShortBody),
        (4, lambda: list(read_body(environ_of(b"12345", 4))), LongBody),
    ]
    for _, read, error in cases:
        with pytest.raises(error):
            read()
