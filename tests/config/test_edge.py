"""What every request passes first."""

import dataclasses
import ipaddress
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.module_loading import import_string
from pytest_django.fixtures import Settings

from hallway.config.edge import EdgeMiddleware
from hallway.config.wsgi import application

PROXY = (ipaddress.ip_network("10.0.0.0/8"),)


@pytest.fixture
def seen() -> list[HttpRequest]:
    return []


@pytest.fixture
def edge(seen: list[HttpRequest]) -> EdgeMiddleware:
    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse("body")

    return EdgeMiddleware(view)


@pytest.fixture
def behind_proxy(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["hw.example"]
    settings.HALLWAY = dataclasses.replace(settings.HALLWAY, trusted_proxies=PROXY)


def get(**headers: str) -> HttpRequest:
    return RequestFactory().get("/x", **headers)  # type: ignore[arg-type]


def call(path: bytes, host: str = "127.0.0.1") -> str:
    """Status of a request as the server hands it over."""
    told: list[str] = []
    environ: dict[str, Any] = RequestFactory(HTTP_HOST=host).get("/").environ
    environ["PATH_INFO"] = path.decode("latin-1")

    def start(status: str, _headers: list[tuple[str, str]]) -> Callable[..., None]:
        told.append(status)
        return lambda data: None

    for _ in application(environ, start):
        pass
    return told[0][:3]


@pytest.mark.django_db
def test_a_known_host_passes_and_an_unknown_one_is_400(
    edge: EdgeMiddleware, seen: list[HttpRequest], settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["hw.example"]
    assert edge(get(HTTP_HOST="hw.example:443")).status_code == 200
    for host in ("evil.example", "hw.example.evil", "hw.example:x", "", "a b", "[::1"):
        assert edge(get(HTTP_HOST=host)).status_code == 400
    assert len(seen) == 1


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_health_answers_any_host(client: Client, path: str) -> None:
    response = client.get(path, HTTP_HOST="10.1.2.3")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_names_a_storage_that_is_gone(
    client: Client, settings: Settings
) -> None:
    url = "file:///dev/null/blobs"
    settings.HALLWAY = dataclasses.replace(settings.HALLWAY, storage_url=url)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"storage\n")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (b"/healthz", "200"),
        (b"/\xff", "400"),
        (b"healthz", "400"),
        (b"*", "400"),
        (b"/a\xc3", "400"),
        (b"/a\0b", "400"),
        (b"/a\nb", "400"),
        (b"/a\rb", "400"),
    ],
)
@pytest.mark.django_db
def test_an_unreadable_path_is_400(path: bytes, status: str) -> None:
    assert call(path) == status


def test_a_path_of_any_script_is_read(
    edge: EdgeMiddleware, seen: list[HttpRequest]
) -> None:
    path = "/sites/人事/Ünïcode 😀"
    assert edge(RequestFactory().get(path)).status_code == 200
    assert seen[0].path_info == path


def test_a_plain_answer_says_its_length(edge: EdgeMiddleware) -> None:
    assert edge(get())["Content-Length"] == "4"


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_without_a_body_says_no_length(status: int) -> None:
    edge = EdgeMiddleware(lambda request: HttpResponse(status=status))
    assert not edge(get()).has_header("Content-Length")


@pytest.mark.usefixtures("behind_proxy")
def test_a_trusted_proxy_is_believed(
    edge: EdgeMiddleware, seen: list[HttpRequest]
) -> None:
    forwarded = {
        "REMOTE_ADDR": "10.0.0.1",
        "HTTP_HOST": "internal",
        "HTTP_X_FORWARDED_FOR": "6.6.6.6, 203.0.113.9, 10.0.0.2",
        "HTTP_X_FORWARDED_HOST": "hw.example",
        "HTTP_X_FORWARDED_PROTO": "https",
    }
    assert edge(get(**forwarded)).status_code == 200
    assert seen[0].META["REMOTE_ADDR"] == "203.0.113.9"
    assert seen[0].build_absolute_uri() == "https://hw.example/x"


@pytest.mark.usefixtures("behind_proxy")
def test_anybody_else_is_not(edge: EdgeMiddleware, seen: list[HttpRequest]) -> None:
    forwarded = {
        "REMOTE_ADDR": "203.0.113.9",
        "HTTP_X_FORWARDED_FOR": "10.0.0.1",
        "HTTP_X_FORWARDED_PROTO": "https",
    }
    assert edge(get(HTTP_HOST="hw.example", **forwarded)).status_code == 200
    assert seen[0].META["REMOTE_ADDR"] == "203.0.113.9"
    assert not seen[0].is_secure()
    assert "HTTP_X_FORWARDED_FOR" not in seen[0].META
    refused = edge(get(HTTP_X_FORWARDED_HOST="hw.example", **forwarded))
    assert refused.status_code == 400


def test_no_middleware_reads_the_body() -> None:
    request = RequestFactory().put("/x", b"body", content_type="text/plain")
    answer: Any = lambda _: HttpResponse()  # noqa: E731 - wrapped again and again
    for name in reversed(settings.MIDDLEWARE):
        answer = import_string(name)(answer)
    answer(request)
    assert request.environ["wsgi.input"].read() == b"body"
