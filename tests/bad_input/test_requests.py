"""Wrong requests get a clear answer, and leave everything as it was."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from lxml import etree

from hallway.platform.db import engine
from tests.bad_input import cases
from tests.bad_input.cases import ALL, FILE, LIBRARY, Case
from tests.faces.dav.asking import Answer, ask

Somebody = Any


@pytest.fixture
def mo(db: None) -> str:
    """The token of somebody who may write, with a few things to go wrong with."""
    from hallway.core.access.actors import System
    from hallway.core.people import commands as people
    from hallway.core.sites.commands import add_site

    system = System("a test")
    person = people.add_person(system, email="mo@example.com", name="Mo Test")
    token = people.create_token(system, person.id, name="test")
    add_site(system, path="/sites/hr", title="People", owner=person.id)
    for path in ("folder", "C%C3%A1f%C3%A9", "Strasse"):
        assert ask("MKCOL", f"{LIBRARY}/{path}", token=token).status == 201
    assert ask("PUT", FILE, token=token, body=b"as it was").status == 201
    return token


def everything() -> tuple[Any, ...]:
    """All that a wrong request must not change."""
    rows = [
        engine().fetch_all(f"SELECT * FROM {table} ORDER BY id")
        for table in ("core_item", "core_change", "core_version", "core_lock")
    ]
    bodies = sorted(path.name for path in Path(settings.HALLWAY.data).glob("blobs/*/*"))
    return (*rows, bodies)


def assert_clear(answer: Answer) -> None:
    """A short answer in the face's own words."""
    assert "Traceback" not in answer.text
    assert len(answer.body) < 2000
    kind = answer.headers["content-type"]
    if kind.startswith("application/xml"):
        error = etree.fromstring(answer.body)
        assert error.tag == "{DAV:}error"
        assert error.findtext("{DAV:}responsedescription")
    else:
        # Refused at the edge, before any face.
        assert kind.startswith("text/plain")
        assert answer.text.strip()


@pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])
def test_a_wrong_request_is_refused_and_changes_nothing(mo: str, case: Case) -> None:
    before = everything()
    headers: Mapping[str, str] = case.headers
    answer = ask(case.method, case.path, token=mo, body=case.body, **headers)
    assert answer.status == case.status, answer.text
    if case.status != 416:
        assert_clear(answer)
    assert everything() == before


@pytest.mark.parametrize(
    ("headers", "status"),
    [(headers, status) for _, headers, status in cases.harmless()],
    ids=[name[:40] for name, _, _ in cases.harmless()],
)
def test_a_strange_header_that_means_nothing_is_passed_over(
    mo: str, headers: Mapping[str, str], status: int
) -> None:
    answer = ask("GET", FILE, token=mo, **headers)
    assert (answer.status, answer.body) == (status, b"as it was")


@pytest.mark.parametrize(
    "value", [*cases.credentials()], ids=lambda value: repr(value)[:40]
)
def test_strange_credentials_are_nobodys(mo: str, value: str) -> None:
    before = everything()
    for method in ("GET", "PUT", "PROPFIND", "DELETE"):
        answer = ask(method, FILE, body=b"x", Authorization=value)
        assert answer.status == 401
        assert "Traceback" not in answer.text
        assert "Basic" in answer.headers["www-authenticate"]
    assert everything() == before


@pytest.mark.parametrize(
    "host",
    ["else.example", "", "a b", "127.0.0.1:x", "[::1", "\u00ff", "a" * 5000, "a,b"],
)
def test_an_unknown_host_is_400(mo: str, host: str) -> None:
    before = everything()
    for method in ("GET", "PUT", "PROPFIND", "OPTIONS"):
        answer = ask(method, FILE, token=mo, body=b"x", Host=host)
        assert answer.status == 400
        assert_clear(answer)
    assert everything() == before


@pytest.mark.parametrize("method", ["POST", "BREW", "G" * 4000, "SEARCH", "ACL"])
def test_an_unknown_method_is_405(mo: str, method: str) -> None:
    before = everything()
    answer = ask(method, FILE, token=mo, body=b"x")
    assert answer.status == 405
    assert_clear(answer)
    assert everything() == before


def test_slashes_too_many_lead_to_the_same_place(mo: str) -> None:
    answer = ask("GET", "//sites///hr/Documents//file.txt", token=mo)
    assert (answer.status, answer.body) == (200, b"as it was")


@pytest.mark.parametrize("name", ["FILE.TXT", "file.txt", "File.Txt"])
def test_a_name_in_another_case_is_the_next_version_of_the_same_file(
    mo: str, name: str
) -> None:
    assert ask("PUT", f"{LIBRARY}/{name}", token=mo, body=b"next").status == 204
    assert ask("GET", FILE, token=mo).body == b"next"
    page = ask("PROPFIND", LIBRARY, token=mo, Depth="1").text.lower()
    assert page.count("file.txt</d:displayname>") == 1
