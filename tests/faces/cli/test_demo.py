"""The demo: the same each time, complete, and nobody in it sees too much."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from hallway.core.access.actors import System
from hallway.core.changes.journal import Journal
from hallway.core.check.queries import run_checks
from hallway.core.errors import Invalid
from hallway.core.items.commands import delete_item
from hallway.core.items.queries import resolve
from hallway.core.people import actors
from hallway.core.people.commands import (
    add_brand,
    add_organisation,
    deactivate_person,
)
from hallway.core.people.queries import find_person, list_brands
from hallway.core.people.rules import check_email
from hallway.faces.cli.demo import growing, scenes
from hallway.faces.cli.demo import load as loading
from hallway.faces.cli.demo.bodies import make
from hallway.faces.cli.demo.load import Loader
from hallway.faces.cli.demo.running import load
from hallway.faces.cli.demo.stories import load_brand
from tests.faces.cli.conftest import Hallway

SYSTEM = System("a test")
_TOLD = {
    "people": "SELECT n.title, p.email, m.email, p.password LIKE '!%', p.is_active,"
    " CAST(p.profile AS TEXT) FROM core_person p"
    " JOIN core_principal n ON n.id = p.principal_id"
    " LEFT JOIN core_person m ON m.principal_id = p.manager_id",
    "members": "SELECT g.title, m.title FROM core_groupmember x"
    " JOIN core_principal g ON g.id = x.group_id"
    " JOIN core_principal m ON m.id = x.member_id",
    "grants": "SELECT n.title, g.role_id FROM core_grant g"
    " JOIN core_principal n ON n.id = g.principal_id",
    "sites": "SELECT s.path, s.title, h.path FROM core_site s"
    " LEFT JOIN core_site h ON h.id = s.hub_id",
    "columns": "SELECT l.url_key, c.internal_name, c.position FROM core_column c"
    " JOIN core_list l ON l.id = c.list_id",
    "items": "SELECT l.url_key, i.name, i.checked_out_to IS NULL,"
    " COALESCE(v.blob_id, ''), v.major, v.minor, v.comment FROM core_item i"
    " JOIN core_list l ON l.id = i.list_id"
    " LEFT JOIN core_version v ON v.item_id = i.id",
    "messages": "SELECT r.subject, r.state, r.priority, m.body, m.internal"
    " FROM kind_requests_request r JOIN kind_requests_message m USING (item_id)",
    "brands": "SELECT host, name FROM core_brand",
    "changes": "SELECT n.title, c.verb FROM core_change c"
    " JOIN core_principal n ON n.id = c.actor",
}
"""What the demo is, without ids and times."""
_DEATHS = (
    *(("person.added", 5), ("person.profile_updated", 3), ("person.manager_set", 3)),
    *(("person.password_set", 3), ("group.member_added", 4), ("site.hub_joined", 2)),
    *(("item.saved", 20), ("item.checked_out", 1), ("role.granted", 1)),
    *(("news.published", 4), ("page.published", 2), ("column.added", 3)),
    *(("request.opened", 2), ("request.assigned", 1), ("request.replied", 2)),
    ("brand.added", 1),
)
"""What each run is about to commit when it dies, and for which time."""


class Died(BaseException):
    """The process is killed; nothing catches it."""


def run_to_death(verb: str, times: int) -> None:
    """Load until a change is about to be committed for so many times; then die."""
    flush, left = Journal.flush, times

    def die(journal: Journal) -> None:
        nonlocal left
        left -= verb in [one for _, one, *_ in journal.rows]
        if left == 0:
            raise Died
        flush(journal)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Journal, "flush", die)
        with pytest.raises(Died):
            load(SYSTEM, "S", say=silent)
    # The next process knows nothing.
    actors._reaches.clear()


def told() -> dict[str, Counter[Any]]:
    """All that the demo made, and the number of rows of every table."""
    found: dict[str, Counter[Any]] = {"rows": Counter()}
    with connection.cursor() as cursor:
        for name, sql in _TOLD.items():
            cursor.execute(sql)
            found[name] = Counter(cursor.fetchall())
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT count(*) FROM {table}")
            found["rows"][table] = cursor.fetchone()[0]
    return found


def silent(line: str) -> None:
    pass


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
@pytest.mark.usefixtures("quick_hashes")
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

    everything = told()
    again = hallway("demo")
    assert "nothing was added" in again.out
    assert told() == everything
    assert list(run_checks(SYSTEM, hash_bodies=True)) == []
    _personas_can_sign_in()
    _customers_see_their_own()
    _who_left_is_no_hindrance(hallway)


@pytest.fixture
def quick_hashes(settings: Any) -> None:
    """Saves the third of a second that a password's hash takes on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def quick(db: None, quick_hashes: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes each document once, for equal words give equal bytes."""
    made: dict[str, bytes] = {}

    def remembered(*given: Any) -> bytes:
        key = repr(given)
        if key not in made:
            made[key] = make(*given)
        return made[key]

    monkeypatch.setattr(loading, "make", remembered)


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_killed_again_and_again_it_goes_on_where_it_was() -> None:
    with transaction.atomic():
        load(SYSTEM, "S", say=silent)
        whole = told()
        transaction.set_rollback(True)
    actors._reaches.clear()
    for verb, times in _DEATHS:
        run_to_death(verb, times)
    assert load(SYSTEM, "S", say=silent) > 0
    assert told() == whole


@pytest.mark.usefixtures("quick")
def test_more_people_than_a_page_are_found_again_also_who_left() -> None:
    size = replace(growing.SIZES["M"], people=(70, 50))
    Loader(system=SYSTEM, size=size).load_people()
    crowd = {one.email for one in growing.crowd(size)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT email FROM core_person"
            " WHERE manager_id IS NOT NULL AND profile_key <> ''"
        )
        assert crowd <= {email for (email,) in cursor.fetchall()}
    left = find_person(SYSTEM, "j.weissenborn@nordwind.example")
    deactivate_person(SYSTEM, left.id)
    before = told()
    again = Loader(system=SYSTEM, size=size)
    again.load_people()
    assert again.made == 0
    assert told() == before
    assert again.people["j.weissenborn"] == left.id


@pytest.mark.usefixtures("db")
def test_a_host_keeps_the_brand_it_has() -> None:
    loader = Loader(system=SYSTEM, size=growing.SIZES["S"])
    company = add_organisation(SYSTEM, name=scenes.OWN[0], kind="own")
    loader.companies[scenes.OWN[0]] = company.id
    add_brand(SYSTEM, host="own.example", organisation=company.id, name="Ours")
    for host in ("own.example", "new.example", "::1"):
        load_brand(loader, host)
    found = {one.host: one.name for one in list_brands(SYSTEM)}
    assert found == {"own.example": "Ours", "new.example": "Nordwind Service"}
    assert loader.made == 1
    with pytest.raises(Invalid):
        load_brand(loader, "no host")


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


def _who_left_is_no_hindrance(hallway: Hallway) -> None:
    for one in scenes.people():
        deactivate_person(SYSTEM, find_person(SYSTEM, one.email).id)
    assert "nothing was added" in hallway("demo").out
    document = scenes.documents()[0]
    steps = (*document.site.strip("/").split("/"), "Documents")
    path = (*steps, *document.path.split("/"))
    item = resolve(SYSTEM, path).item
    assert item is not None
    delete_item(SYSTEM, item.id)
    assert "nothing was added" not in hallway("demo").out
    assert resolve(SYSTEM, path).item is not None


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
    assert len({check_email(one.email)[1] for one in humans}) == len(humans)
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
