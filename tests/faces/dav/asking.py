"""Requests through the whole WSGI application, without a socket."""

import base64
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names in lower case, several of one name joined."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Body(io.RawIOBase):
    """A request's body that knows whether anybody read of it."""

    def __init__(self, content: bytes) -> None:
        self.content = io.BytesIO(content)
        self.was_read = False

    def read(self, size: int = -1) -> bytes:
        self.was_read = True
        return self.content.read(size)


def ask(
    method: str,
    path: str,
    *,
    token: str = "",
    email: str = "",
    body: bytes | str | Body = b"",
    **headers: str,
) -> Answer:
    """Send a request; ``If_Match="*"`` is a header, ``path`` percent-encoded."""
    from hallway.config.wsgi import application

    if token and "Authorization" not in headers:
        headers["Authorization"] = credentials(token, email=email)
    environ = _environ(method, path, body, headers)
    told: list[Any] = []
    with _connection_kept():
        response = application(environ, lambda *start: told.extend(start))
        try:
            content = b"".join(response)
        finally:
            if hasattr(response, "close"):
                response.close()
    found: dict[str, str] = {}
    for name, value in told[1]:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return Answer(int(told[0].split()[0]), found, content)


@contextmanager
def _connection_kept() -> Iterator[None]:
    """Keep the test's transaction open, as Django's own test client does."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def credentials(token: str, *, email: str = "") -> str:
    if not email:
        return f"Bearer {token}"
    return f"Basic {base64.b64encode(f'{email}:{token}'.encode()).decode()}"


def _environ(
    method: str, path: str, body: bytes | str | Body, headers: Mapping[str, str]
) -> dict[str, Any]:
    raw, _, query = path.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(raw).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "wsgi.url_scheme": "http",
    }
    if isinstance(body, str):
        body = body.encode()
    if isinstance(body, bytes):
        if body:
            environ["CONTENT_LENGTH"] = str(len(body))
        body = Body(body)
    environ["wsgi.input"] = body
    for name, value in headers.items():
        key = name.upper().replace("-", "_")
        plain = key in ("CONTENT_LENGTH", "CONTENT_TYPE")
        environ[key if plain else f"HTTP_{key}"] = value
    return environ
