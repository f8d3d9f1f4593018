"""Every address of the portal and the desk, with what is another customer's.

What belongs to another customer is answered exactly as what does not exist: status,
body, number of statements.  The addresses are taken from the resolver, so a new one
without a line here fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import get_resolver

from hallway.core.items.commands import put_file
from hallway.core.items.records import ItemId
from hallway.core.lists.queries import list_lists
from hallway.kinds.requests.queries import list_messages
from tests.access.test_matrix import routes
from tests.kinds.requests.desk import NOTE_SECRET, OF_ACME, OF_GLOBEX, file
from tests.world import ACME_SECRET, GLOBEX_SECRET, HR_SECRET, SYSTEM, stage

if TYPE_CHECKING:
    from tests.faces.portal.conftest import Enter
    from tests.kinds.requests.desk import Desk

MINE = tuple(
    one
    for one in routes(get_resolver())
    if one.startswith(("portal", "desk")) and "<str:version>" not in one
)
_NONE = "00000000-0000-4000-8000-000000000000"
FORMS: tuple[dict[str, Any], ...] = (
    {"do": "reply", "body": "x"},
    {"do": "note", "body": "x"},
    {"do": "close"},
    {"do": "reopen"},
    {"do": "add", "person": "1"},
    {"do": "assign", "assignee": "1"},
    {"do": "state", "state": "solved"},
    {"do": "priority", "priority": "urgent"},
    {"subject": "x"},
    {"subject": "x", "body": "x", "requester": "1", "mine": "1"},
)


class Filled:
    """Both customers with a request, a file in it, a note, and a document."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.refs: dict[str, str] = {}
        self.files: dict[str, str] = {}
        for who, secret in (("acme", OF_ACME), ("globex", OF_GLOBEX)):
            made = desk.open(who, files=[file(f"{secret}.txt", secret.encode())])
            desk.reply("agent", made, f"Answer {secret}")
            desk.note(
                made,
                f"about {secret}",
                files=[file(f"{NOTE_SECRET}.txt", NOTE_SECRET.encode())],
            )
            self.refs[who] = made.ref
            messages = list_messages(desk.actor("agent"), made.item)
            self.files[who] = messages[0].attachments[0].id
            self.files[f"{who}_note"] = messages[2].attachments[0].id
            library = next(
                one
                for one in list_lists(SYSTEM, desk.customers[who].site)
                if one.url_name == "Documents"
            )
            put_file(
                SYSTEM,
                ItemId(library.root),
                name=f"{secret}.txt",
                body=stage(secret.encode()),
            )

    def pairs(self, route: str) -> list[tuple[str, str]]:
        """Addresses with what is Globex's, each beside one of nothing."""
        theirs, mine = self.refs["globex"], self.refs["acme"]
        file_, own_note = self.files["globex"], self.files["acme_note"]
        pairs = {
            "<str:ref>": [(theirs, "XYZ-1")],
            "<str:ref>/files/<str:attachment>": [
                (f"{theirs}/files/{file_}", f"XYZ-1/files/{_NONE}"),
                (f"{mine}/files/{file_}", f"{mine}/files/{_NONE}"),
                (f"{mine}/files/{own_note}", f"{mine}/files/{_NONE}"),
            ],
            "<str:prefix>": [("GLO", "XYZ")],
            "<str:prefix>/<path:below>": [
                (f"GLO/{OF_GLOBEX}.txt", "XYZ/none.txt"),
                ("GLO/Uploads", "XYZ/none"),
                (f"ACM/{OF_GLOBEX}.txt", "ACM/none.txt"),
            ],
        }
        head, mark, tail = route.partition("<")
        return [(f"/{head}{a}", f"/{head}{b}") for a, b in pairs[mark + tail]]


@pytest.fixture
def filled(desk: Desk) -> Filled:
    return Filled(desk)


