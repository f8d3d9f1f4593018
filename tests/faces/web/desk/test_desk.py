"""What agents do at the helpdesk."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from hallway.kinds.requests.commands import set_priority, set_state
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


def way(page: Any, label: str) -> str:
    """The address of a link."""
    link = rf'href="([^"]+)"[^>]*>(?:<svg(?:(?!</svg>).)*</svg>)?{label}'
    (found,) = re.findall(link, page.text)
    return unescape(found)


def events(page: Any) -> list[str]:
    """What happened between the messages."""
    return re.findall(r'class="msg__event"><span>([^<]+) · <time', page.text)


def tickets(page: Any) -> list[str]:
    """The first words of the requests in the queue."""
    return re.findall(r'class="ticket__title"[^>]*>(\w+) ', page.text)


@pytest.mark.parametrize("who", ["anna", "guest", "nobody", "owner"])
def test_for_who_is_no_agent_there_is_no_desk(
    desk: Desk, enter: Enter, who: str
) -> None:
    made = desk.open("anna")
    browser = enter(who)
    for path in (
        "/desk",
        "/desk/customers",
        "/desk/requests/new",
        "/desk/requests/new?customer=ACM",
        f"/desk/requests/{made.ref}",
    ):
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
    assert tickets(agent.get("/desk?view=mine")) == ["Mine"]
    assert tickets(agent.get("/desk?view=waiting")) == ["Other"]
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


def test_the_queue_goes_on_past_its_first_page(
    desk: Desk, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hallway.faces.web.desk.page.PAGE", 2)
    made = [desk.open("anna", f"R{n}") for n in range(5)]
    agent = enter("agent")
    page = agent.get("/desk")
    assert tickets(page) == ["R4", "R3"]
    older = way(page, "Older requests")
    # What is answered meanwhile goes to the top, and the page stays where it was.
    desk.reply("anna", made[3], "Hello?")
    page = agent.get(older)
    assert tickets(page) == ["R2", "R1"]
    assert way(page, "Newest requests") == "/desk?view=open"
    oldest = agent.get(way(page, "Older requests"))
    assert tickets(oldest) == ["R0"]
    assert "Older requests" not in oldest.text
    # The page of a request keeps the page of the queue.
    link = re.search(r'href="([^"]+)" data-key="j"', page.text)
    assert link
    opened = agent.get(unescape(link[1]).partition("#")[0])
    assert tickets(opened) == ["R2", "R1"]
    mark = older.partition("after=")[2]
    assert f"after={mark}" in unescape(opened.text).partition("to-desktop")[2]
    actions = set(re.findall(r'method="post" action="(/desk[^"]*)"', opened.text))
    assert actions == {f"/desk/requests/{made[2].ref}?view=open&amp;after={mark}"}
    assert '"/desk?view=open" data-key="k"' in opened.text
    taken = agent.post(unescape(actions.pop()), {"do": "take"})
    assert f"after={mark}" in taken.headers["location"]
    for nonsense in ("junk", "ACM-1", "ACM-1.x", f"ACM-1.{'9' * 30}", "."):
        assert tickets(agent.get(f"/desk?view=open&after={nonsense}"))[0] == "R3"
    assert tickets(agent.get(f"/desk?after=ACM-1.{10**17}"))[0] == "R3"
    assert tickets(agent.get("/desk?after=ACM-1.0")) == []


def test_the_keys_lead_from_page_to_page(
    desk: Desk, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hallway.faces.web.desk.page.PAGE", 2)
    made = [desk.open("anna", f"R{n}") for n in range(3)]
    agent = enter("agent")
    page = agent.get(f"/desk/requests/{made[1].ref}{VIEW}")
    (next_one,) = re.findall(r'href="([^"]+)" data-key="j"', page.text)
    assert tickets(agent.get(unescape(next_one))) == ["R0"]
    assert f"/desk/requests/{made[2].ref}" in page.text.split(' data-key="k"')[0]


def test_where_nothing_is_chosen_stands_who_waits(desk: Desk, enter: Enter) -> None:
    first, second = desk.open("anna", "First"), desk.open("gina", "Second")
    answered = desk.open("anna", "Third")
    desk.reply("agent", answered, "Done.")
    page = enter("agent").get("/desk")
    waiting = page.text.partition('id="waiting"')[2]
    refs = re.findall(r"/desk/requests/([A-Z]+-\d+)", waiting)
    assert refs == [first.ref, second.ref]
    assert "Next and previous request" in words(page)
    for one in (first, second):
        desk.reply("agent", one, "Done.")
    assert "Every customer has an answer." in words(enter("agent").get("/desk"))


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


def test_customers_stand_with_what_is_open(desk: Desk, enter: Enter) -> None:
    desk.open("anna")
    ended = desk.open("acme")
    set_state(desk.actor("agent"), ended.item, state="closed")
    page = enter("agent").get("/desk/customers")
    row = words(page).partition("ACM-…")[2].partition("GLO-…")
    assert re.match(r"\s*1\s+3\s+Just now", row[0])
    assert re.match(r"\s*0\s+3\s+No request yet", row[2])
    assert "/desk/requests/new?customer=GLO" in page.text


def test_statements_do_not_grow_with_rows(
    desk: Desk, enter: Enter, statements: Callable[[], Any]
) -> None:
    agent = enter("agent")
    request = desk.open("anna")
    agent_ = desk.actor("agent")
    counts: dict[str, set[int]] = {}
    agent.get("/desk")
    for number in (3, 30):
        for n in range(number):
            desk.open("acme", f"R{n}")
            desk.reply("anna", request, f"{n}", files=[file(f"{n}.txt", b"%d" % n)])
            set_priority(agent_, request.item, priority=("low", "high")[n % 2])
        for path in (
            "/desk",
            f"/desk?after={request.ref}.{10**17}",
            "/desk/customers",
            "/desk/requests/new?customer=ACM",
            f"/desk/requests/{request.ref}",
        ):
            with statements() as queries:
                assert agent.get(path).status == 200
            counts.setdefault(path, set()).add(len(queries))
    assert {len(found) for found in counts.values()} == {1}
    assert max(max(found) for found in counts.values()) <= 30, counts
