"""Static files for ever, and pages with a policy; WebDAV's answers stay their own."""

import gzip

import pytest
from django.test import Client

from hallway.config.pages import HEADERS
from hallway.design import assets


def test_a_static_file_may_be_kept_for_ever() -> None:
    answer = Client().get(assets.url(assets.STYLE), headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(answer.content) == assets.style_sheet()


def test_a_static_file_is_plain_for_who_takes_no_gzip() -> None:
    answer = Client().get(assets.url(assets.STYLE))
    assert answer.content == assets.style_sheet()
    assert "Content-Encoding" not in answer.headers


def test_a_page_from_before_an_update_still_finds_its_files() -> None:
    answer = Client().get("/static/0123456789abcdef/css/hallway.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "name", ["css/no.css", "../__init__.py", "apps.py", "css/tokens.css"]
)
def test_nothing_else_is_served(name: str) -> None:
    version = assets.bundle().version
    assert Client().get(f"/static/{version}/{name}").status_code == 404


def test_a_static_file_is_not_written() -> None:
    assert Client().post(assets.url(assets.STYLE)).status_code == 405


def test_a_page_has_a_policy() -> None:
    answer = Client().get("/design/")
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    assert set(answer.headers["Vary"].split(", ")) == {
        *("Accept-Language", "Accept-Encoding", "Cookie")
    }


def test_a_page_is_compressed_for_who_takes_gzip() -> None:
    plain = Client().get("/design/")
    assert "Content-Encoding" not in plain.headers
    lengths = set()
    for _ in range(8):
        answer = Client().get("/design/", headers={"Accept-Encoding": "gzip, br"})
        assert answer.headers["Content-Encoding"] == "gzip"
        text = gzip.decompress(answer.content)
        assert text.startswith(b"<!doctype html>")
        assert len(text) == len(plain.content)
        lengths.add(len(answer.content))
    assert max(lengths) < len(plain.content) / 3
    # What a page weighs tells nothing of what stands in it.
    assert len(lengths) > 1


def test_crawlers_are_told_what_they_may_read() -> None:
    answer = Client().get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain"
    assert "Allow: /accounts/login/" in answer.content.decode()


@pytest.mark.django_db
def test_the_answers_of_webdav_stay_as_they_are() -> None:
    answer = Client().options("/")
    assert "Content-Language" not in answer.headers
    assert "Referrer-Policy" not in answer.headers