def test_another_customers_things_are_answered_as_nothing(
    filled: Filled,
    enter: Enter,
    statements: Callable[[], Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hallway.faces._common.throttle.count", lambda *_: None)
    anna = enter("anna")
    anna.get("/portal")
    token = anna.token()
    differing, seen = [], 0
    for route in MINE:
        if "<" not in route:
            continue
        for theirs, nothing in filled.pairs(route):
            asked: list[tuple[str, Any]] = [("GET", None)]
            asked += [("POST", one) for one in FORMS]
            for method, form in asked:
                answers = []
                for path in (theirs, nothing):
                    with statements() as queries:
                        if method == "GET":
                            answer = anna.get(path)
                        else:
                            given = {**form, "csrfmiddlewaretoken": token}
                            answer = anna.post(path, given)
                    text = re.sub(r'value="[^"]{64}"', "token", answer.text)
                    answers.append((answer.status, text, len(queries)))
                seen += 1
                if answers[0] != answers[1] or answers[0][0] not in (404, 405):
                    differing.append((method, theirs, form, answers))
    assert differing == []
    assert seen > 40


def addresses(filled: Filled) -> list[str]:
    """Every address there is of requests and documents, of both customers."""
    found = []
    for route in MINE:
        if "<" not in route:
            found.append(f"/{route}")
            continue
        for pair in filled.pairs(route):
            found += pair
    for who, ref in filled.refs.items():
        found += [
            f"/portal/requests/{ref}",
            f"/portal/requests/{ref}/files/{filled.files[who]}",
            f"/portal/requests/{ref}/files/{filled.files[f'{who}_note']}",
            f"/sites/clients/{who}",
            f"/sites/clients/{who}/Lists/Requests",
            f"/sites/clients/{who}/Lists/Requests/1",
            f"/sites/clients/{who}/Lists/Requests/1_.000",
            f"/sites/clients/{who}/Documents",
        ]
    found += [f"/portal/requests?show={show}" for show in ("open", "solved", "all")]
    found += [f"/desk/requests/new?customer={one}" for one in ("ACM", "GLO", "XYZ")]
    found += [f"/portal/requests?show=all&after={filled.refs['globex']}.{10**17}"]
    found += ["/portal/documents/ACM", "/", "/sites", "/news", "/search?q=fern"]
    return found


@pytest.mark.parametrize("who", ["anna", "acme"])
def test_no_page_tells_a_customer_of_notes_or_of_others(
    filled: Filled, enter: Enter, who: str
) -> None:
    browser = enter(who)
    secrets = (NOTE_SECRET, OF_GLOBEX, GLOBEX_SECRET, HR_SECRET, "globex", "gina")
    own = 0
    for path in addresses(filled):
        answer = browser.get(path)
        text = answer.body.decode("latin-1") + str(answer.headers)
        for said in (path, path.replace("/", "%2F")):
            text = text.replace(said, "…")
        own += OF_ACME in text
        told = [one for one in secrets if one.lower() in text.lower()]
        assert told == [], path
        assert answer.status < 500
    assert own > 5
    # The world's own document of Acme is on another site: not the portal's.
    assert ACME_SECRET not in browser.get("/portal").text


@pytest.mark.parametrize("who", ["nobody", "owner", "guest"])
def test_who_is_neither_learns_nothing(filled: Filled, enter: Enter, who: str) -> None:
    browser = enter(who)
    for path in addresses(filled):
        answer = browser.get(path)
        text = answer.text.replace(path, "…")
        for secret in (NOTE_SECRET, OF_ACME, OF_GLOBEX):
            assert secret not in text, path


def test_what_is_looked_for_would_be_found(filled: Filled, enter: Enter) -> None:
    desk = filled.desk
    agent = desk.actor("agent")
    from hallway.kinds.requests.queries import find_request

    made = find_request(agent, filled.refs["acme"])
    assert any(NOTE_SECRET in one.body for one in list_messages(agent, made.item))


def test_who_was_put_out_sees_nothing_at_his_next_request(
    filled: Filled, enter: Enter
) -> None:
    from hallway.core.people.commands import remove_membership

    anna = enter("anna")
    ref = filled.refs["acme"]
    assert anna.get(f"/portal/requests/{ref}").status == 200
    remove_membership(
        SYSTEM,
        filled.desk.world.principal("anna"),
        organisation=filled.desk.customers["acme"].organisation,
    )
    for path in (
        f"/portal/requests/{ref}",
        f"/portal/requests/{ref}/files/{filled.files['acme']}",
        f"/portal/documents/ACM/{OF_ACME}.txt",
        f"/sites/clients/acme/Documents/{OF_ACME}.txt",
    ):
        assert anna.get(path).status == 404, path
