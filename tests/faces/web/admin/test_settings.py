"""The page of settings: what is set, by whom, and nothing that is secret."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from hallway.config.environment import Source
from tests.access.test_pages import browser
from tests.world import World

PAGE = "/admin/settings"


@pytest.fixture
def admin(world: World) -> Client:
    return browser(world, "admin")


def rows(admin: Client) -> dict[str, list[str]]:
    """The words of each row, by the name of its setting."""
    page = admin.get(PAGE).content.decode()
    found = {}
    # What a narrow table says in one column less.
    page = re.sub(r'<span class="admin__meta">.*?</span>', "", page)
    for row in re.findall(r"<tr>(<td.*?)</tr>", page):
        cells = [
            unescape(" ".join(re.sub(r"<[^>]+>", " ", cell).split()))
            for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)
        ]
        found[cells[0].split()[0]] = cells
    return found


def test_every_setting_says_how_to_set_it(admin: Client) -> None:
    found = rows(admin)
    assert set(found) == {one.name for one in fields(settings.HALLWAY)}
    for name, cells in found.items():
        assert cells[0] == f"{name} HALLWAY_{name.upper()}"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (Source("default"), "Default"),
        (Source("variable", "HALLWAY_THREADS"), "Environment variable"),
        (Source("file", "threads"), "Configuration file hallway.toml: threads"),
        (Source("option", "--threads"), "Command line --threads"),
    ],
)
def test_a_setting_says_who_set_it(
    admin: Client, settings: Any, source: Source, words: str
) -> None:
    settings.HALLWAY_SOURCES = {**settings.HALLWAY_SOURCES, "threads": source}
    assert rows(admin)["threads"][2] == words


@pytest.mark.parametrize(
    "url",
    [
        "smtp://who:fernwhisper@mail.example:25",
        "smtp://fernwhisper@mail.example",
        "smtp://who:a%40fernwhisper@mail.example",
        "smtp://who:1?fernwhisper@mail.example",
        "smtp://who:1#fernwhisper@mail.example",
        "smtp://mail.example?key=fernwhisper",
        "smtp://mail.example?key=x@fernwhisper",
    ],
)
def test_no_page_shows_a_secret(admin: Client, settings: Any, url: str) -> None:
    settings.HALLWAY = replace(
        settings.HALLWAY,
        smtp_url=url,
        database_url="postgres://who:fernwhisper@db.example/hallway",
        metrics_token="fernwhisper",
        data=Path("/srv/hallway"),
    )
    found = rows(admin)
    assert found["metrics_token"][1] == "set"
    assert "fernwhisper" not in admin.get(PAGE).content.decode()
    assert found["data"][1] == "/srv/hallway"
    settings.HALLWAY = replace(settings.HALLWAY, metrics_token="")
    assert rows(admin)["metrics_token"][1] == "not set"


def test_an_address_is_shown_without_its_password(admin: Client, settings: Any) -> None:
    url = "postgres://who:what@db.example:5432/hallway"
    settings.HALLWAY = replace(settings.HALLWAY, database_url=url)
    assert rows(admin)["database_url"][1] == "postgres://who:…@db.example:5432/hallway"
