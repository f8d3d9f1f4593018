"""Route by method by persona → status, for every route there is.

The rows are in ``matrix.txt``: a kind of place, then a line for each request with a
status for each of the cast. ``HALLWAY_TEST_WRITE_MATRIX=1`` writes them anew, for the
reader to judge line by line.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from hallway.wire.paths import join_href
from tests.access.requests import ATTEMPTS, PERSONAS, try_it
from tests.world import World

FILE = Path(__file__).with_name("matrix.txt")
WIDTH = 22

# What is at the dav face's one route, which takes every path.
PLACES = (
    "home",
    "sites",
    "site",
    "customer site",
    "library",
    "folder",
    "file",
    "file for one guest",
    "file for the owner",
    "locked file",
    "customer file",
    "missing in a folder",
    "missing everywhere",
)


def href(world: World, place: str) -> str:
    """The URL of one of PLACES."""
    items = {
        "folder": "deep",
        "file": "q3",
        "file for one guest": "offer",
        "file for the owner": "payroll",
        "locked file": "locked",
        "customer file": "acme_file",
    }
    if place in items:
        return join_href(world.path(items[place]), collection=False)
    return {
        "home": "/",
        "sites": "/sites",
        "site": "/sites/hr",
        "customer site": "/sites/acme",
        "library": "/sites/hr/Documents",
        "missing in a folder": "/sites/hr/Documents/none.txt",
        "missing everywhere": "/sites/none/Documents/none.txt",
    }[place]


def table(world: World, place: str) -> str:
    """The rows of a place, as they are now."""
    path = href(world, place)
    beside = f"{path.rpartition('/')[0]}/new name"
    lines = [f"[{place}]".ljust(WIDTH) + " ".join(PERSONAS)]
    for attempt in ATTEMPTS:
        row = attempt.name.ljust(WIDTH)
        for who in PERSONAS:
            answer, _ = try_it(world, who, attempt, path, beside.replace(" ", "%20"))
            row += str(answer.status).ljust(len(who) + 1)
        lines.append(row.rstrip())
    return "\n".join(lines)


def recorded() -> dict[str, str]:
    if not FILE.exists():
        return {}
    blocks = FILE.read_text(encoding="utf-8").strip().split("\n\n")
    return {block[1 : block.index("]")]: block for block in blocks}


@pytest.mark.parametrize("place", PLACES)
def test_each_persona_may_do_what_the_matrix_says(world: World, place: str) -> None:
    found = table(world, place)
    if os.environ.get("HALLWAY_TEST_WRITE_MATRIX"):
        rows = {**recorded(), place: found}
        ordered = [rows[name] for name in PLACES if name in rows]
        FILE.write_text("\n\n".join(ordered) + "\n", encoding="utf-8")
    assert found.splitlines() == recorded()[place].splitlines()


def test_nothing_is_recorded_that_is_not_asked() -> None:
    assert set(recorded()) == set(PLACES)


# --- the routes that take no persona

OPEN = {
    "healthz": {"GET": 200, "HEAD": 200},
    "readyz": {"GET": 200, "HEAD": 200},
}


@pytest.mark.parametrize("route", OPEN)
@pytest.mark.parametrize("who", PERSONAS)
def test_everybody_may_ask_how_the_server_is_and_do_nothing_else(
    world: World, route: str, who: str
) -> None:
    client = Client(HTTP_HOST="any.example")
    headers = {}
    if who != "anonymous":
        headers["Authorization"] = f"Bearer {world.token(who)}"
    for method in {attempt.method for attempt in ATTEMPTS}:
        answer = client.generic(method, f"/{route}", headers=headers)
        assert answer.status_code == OPEN[route].get(method, 405), method


# --- every route has a row

MATRIX = {"": "matrix.txt"} | dict.fromkeys(OPEN, "OPEN")
"""Each route, and where its rows are."""


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield path
        else:
            yield from routes(entry, path)


def test_every_route_has_rows() -> None:
    from tests.access.test_pages import ROUTES

    assert set(routes(get_resolver())) == set(MATRIX) | set(ROUTES)
