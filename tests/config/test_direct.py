"""The short way for programs answers what the long way answers."""

from __future__ import annotations

import base64
import io
import threading
from typing import Any

import pytest

from hallway.core.people.commands import create_token
from tests.world import World


def environ(method: str, path: str, **more: str) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": "",
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        **more,
    }


def ask(way: Any, asked: dict[str, Any]) -> tuple[str, dict[str, str], bytes]:
    started: list[tuple[str, dict[str, str]]] = []

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        started.append((status, dict(headers)))

    body = way(asked, start_response)
    whole = b"".join(body)
    if hasattr(body, "close"):
        body.close()
    return (*started[0], whole)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PROPFIND", "OPTIONS", "POST"])
@pytest.mark.parametrize("name", ["welcome", "payroll", "plans", "root"])
def test_both_ways_give_one_answer(
    committed_world: World, method: str, name: str
) -> None:
    from hallway.config import direct, wsgi

    world = committed_world
    member = world.actor("member")
    secret = create_token(member, member.principal, name="direct", days=1)
    path = "/" + "/".join(world.path(name))
    asked = environ(method, path, HTTP_AUTHORIZATION=f"Bearer {secret}", HTTP_DEPTH="1")
    assert direct.is_direct(asked)
    short = ask(direct.answer, dict(asked))
    long = ask(wsgi._django, dict(asked))
    assert short[0] == long[0]
    assert short[2] == long[2]
    about = {"Content-Type", "ETag", "Content-Length", "Allow", "DAV"}
    assert {k: v for k, v in short[1].items() if k in about} == {
        k: v for k, v in long[1].items() if k in about
    }


def test_reads_take_turns_but_not_while_a_long_body_goes_out(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hallway.config import direct

    world = committed_world
    world.put("root", "long.bin", b"x" * (size := 300 * 1024))
    owner = world.actor("owner")
    secret = create_token(owner, owner.principal, name="direct", days=1)
    asked = environ(
        "GET",
        "/sites/hr/Documents/long.bin",
        HTTP_AUTHORIZATION=f"Bearer {secret}",
    )
    turn = threading.Lock()
    held: list[bool] = []
    whole = direct._answer
    monkeypatch.setattr(direct, "_turn", turn)

    def answered(request: Any) -> Any:
        held.append(turn.locked())
        return whole(request)

    monkeypatch.setattr(direct, "_answer", answered)
    body = direct.answer(dict(asked), lambda status, headers: None)
    assert held == [True]
    assert not turn.locked()
    assert len(b"".join(body)) == size
    body.close()  # type: ignore[attr-defined]
    ask(direct.answer, asked | {"REQUEST_METHOD": "PROPFIND", "HTTP_DEPTH": "0"})
    assert held == [True, False]


def test_a_host_that_is_not_ours_is_refused_on_the_short_way_too() -> None:
    from hallway.config import direct

    pair = base64.b64encode(b"a@b.c:x").decode()
    asked = environ("GET", "/sites/hr", HTTP_AUTHORIZATION=f"Basic {pair}")
    asked["HTTP_HOST"] = "elsewhere.example"
    assert ask(direct.answer, asked)[0].startswith("400")


@pytest.mark.parametrize(
    "path",
    ["/", "/sites", "/Documents/a.txt", "/sites/hr/_api/web", "/accounts/login/"],
)
def test_other_faces_keep_the_long_way(path: str) -> None:
    from hallway.config.direct import is_direct

    assert not is_direct(environ("GET", path, HTTP_AUTHORIZATION="Bearer x"))


def test_a_browser_keeps_the_long_way() -> None:
    from hallway.config.direct import is_direct

    assert not is_direct(environ("GET", "/sites/hr/Documents"))
