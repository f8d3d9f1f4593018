"""What agents do at the helpdesk."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from hallway.kinds.requests.commands import set_state
from hallway.kinds.requests.queries import get_request, list_messages
from tests.faces.portal.test_requests import send
from tests.faces.web.content.browsing import words
from tests.kinds.requests.desk import NOTE_SECRET, file

if TYPE_CHECKING:
    from tests.faces.portal.conftest import Enter
    from tests.kinds.requests.desk import Desk

VIEW = "?view=open"


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page[:300]
    return found[1]


def events(page: Any) -> list[str]:
    """What happened between the messages."""
    return re.findall(r'class="msg__event"><span>([^<]+) · <time', page.text)


@pytest.mark.parametrize("who", ["anna", "guest", "nobody", "owner"])
def test_for_who_is_no_agent_there_is_no_desk(
    desk: Desk, enter: Enter, who: str
) -> None:
    made = desk.open("anna")
    browser = enter(who)
    for path in ("/desk", "/desk/customers", f"/desk/requests/{made.ref}"):
        assert browser.get(path).status == 404
        assert browser.post(path, {"do": "take"}).status == 404
    assert 'href="/desk"' not in browser.get("/accounts/logout/").text


def test_an_agent_sees_the_queue_and_its_counts(desk: Desk, enter: Enter) -> None:
    mine, other = desk.open("anna", "Mine"), desk.open("gina", "Other")
    agent = enter("agent")
    agent.post(f"/desk/requests/{mine.ref}{VIEW}", {"do": "take"})
    set_state(desk.actor("agent"), other.item, state="waiting")
    page = agent.get("/desk")
    assert "Mine" in page.text
    assert "Other" in page.text
    assert 'href="/desk"' in page.text
    counts = dict(
        re.findall(
            r'href="/desk\?view=(\w+)".*?<span class="count">(\d+)</span></a>',
            page.text.replace("\n", " "),
        )
    )
    assert counts == {"mine": "1", "unassigned": "1", "waiting": "1", "open": "2"}
    assert "Other" not in agent.get("/desk?view=mine").text
    assert "Mine" not in agent.get("/desk?view=waiting").text
    assert agent.get("/desk?view=junk").status == 200
    assert "/sites/clients/acme" in agent.get("/desk/customers").text


def test_an_agent_answers_notes_and_ends(desk: Desk, enter: Enter) -> None:
    made = desk.open("anna", files=[file("a.txt", b"hello")])
    agent, path = enter("agent"), f"/desk/requests/{made.ref}{VIEW}"
    page = agent.get(path)
    assert "Send, then wait" in words(page)
    assert set(re.findall(r'method="post" action="(/desk[^"]*)"', page.text)) == {path}
    answered = send(
        agent,
        path,
        {
            "do": "reply:waiting",
            "body": "We come.",
            "token": hidden(page.text, "token"),
            "seen": hidden(page.text, "seen"),
        },
        {"plan.pdf": b"%PDF-1.4"},
    )
    assert answered.status == 303
    assert get_request(desk.actor("agent"), made.item).state == "waiting"
    note = agent.get(f"{path}&write=note")
    assert "Keep note" in words(note)
    kept = agent.post(
        path,
        {"do": "note", "body": NOTE_SECRET, "seen": hidden(note.text, "seen")},
    )
    shown = agent.follow(kept)
    assert "msg--note" in shown.text
    assert NOTE_SECRET in shown.text
    assert "Internal note. The customer never sees this." in words(shown)
    link = re.search(r'href="(/desk/requests/[^"]+/files/[^"]+)"', shown.text)
    assert link
    loaded = agent.get(link[1])
    assert loaded.headers["content-security-policy"] == "sandbox"
    assert loaded.headers["content-disposition"].startswith("attachment")
    person = str(desk.actor("agent").principal)
    for form, value in (
        ({"do": "assign", "assignee": person}, "assignee"),
        ({"do": "priority", "priority": "urgent"}, "priority"),
        ({"do": "state", "state": "closed"}, "state"),
    ):
        assert agent.post(path, form).status == 303, value
    now = get_request(desk.actor("agent"), made.item)
    assert (str(now.assignee), now.priority, now.state) == (person, "urgent", "closed")
    again = agent.post(path, {"do": "reply:open", "body": "One more thing."})
    assert again.status == 303
    assert get_request(desk.actor("agent"), made.item).state == "open"


def test_what_came_meanwhile_is_shown_before_anything_is_sent(
    desk: Desk, enter: Enter
) -> None:
    made = desk.open("anna")
    agent, path = enter("agent"), f"/desk/requests/{made.ref}{VIEW}"
    seen = hidden(agent.get(path).text, "seen")
    desk.reply("anna", made, "It works again!")
    page = agent.post(path, {"do": "reply", "body": "My long answer", "seen": seen})
    assert page.status == 409
    assert "Somebody else wrote in the meantime." in words(page)
    assert "Came while you were writing" in words(page)
    assert "It works again!" in words(page)
    assert ">My long answer</textarea>" in page.text
    assert len(list_messages(desk.actor("agent"), made.item)) == 2
    sent = agent.post(
        path,
        {"do": "reply", "body": "My long answer", "seen": hidden(page.text, "seen")},
    )
    assert sent.status == 303


def test_a_form_sent_twice_is_one_answer(desk: Desk, enter: Enter) -> None:
    made = desk.open("anna")
    agent, path = enter("agent"), f"/desk/requests/{made.ref}{VIEW}"
    page = agent.get(path).text
    fields = {
        "do": "reply",
        "body": "Once",
        "token": hidden(page, "token"),
        "seen": hidden(page, "seen"),
    }
    assert agent.post(path, fields).status == 303
    assert agent.post(path, fields).status == 303
    assert len(list_messages(desk.actor("agent"), made.item)) == 2


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"do": "reply", "body": " "}, "Write something first."),
        ({"do": "note", "body": ""}, "Write something first."),
        ({"do": "reply:closed", "body": "x"}, "does not know that form"),
        ({"do": "dance"}, "does not know that form"),
        ({"do": "assign", "assignee": "x"}, "Choose one of the helpdesk"),
        ({"do": "assign", "assignee": "999999"}, "Choose one of the helpdesk"),
        ({"do": "priority", "priority": "x"}, "One of: low"),
        ({"do": "state", "state": "new"}, "One of: open"),
        ({"do": "reply", "body": "x", "token": "§"}, "This form is not ours"),
    ],
)
def test_what_is_wrong_is_said(
    desk: Desk, enter: Enter, fields: dict[str, str], says: str
) -> None:
    made = desk.open("anna")
    page = enter("agent").post(f"/desk/requests/{made.ref}{VIEW}", fields)
    assert page.status == 400
    assert says in words(page)


def test_every_form_wants_its_token(desk: Desk, enter: Enter) -> None:
    made = desk.open("anna")
    agent, path = enter("agent"), f"/desk/requests/{made.ref}{VIEW}"
    for fields in ({"do": "take"}, {"do": "reply", "body": "x"}):
        answer = agent.post(path, {"csrfmiddlewaretoken": "x", **fields})
        assert answer.status == 403
    assert get_request(desk.actor("agent"), made.item).assignee is None


def test_the_desk_says_that_mail_is_not_set_up(desk: Desk, enter: Enter) -> None:
    assert "Mail is not set up." in words(enter("agent").get("/desk"))


def test_keys_lead_to_what_they_say(desk: Desk, enter: Enter) -> None:
    first, second, third = (desk.open("anna", f"R{n}") for n in range(3))
    agent = enter("agent")
    assert re.findall(r'href="([^"]+)" data-key="j"', agent.get("/desk").text) == [
        f"/desk/requests/{third.ref}?view=open#latest"
    ]
    page = agent.get(f"/desk/requests/{second.ref}{VIEW}").text
    for key, ref in (("j", first.ref), ("k", third.ref)):
        assert f'/desk/requests/{ref}?view=open#latest" data-key="{key}"' in page
    assert page.count('data-key="r"') == page.count('data-key="n"') == 1
    assert page.count('data-key="a"') == 1


def test_events_stand_between_the_messages(desk: Desk, enter: Enter) -> None:
    made = desk.open("anna")
    agent, path = enter("agent"), f"/desk/requests/{made.ref}{VIEW}"
    agent.post(path, {"do": "take"})
    agent.post(path, {"do": "priority", "priority": "urgent"})
    desk.reply("agent", made, "We come.", then="solved")
    assert events(agent.get(path)) == [
        "Member took the request",
        "Member set the priority to “Urgent”",
        "Member set the state to “Solved”",
    ]
    page = enter("anna").get(f"/portal/requests/{made.ref}")
    assert events(page) == ["Solved"]
    assert "rgent" not in page.text


def test_statements_do_not_grow_with_rows(
    desk: Desk, enter: Enter, statements: Callable[[], Any]
) -> None:
    agent = enter("agent")
    request = desk.open("anna")
    counts: dict[str, set[int]] = {}
    agent.get("/desk")
    for number in (3, 30):
        for n in range(number):
            desk.open("acme", f"R{n}")
            desk.reply("anna", request, f"{n}", files=[file(f"{n}.txt", b"%d" % n)])
        for path in ("/desk", f"/desk/requests/{request.ref}"):
            with statements() as queries:
                assert agent.get(path).status == 200
            counts.setdefault(path, set()).add(len(queries))
    assert {len(found) for found in counts.values()} == {1}
    assert max(max(found) for found in counts.values()) <= 30, counts
