"""The admin centre: what administrators do there, and that nobody else is let in."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from pytest_django import Settings

from hallway.core.access.actors import ADMINISTRATORS
from hallway.core.access.groups.queries import list_groups, list_members
from hallway.core.access.models import Principal
from hallway.core.jobs.commands import enqueue
from hallway.core.people.commands import add_person
from hallway.core.people.queries import (
    find_person,
    get_person,
    list_brands,
    list_memberships,
    list_organisations,
    list_tokens,
)
from hallway.core.sites.commands import add_site, rename_site
from hallway.core.sites.models import Site
from hallway.core.sites.queries import get_site
from tests.access.test_matrix import routes
from tests.access.test_pages import ROUTES, browser
from tests.world import SYSTEM, World

ADMIN = [ROUTES[one] for one in ROUTES if one.split("/")[0] == "admin"]


@pytest.fixture
def admin(world: World) -> Client:
    return browser(world, "admin")


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_every_route_of_the_centre_is_walked() -> None:
    found = {one for one in routes(get_resolver()) if one.split("/")[0] == "admin"}
    assert found == {one for one in ROUTES if one.split("/")[0] == "admin"}
    assert len(found) > 12


@pytest.mark.parametrize("who", ["owner", "member", "nobody", "guest", "acme"])
def test_for_everybody_else_there_is_nothing_here(world: World, who: str) -> None:
    visitor = browser(world, who)
    wanted = visitor.get("/nothing-here")
    for path in ADMIN:
        if path == "/admin/invitations":
            continue
        answer = visitor.get(path)
        assert answer.status_code == wanted.status_code == 404, path
        assert text_of(answer).count("<h1") == text_of(wanted).count("<h1")
        assert visitor.post(path, {"do": "save"}).status_code == 404, path


def test_somebody_is_added_changed_shut_out_and_let_in(
    world: World, admin: Client
) -> None:
    own = int(world.organisations["own"].id)
    given = {"name": "Nora New", "email": "nora@x.example", "organisation": own}
    made = admin.post("/admin/people", {**given, "do": "add"})
    assert made.status_code == 303
    nora = find_person(SYSTEM, "nora@x.example")
    page = f"/admin/people/{nora.id}"
    assert made["Location"] == page
    again = admin.post("/admin/people", {**given, "do": "add"})
    assert again.status_code == 409
    assert "already has that e-mail address" in text_of(again)
    assert 'value="Nora New"' in text_of(again)

    changed = {"name": "Nora Newer", "email": "nora@x.example", "is_admin": "on"}
    changed["manager"] = world.people["owner"].email
    assert admin.post(page, {**changed, "do": "save"}).status_code == 303
    assert get_person(SYSTEM, nora.id).name == "Nora Newer"
    assert get_person(SYSTEM, nora.id).manager == world.principal("owner")
    members = [one.principal for one in list_members(SYSTEM, ADMINISTRATORS)]
    assert nora.id in members
    changed |= {"do": "save", "name": "Nora Newest"}
    for above, message in (
        ("none@x.example", "Nobody has that address."),
        ("nora@x.example", "cannot report"),
    ):
        wrong = admin.post(page, {**changed, "manager": above})
        assert wrong.status_code in (400, 409)
        assert message in text_of(wrong)
        assert 'value="Nora Newest"' in text_of(wrong)
        # All of it or nothing.
        assert get_person(SYSTEM, nora.id).name == "Nora Newer"

    assert admin.post(page, {"do": "deactivate"}).status_code == 303
    assert not get_person(SYSTEM, nora.id).active
    assert admin.post(page, {"do": "reactivate"}).status_code == 303
    assert get_person(SYSTEM, nora.id).active
    short = admin.post(page, {"do": "password", "password": "x"})
    assert short.status_code == 400
    assert "field__error" in text_of(short)
    assert (
        admin.post(page, {"do": "password", "password": "a long one"}).status_code
        == 303
    )
    joined = {"do": "join", "organisation": own, "role": "host"}
    assert admin.post(page, joined).status_code == 303
    roles = {one.role for one in list_memberships(SYSTEM, nora.id)}
    assert roles == {"member", "host"}
    assert admin.post(page, {"do": "leave", "id": f"{own}:host"}).status_code == 303
    me = admin.post(f"/admin/people/{world.people['admin'].id}", {"do": "deactivate"})
    assert me.status_code == 409


def test_access_is_explained(world: World, admin: Client) -> None:
    page = f"/admin/people/{world.people['member'].id}"
    answer = admin.post(page, {"do": "explain", "url": "/sites/hr"})
    assert answer.status_code == 200
    assert "through the group" in text_of(answer)
    wrong = admin.post(page, {"do": "explain", "url": "/sites/none"})
    assert wrong.status_code == 400
    assert "There is nothing at that address." in text_of(wrong)


def test_a_group_is_made_filled_emptied_and_deleted(
    world: World, admin: Client
) -> None:
    made = admin.post(
        "/admin/groups", {"do": "add", "title": "Drivers", "description": "Drive."}
    )
    assert made.status_code == 303
    page = made["Location"]
    group = next(one for one in list_groups(SYSTEM) if one.title == "Drivers")
    put = {"do": "put", "who": world.people["visitor"].email}
    assert admin.post(page, put).status_code == 303
    assert [one.title for one in list_members(SYSTEM, group.id)] == ["Visitor"]
    wrong = admin.post(page, {"do": "put", "who": "nobody@else.example"})
    assert wrong.status_code == 400
    assert "field__error" in text_of(wrong)
    visitor = int(world.principal("visitor"))
    assert admin.post(page, {"do": "take", "id": visitor}).status_code == 303
    assert list_members(SYSTEM, group.id) == []
    assert admin.post(page, {"do": "delete"}).status_code == 303
    assert all(one.title != "Drivers" for one in list_groups(SYSTEM))
    used = world.groups["hr_members"].id
    refused = admin.post(f"/admin/groups/{used}", {"do": "delete"})
    assert refused.status_code == 409


def test_an_organisation_gets_a_name_and_a_face(world: World, admin: Client) -> None:
    made = admin.post(
        "/admin/organisations", {"do": "add", "name": "Initech", "kind": "customer"}
    )
    page = made["Location"]
    names = {one.name for one in list_organisations(SYSTEM)}
    assert "Initech" in names
    brand = {"do": "brand", "host": "help.example", "name": "Help"}
    pale = admin.post(page, {**brand, "colour": "#ffff00"})
    assert pale.status_code == 400
    assert "field__error" in text_of(pale)
    assert 'value="#ffff00"' in text_of(pale)
    assert admin.post(page, {**brand, "colour": "#1a5c50"}).status_code == 303
    assert [one.host for one in list_brands(SYSTEM)] == ["help.example"]
    kept = admin.post(page, {"do": "remove"})
    assert kept.status_code == 409
    assert "still has a brand" in text_of(kept)
    assert admin.post(page, {"do": "unbrand", "id": "help.example"}).status_code == 303
    assert admin.post(page, {"do": "save", "name": "Initrode"}).status_code == 303
    assert admin.post(page, {"do": "remove"}).status_code == 303
    names = {one.name for one in list_organisations(SYSTEM)}
    assert not {"Initech", "Initrode"} & names
    own = int(world.organisations["acme"].id)
    required = {"do": "require", "id": own}
    assert admin.post("/admin/organisations", required).status_code == 303
    assert "Required" in text_of(admin.get("/admin/organisations"))


def test_a_site_is_made_limited_and_moved(world: World, admin: Client) -> None:
    given = {"path": "/sites/new", "title": "New", "kind": "team"}
    nobody = admin.post("/admin/sites", {**given, "owner": "none@x.example"})
    assert "Nobody has this address." in text_of(nobody)
    taken = admin.post(
        "/admin/sites",
        {**given, "path": "/sites/hr", "owner": world.people["owner"].email},
    )
    assert taken.status_code == 409
    made = admin.post("/admin/sites", {**given, "owner": world.people["owner"].email})
    assert made.status_code == 303
    page = made["Location"]
    changed = {
        "title": "Newer",
        "path": "/sites/newer",
        "organisation": "",
        "limit": "500",
        "warning": "400",
        "is_hub": "on",
    }
    assert admin.post(page, {**changed, "do": "save"}).status_code == 303
    site = get_site(SYSTEM, "/sites/newer")
    assert (site.title, site.quota_bytes) == ("Newer", 500 * 1024 * 1024)
    text = text_of(admin.get(page))
    assert 'value="500"' in text
    wrong = admin.post(page, {**changed, "do": "save", "limit": "-1"})
    assert wrong.status_code == 400


def test_a_token_is_revoked(world: World, admin: Client) -> None:
    token = list_tokens(SYSTEM, world.people["owner"].id)[0]
    answer = admin.post("/admin/tokens", {"do": "revoke", "id": int(token.id)})
    assert answer.status_code == 303
    assert list_tokens(SYSTEM, world.people["owner"].id)[0].revoked is not None
    assert admin.post("/admin/tokens", {"do": "revoke"}).status_code == 404


def test_a_job_is_seen_run_again_and_dropped(world: World, admin: Client) -> None:
    job = enqueue(SYSTEM, "changes.seal")
    assert "changes.seal" in text_of(admin.get("/admin/jobs"))
    assert "changes.seal" not in text_of(admin.get("/admin/jobs?state=failed"))
    again = admin.post("/admin/jobs", {"do": "retry", "id": int(job)})
    assert again.status_code == 303
    gone = admin.post("/admin/jobs", {"do": "cancel", "id": int(job)})
    assert gone.status_code == 303
    assert f"#{job}" not in text_of(admin.get("/admin/jobs"))


def test_the_log_is_filtered_and_taken_away(world: World, admin: Client) -> None:
    add_person(SYSTEM, email="new@x.example", name="New")
    person = world.people["member"].email
    page = text_of(admin.get("/admin/audit", {"person": person}))
    assert ">item.created</code>" in page
    assert ">person.added</code>" not in page
    people = text_of(admin.get("/admin/audit", {"verb": "person.*"}))
    assert ">person.added</code>" in people
    wrong = admin.get("/admin/audit", {"person": "none@x.example"})
    assert wrong.status_code == 400
    assert "Nobody has this address." in text_of(wrong)

    answer = admin.get("/admin/audit", {"as": "csv", "verb": "person.*"})
    body = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(body)))
    assert rows[0][:4] == ["id", "at", "actor", "verb"]
    assert {row[3].split(".")[0] for row in rows[1:]} == {"person"}
    lines = admin.get("/admin/audit", {"as": "jsonl", "site": "/sites/hr"})
    told = [json.loads(one) for one in lines.streaming_content]  # type: ignore[attr-defined]
    assert {one["stream"][0] for one in told} <= {"site", "list"}
    assert len(told) > 5
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM core_accessevent WHERE verb = %s", ["audit.exported"]
        )
        assert cursor.fetchone() == (2,)


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_log_is_a_formula(
    world: World, admin: Client, first: str
) -> None:
    site, owner = world.sites["hr"].id, world.principal("owner")
    rename_site(world.actor("owner"), site, title="Human Resources")
    # Commands take blanks from the beginning; others may have written to the tables.
    title = f'{first}HYPERLINK("http://x.example")'
    Site.unscoped.filter(pk=site).update(title=title)
    Principal.unscoped.filter(pk=owner).update(title=title)
    answer = admin.get("/admin/audit", {"as": "csv", "verb": "site.renamed"})
    body = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    (row,) = csv.DictReader(io.StringIO(body, newline=""))
    assert row["actor"] == row["where"] == f"'{title}"


def test_health_says_how_it_is(world: World, admin: Client) -> None:
    health = text_of(admin.get("/admin/health"))
    assert "Never checked from here" in health
    assert admin.post("/admin/health", {"do": "check"}).status_code == 303
    mail = admin.post("/admin/health", {"do": "mail"})
    assert mail.status_code == 409
    assert "No mail server is set" in text_of(mail)


@pytest.mark.parametrize(
    "database_url",
    [
        "postgres://reader:Quick%2FSilver@db.example/hallway",
        "postgres://db.example/hallway?user=reader&password=Quick%2FSilver",
        "postgres://reader@db.example/hallway?sslpassword=Quick%2FSilver&sslmode=require",
    ],
)
def test_what_is_secret_is_on_no_page_of_the_centre(
    world: World, admin: Client, settings: Settings, database_url: str
) -> None:
    settings.HALLWAY = replace(
        settings.HALLWAY,
        database_url=database_url,
        smtp_url="smtps://poster:Mer%2FCury@mail.example",
        metrics_token="Phosphorus",
        max_upload=123_456_789,
    )
    secrets = (
        *("Quick%2FSilver", "Quick/Silver", "Silver", "Mer%2FCury", "Mer/Cury"),
        *("Cury", "Phosphorus", settings.SECRET_KEY),
    )
    assert all(secrets)
    for path in ADMIN:
        text = text_of(admin.get(path))
        for secret in secrets:
            assert secret not in text, path
    page = text_of(admin.get("/admin/settings"))
    for told in ("123456789", "poster", "mail.example", "reader", "db.example"):
        assert told in page
    told = page[page.index("metrics_token") :]
    assert told.index(">set<") < told.index("</tr>")


def test_a_secret_that_is_not_set_is_told_so(world: World, admin: Client) -> None:
    page = text_of(admin.get("/admin/settings"))
    told = page[page.index("metrics_token") :]
    assert told.index(">not set<") < told.index("</tr>")


def add_persons() -> None:
    for number in range(30):
        add_person(SYSTEM, email=f"p{number}@x.example", name=f"P {number}")


def add_sites() -> None:
    for number in range(30):
        add_site(SYSTEM, path=f"/sites/more-{number}", title=f"More {number}")


@pytest.mark.parametrize(
    ("path", "add"),
    [
        ("/admin/people", add_persons),
        ("/admin/sites", add_sites),
        ("/admin/audit?verb=person.added", add_persons),
    ],
)
def test_statements_do_not_grow_with_rows(
    world: World, admin: Client, path: str, add: Callable[[], None]
) -> None:
    def count() -> tuple[int, int]:
        admin.get(path)
        with CaptureQueriesContext(connection) as queries:
            answer = admin.get(path)
        assert answer.status_code == 200
        return text_of(answer).count("<tr"), len(queries)

    rows, few = count()
    add()
    more, statements = count()
    assert more >= rows + 30
    assert statements <= few


@pytest.mark.parametrize("path", ["/admin/second-factors", "/admin/invitations"])
def test_the_rail_is_the_same_everywhere(admin: Client, path: str) -> None:
    page = text_of(admin.get(path))
    for other in ("/admin/people", "/admin/audit", "/admin/invitations"):
        assert f'href="{other}"' in page
