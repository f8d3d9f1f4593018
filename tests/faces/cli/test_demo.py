"""The demo: the same each time, complete, and nobody in it sees too much."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection, transaction
from django.test import Client

from hallway.core.access.actors import System
from hallway.core.check.queries import run_checks
from hallway.core.people.queries import find_person
from hallway.faces.cli.demo import growing, scenes
from hallway.faces.cli.demo.bodies import make
from tests.faces.cli.conftest import Hallway

SYSTEM = System("a test")


def stored() -> Counter[tuple[str, str, str]]:
    """Every item that there is: its list, its name, its bytes; and all versions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.url_key, i.name, COALESCE(v.blob_id, '') FROM core_item i"
            " JOIN core_list l ON l.id = i.list_id"
            " LEFT JOIN core_version v ON v.item_id = i.id"
        )
        return Counter(cursor.fetchall())


@pytest.mark.slow
def test_the_demo_is_the_same_each_time_and_complete(hallway: Hallway) -> None:
    with transaction.atomic():
        assert hallway("demo").code == 0
        first = stored()
        transaction.set_rollback(True)
    answer = hallway("demo")
    assert answer.code == 0
    assert stored() == first
    for persona in scenes.personas():
        assert scenes.email_of(persona.key) in answer.out
    assert scenes.PASSWORD in answer.out
    assert len(first) > 250

    again = hallway("demo")
    assert "nothing was added" in again.out
    assert stored() == first
    assert list(run_checks(SYSTEM, hash_bodies=True)) == []
    _personas_can_sign_in()
    _customers_see_their_own()


def _client(email: str) -> Client:
    client = Client(HTTP_HOST="127.0.0.1:8000", headers={"Accept": "text/html"})
    answer = client.post(
        "/accounts/login/", {"login": email, "password": scenes.PASSWORD}
    )
    assert answer.status_code == 302, email
    return client


def _personas_can_sign_in() -> None:
    starts = {"k.broemmelmeier": "/", "f.yildirim": "/desk", "m.oeztuerk": "/news"}
    for persona in scenes.personas():
        email = scenes.email_of(persona.key)
        client = _client(email)
        is_staff = persona.key in {one.key for one in scenes.people()}
        start = starts.get(persona.key, "/" if is_staff else "/portal")
        assert client.get(start).status_code == 200, persona.key


def _customers_see_their_own() -> None:
    brewery = _client("j.kellermann@kellermann.example")
    own = brewery.get("/portal/requests?show=all").content.decode()
    assert "Cold room 2" in own
    for path in ("/portal", "/portal/requests?show=all", "/portal/documents"):
        text = brewery.get(path, follow=True).content.decode()
        for word in ("Elisabeth", "charged twice", "Hygiene"):
            assert word not in text, path
    assert brewery.get("/sites/procurement").status_code == 404
    person = find_person(SYSTEM, "j.kellermann@kellermann.example")
    assert brewery.get(f"/people/{person.id}").status_code == 404


@pytest.mark.parametrize(
    "ending", ["docx", "xlsx", "pptx", "pdf", "odt", "png", "csv", "md", "txt"]
)
def test_a_document_is_the_same_bytes_each_time(
    ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ("Contract", ["One. Two & <three>.", "Kälte."], [("A", "B"), ("x", 1.5)])
    first = make(ending, *given)
    # Later than the two seconds to which a package's entries are told apart.
    import time

    monkeypatch.setattr(time, "time", lambda now=time.time: now() + 86_400)
    assert make(ending, *given) == first
    assert len(first) > 10


@pytest.mark.parametrize("size", ["S", "M", "L"])
def test_a_size_has_the_people_it_promises(size: str) -> None:
    wanted = growing.SIZES[size]
    crowd = list(growing.crowd(wanted))
    assert len(crowd) == sum(wanted.people)
    humans = [*scenes.people(), *crowd]
    assert len({one.email for one in humans}) == len(humans)
    assert {one.manager for one in humans} - {""} <= {one.key for one in humans}
    here = {one.name for one in crowd if one.company == scenes.OWN[0]}
    there = [one for one in crowd if one.company == scenes.OWN[1]]
    shared = [one for one in there if one.name in here]
    assert len(shared) >= wanted.both + wanted.namesakes
    assert list(growing.crowd(wanted)) == crowd


def test_medium_is_as_large_as_the_companies_are() -> None:
    size = growing.SIZES["M"]
    company = Counter(one.company for one in (*scenes.people(), *growing.crowd(size)))
    assert company == {"Nordwind": 420, "Halden": 180}
    sites = Counter(
        one.company for one in (*scenes.places(), *growing.more_places(size))
    )
    assert sites == {"Nordwind": 60, "Halden": 25}
