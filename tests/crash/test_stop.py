"""SIGTERM: what is running ends in peace, and nobody new is let in afterwards."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.crash.operator import SITE
from tests.crash.tree import PATIENCE, Operator, Tree, is_alive
from tests.crash.writer import Writer

pytestmark = [pytest.mark.both, pytest.mark.slow]

DRAIN = 10.0
SLACK = 10.0
"""Beyond the promised 10 s: what a busy machine may take to end processes."""


@pytest.fixture
def server(
    tmp_path: Path, new_database_url: Callable[[], str]
) -> Iterator[tuple[Tree, Writer]]:
    tree = Tree(tmp_path, new_database_url())
    operator = Operator(tree)
    token = operator.ask("seed")
    operator.end()
    tree.start()
    writer = Writer("writer", tree.port, token, "stop")
    writer.begin()
    yield tree, writer
    if tree.process is not None and is_alive(tree.process.pid):
        tree.kill("group")


def begin_upload(writer: Writer, name: str, length: int) -> socket.socket:
    """A connection on which the head of an upload is sent and the worker reads."""
    line = socket.create_connection(("127.0.0.1", writer.port), timeout=PATIENCE)
    head = (
        f"PUT {SITE}/Documents/writer/{name} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {writer.token}\r\nContent-Length: {length}\r\n"
        "Expect: 100-continue\r\n\r\n"
    )
    line.sendall(head.encode())
    # Only who reads the body says so.
    assert line.recv(1000).startswith(b"HTTP/1.1 100 ")
    return line


def test_a_running_upload_ends_before_the_server_does(
    server: tuple[Tree, Writer],
) -> None:
    tree, writer = server
    assert tree.process is not None
    body = os.urandom(700_000)
    with begin_upload(writer, "last.bin", len(body)) as line:
        line.sendall(body[:300_000])
        tree.process.send_signal(signal.SIGTERM)
        line.sendall(body[300_000:])
        assert line.recv(1000).startswith(b"HTTP/1.1 201 ")
    assert tree.process.wait(DRAIN + SLACK) == 0
    assert tree.is_closed()
    tree.start()
    writer.world["/last.bin"] = hashlib.sha256(body).hexdigest()
    writer.check(everything=True)


def test_an_upload_that_does_not_end_holds_up_nobody_for_long(
    server: tuple[Tree, Writer],
) -> None:
    tree, writer = server
    assert tree.process is not None
    with begin_upload(writer, "stalled.bin", 1000) as line:
        line.sendall(b"x" * 500)
        tree.process.send_signal(signal.SIGTERM)
        assert tree.process.wait(DRAIN + SLACK) == 0
        assert tree.is_closed()
    tree.start()
    writer.check(everything=True)
