"""What a webhook's address may be, and what is done with one that plays tricks."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from hallway.platform import outbound
from hallway.platform.outbound import (
    Refused,
    Unreachable,
    check_address,
    is_public,
    post,
)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/",
        "https://",
        "//a.example/x",
        "a.example/x",
        "https://user@a.example/",
        "https://user:secret@a.example/",
        "https://a.example:0/",
        "https://a.example:70000/",
        "https://a.example/\r\nX: y",
        "https://a.example/a b",
        "https://bücher.example/",
        "https://[::1/",
        "https://a.example/" + "x" * 2000,
        "",
    ],
)
def test_what_cannot_be_posted_to_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        check_address(url)


@pytest.mark.parametrize("url", ["http://a.example", "https://[2a00::1]:8443/x?y=1"])
def test_what_can_is_taken(url: str) -> None:
    assert check_address(url).hostname


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1"),
        *("255.255.255.255", "240.0.0.1", "::", "::1", "fe80::1", "fc00::1", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
        *("2001::1", "fec0::1", "2001:db8::1"),
    ],
)
def test_no_private_address_is_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2a00:1450:4001::200e", "64:ff9b::5db8:d822"]
)
def test_the_open_internet_is(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@contextmanager
def listening(answer: bytes, *, wait: float = 0) -> Iterator[tuple[int, list[bytes]]]:
    """A server of one answer; it never closes what it began, where it is to wait."""
    taken: list[bytes] = []
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            try:
                peer, _ = server.accept()
            except OSError:
                return
            with peer:
                taken.append(peer.recv(65536))
                peer.sendall(answer)
                done.wait(wait)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1], taken
        finally:
            done.set()
            with socket.socket() as nudge:
                nudge.connect_ex(server.getsockname())
            thread.join()


OK = b"HTTP/1.1 204 No Content\r\n\r\n"


@pytest.mark.parametrize(
    "allowed", ["127.0.0.1", "127.0.0.0/8", "127.1.0.0/8", "LOCALHOST"]
)
def test_an_allowed_host_is_spoken_with(allowed: str) -> None:
    host = "localhost" if allowed == "LOCALHOST" else "127.0.0.1"
    with listening(OK) as (port, taken):
        answer = post(
            f"http://{host}:{port}/x?y=1", b"{}", {"a": "b"}, allowed=[allowed]
        )
    assert answer.status == 204
    head = taken[0].decode().lower()
    assert head.startswith("post /x?y=1 http/1.1\r\n")
    assert f"host: {host}:{port}\r\n" in head
    assert "a: b\r\n" in head


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "0x7f.1"]
)
@pytest.mark.parametrize("allowed", [(), ("10.0.0.0/8", "a.example")])
def test_a_private_host_is_refused_before_a_word(
    host: str, allowed: tuple[str, ...]
) -> None:
    with listening(OK) as (port, taken), pytest.raises(Refused):
        post(f"http://{host}:{port}/", b"{}", {}, allowed=allowed)
    assert [one for one in taken if one] == []


def test_a_name_is_looked_up_once_and_what_was_judged_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    with listening(OK) as (port, _):

        def look(host: str, *_: Any, **__: Any) -> Any:
            asked.append(host)
            place = "127.0.0.1" if len(asked) == 1 else "10.255.255.1"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port))]

        monkeypatch.setattr(socket, "getaddrinfo", _only("a.example", look))
        url = f"http://a.example:{port}/"
        assert post(url, b"", {}, allowed=["127.0.0.0/8"]).status == 204
    assert asked == ["a.example"]


def _only(name: str, look: Callable[..., Any]) -> Callable[..., Any]:
    whole = socket.getaddrinfo

    def answer(host: str, *args: Any, **kwargs: Any) -> Any:
        return (look if host == name else whole)(host, *args, **kwargs)

    return answer


def test_a_name_that_is_public_and_private_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def look(*_: Any, **__: Any) -> Any:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80))
            for one in ("93.184.216.34", "127.0.0.1")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look)
    with pytest.raises(Refused):
        post("http://a.example/", b"", {})


@pytest.mark.parametrize(
    "answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 2x0 OK\r\n\r\n", OK[:10]]
)
def test_what_is_no_http_is_no_answer(answer: bytes) -> None:
    with listening(answer) as (port, _), pytest.raises(Unreachable):
        post(f"http://127.0.0.1:{port}/", b"", {}, allowed=["127.0.0.1"])


def test_nobody_there_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Unreachable, match="Nothing listens there"):
        post(f"http://127.0.0.1:{port}/", b"", {}, allowed=["127.0.0.1"])


def test_a_server_that_keeps_us_waiting_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outbound, "SECONDS", 0.2)
    begun = b"HTTP/1.1 200 OK\r\nX-One: "
    late = pytest.raises(Unreachable, match="did not answer within")
    with listening(begun, wait=30) as (port, _), late:
        post(f"http://127.0.0.1:{port}/", b"", {}, allowed=["127.0.0.1"])


def test_tls_is_spoken_and_a_server_without_is_told() -> None:
    plain = b"HTTP/1.1 400 Bad Request\r\n\r\n"
    with listening(plain) as (port, taken), pytest.raises(Unreachable, match="TLS"):
        post(f"https://127.0.0.1:{port}/", b"", {}, allowed=["127.0.0.1"])
    assert b"POST" not in taken[0]


def test_of_a_long_answer_the_beginning_is_read() -> None:
    body = b"x" * 100_000
    head = f"HTTP/1.1 500 Oh\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with listening(head + body) as (port, _):
        answer = post(f"http://127.0.0.1:{port}/", b"", {}, allowed=["127.0.0.1"])
    assert (answer.status, len(answer.text)) == (500, outbound.LONGEST_ANSWER)
