"""An upload is stored whole or not at all, whatever its connection does."""

from __future__ import annotations

import hashlib
import os
import time

import pytest

from tests.bad_input.raw import Raw

pytestmark = [pytest.mark.both, pytest.mark.slow]

CHUNKED = "Transfer-Encoding: chunked"
LARGE = 300 * 1000**2
PIECE = 1 << 20


def chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_uploads_are_whole_or_not_at_all(raw: Raw) -> None:
    body = os.urandom(200_000)
    chunks = (*(chunk(body[i : i + 7000]) for i in range(0, len(body), 7000)),)
    end = b"0\r\n\r\n"
    size = len(body)
    whole = {
        "plain": ([f"Content-Length: {size}"], (body,)),
        "finder": ([CHUNKED, f"X-Expected-Entity-Length: {size}"], (*chunks, end)),
        "owncloud": ([CHUNKED, f"OC-Total-Length: {size}"], (*chunks, end)),
    }
    for name, (lines, parts) in whole.items():
        assert raw.put(name, *lines, parts=parts) == 201, name
        assert raw.digest(name) == digest(body), name
    assert raw.put("empty", "Content-Length: 0") == 201
    assert raw.digest("empty") == digest(b"")
    chunked_empty = raw.put("none", CHUNKED, "OC-Total-Length: 0", parts=(end,))
    assert chunked_empty == 201
    assert raw.digest("none") == digest(b"")

    declared = f"OC-Total-Length: {size}"
    broken: dict[str, tuple[list[str], tuple[bytes, ...], set[int]]] = {
        # No status: the client is gone, or was cut off while it spoke.
        "short": ([f"Content-Length: {size + 1}"], (body,), {0, 400}),
        "aborted": ([CHUNKED, declared], chunks[:5], {0, 400}),
        "aborted in a chunk": ([CHUNKED, declared], (chunks[0][:100],), {0, 400}),
        "too few chunks": ([CHUNKED, declared], (*chunks[:-1], end), {400}),
        "too many chunks": ([CHUNKED, declared], (*chunks, chunk(b"x"), end), {0, 400}),
        "undeclared": ([CHUNKED], (*chunks, end), {0, 411}),
        "no length": ([], (), {411}),
    }
    for name, (lines, parts, statuses) in broken.items():
        for path in (name.replace(" ", "-"), "plain"):
            leave = name == "short" or name.startswith("aborted")
            status = raw.put(path, *lines, parts=parts, leave=leave)
            assert status in statuses, name
        # Neither made nor overwritten.
        assert raw.digest(name.replace(" ", "-")) is None, name
        assert raw.digest("plain") == digest(body), name
    assert raw.listing().count(b"<D:response>") == 6
    wait_until_gone(raw)


def wait_until_gone(raw: Raw) -> None:
    """Whose client vanished is noticed a moment later."""
    deadline = time.monotonic() + 30
    while raw.leftovers():
        assert time.monotonic() < deadline, raw.leftovers()
        time.sleep(0.01)


def test_who_waits_for_100_is_refused_before_he_sends_or_told_to_go_on(
    raw: Raw,
) -> None:
    expect = "Expect: 100-continue"
    with raw.connect() as line:
        line.sendall(raw.head("PUT", "later", expect, "Content-Length: 5"))
        assert line.recv(1000).startswith(b"HTTP/1.1 100 ")
        line.sendall(b"later")
        assert raw.status(raw.rest(line)) == 201
    assert raw.digest("later") == digest(b"later")
    for name, status, *lines in (
        ("none/later", 409, "Content-Length: 5"),
        ("a%7Cb", 400, "Content-Length: 5"),
        ("later", 412, "Content-Length: 5", "If-None-Match: *"),
        ("undeclared", 411, CHUNKED),
    ):
        with raw.connect() as line:
            line.sendall(raw.head("PUT", str(name), expect, *map(str, lines)))
            answer = line.recv(4000)
        assert raw.status(answer) == status, name


def test_300_mb_go_in_and_out_with_flat_memory(raw: Raw) -> None:
    piece = os.urandom(PIECE)
    whole, rest = divmod(LARGE, PIECE)
    wanted = hashlib.sha256()
    # The first upload warms the worker up.
    assert raw.put("warm", f"Content-Length: {PIECE}", parts=(piece,)) == 201
    before = raw.memory()
    most = before
    with raw.connect() as line:
        line.sendall(raw.head("PUT", "large", f"Content-Length: {LARGE}"))
        for number in range(whole + 1):
            part = piece if number < whole else piece[:rest]
            wanted.update(part)
            line.sendall(part)
            if number % 50 == 49:
                most = max(most, raw.memory())
        assert raw.status(raw.rest(line)) == 201
    found = hashlib.sha256()
    with raw.connect() as line:
        line.sendall(raw.head("GET", "large"))
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += line.recv(65536)
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 ")
        size = 0
        # The head may come alone: what follows is asked for until all is here.
        while True:
            found.update(body)
            size += len(body)
            if size >= LARGE or not (body := line.recv(1 << 20)):
                break
            if size % 50 < 1 << 16:
                most = max(most, raw.memory())
    assert (size, found.hexdigest()) == (LARGE, wanted.hexdigest())
    # A tenth of the body would show that it is held anywhere.
    assert max(most, raw.memory()) - before < LARGE / 10
