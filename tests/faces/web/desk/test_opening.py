"""An agent opens a request for a customer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from hallway.kinds.requests.queries import find_request, list_messages, list_queue
from hallway.kinds.requests.records import Queue
from tests.faces.portal.test_requests import send
from tests.faces.web.content.browsing import words
from tests.faces.web.desk.test_desk import hidden
from tests.kinds.requests.desk import file

if TYPE_CHECKING:
    from tests.faces.portal.conftest import Enter
    from tests.kinds.requests.desk import Desk

PATH = "/desk/requests/new?customer=ACM"
WHEN = r"(?<=:)\w+:[\w-]+(?=;)|(?<=expires=)[^;]+"
"""When a cookie was signed, with the signature, and when it ends."""


def test_first_the_customer_then_the_person(desk: Desk, enter: Enter) -> None:
    agent = enter("agent")
    assert 'href="/desk/requests/new" data-key="c"' in agent.get("/desk").text
    page = agent.get("/desk/requests/new")
    assert re.findall(r'<option value="(\w+)"', page.text) == ["ACM", "GLO"]
    page = agent.get(PATH)
    assert "Anna</option>" in page.text
    assert "Gina" not in page.text
    assert agent.get("/desk/requests/new?customer=XYZ").status == 404
    assert agent.post("/desk/requests/new?customer=XYZ", {}).status == 404


def test_the_requester_sees_it_as_his_own(desk: Desk, enter: Enter) -> None:
    agent, anna = enter("agent"), desk.actor("anna").principal
    fields = {
        "requester": str(anna),
        "subject": "He rang: no heating",
        "body": "Since this morning.",
        "priority": "high",
        "mine": "1",
        "token": hidden(agent.get(PATH).text, "token"),
    }
    sent = send(agent, PATH, fields, {"plan.pdf": b"%PDF-1.4"})
    assert sent.status == 303
    assert sent.headers["location"] == "/desk/requests/ACM-1?view=open"
    # Sent twice counts once.
    again = send(agent, PATH, fields, {})
    # But for when the cookie is signed and ends: it may be a second later.
    first, second = (
        {name: re.sub(WHEN, "", value) for name, value in one.headers.items()}
        for one in (sent, again)
    )
    assert second == first
    (made,) = list_queue(desk.actor("agent"), Queue.MINE)
    assert (made.requester, made.priority, made.state) == (anna, "high", "new")
    (message,) = list_messages(desk.actor("anna"), made.item)
    assert [one.name for one in message.attachments] == ["plan.pdf"]
    shown = words(agent.follow(sent))
    assert "Member opened this request for Anna" in shown
    assert "Member took the request" in shown
    browser = enter("anna")
    assert "you" in words(browser.get("/portal/requests?whose=mine"))
    page = words(browser.get("/portal/requests/ACM-1"))
    assert "Opened by Member for you" in page
    assert "took" not in page
    assert "High" not in page
    colleague = words(enter("acme").get("/portal/requests/ACM-1"))
    assert "Opened by Member for Anna" in colleague
    assert "answers ACM-1" in words(browser.get("/portal"))


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("requester", "", "Choose one of the customer"),
        ("requester", "x", "Choose one of the customer"),
        ("requester", "gina", "Choose one of the customer"),
        ("subject", " ", "Say in a few words"),
        ("body", "", "Write something first."),
        ("priority", "x", "One of: low"),
        ("token", "§", "This form is not ours"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_kept(
    desk: Desk, enter: Enter, field: str, value: str, says: str
) -> None:
    agent = enter("agent")
    fields = {
        "requester": str(desk.actor("anna").principal),
        "subject": "Typed subject",
        "body": "Typed body",
        field: str(desk.actor("gina").principal) if value == "gina" else value,
    }
    page = agent.post(PATH, fields)
    assert page.status == 400
    assert says in words(page)
    assert "Typed subject" in page.text or field == "subject"
    assert "Typed body" in page.text or field == "body"
    assert list_queue(desk.actor("agent"), Queue.OPEN) == []


def test_every_wrong_field_is_named_at_once(desk: Desk, enter: Enter) -> None:
    page = enter("agent").post(PATH, {"subject": "", "body": ""})
    assert page.text.count('aria-invalid="true"') == 3


def test_a_form_of_another_page_opens_nothing(desk: Desk, enter: Enter) -> None:
    fields = {"subject": "x", "body": "x", "csrfmiddlewaretoken": "x"}
    assert enter("agent").post(PATH, fields).status == 403
    assert list_queue(desk.actor("agent"), Queue.OPEN) == []


def test_a_customer_without_people_has_nobody_to_ask(desk: Desk, enter: Enter) -> None:
    from hallway.core.people.commands import deactivate_person
    from tests.world import SYSTEM

    for who in ("acme", "anna", "both"):
        deactivate_person(SYSTEM, desk.world.principal(who))
    page = words(enter("agent").get(PATH))
    assert "Nobody of this customer can sign in yet" in page


def test_what_a_customer_opened_himself_says_so(desk: Desk, enter: Enter) -> None:
    made = desk.open("anna", files=[file("a.txt", b"x")])
    browser = enter("anna")
    assert "Opened by you" in words(browser.get(f"/portal/requests/{made.ref}"))
    shown = words(enter("agent").get(f"/desk/requests/{made.ref}"))
    assert "opened this request" not in shown
    assert find_request(desk.actor("anna"), made.ref).requester_name == "Anna"
