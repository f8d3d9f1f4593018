"""A column of days as a calendar, for browsers and for programs with a token."""

from __future__ import annotations

import base64
import re

import pytest

from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.items.commands import create_item
from tests.faces.dav.asking import ask
from tests.faces.web.content.conftest import Enter
from tests.world import HR_SECRET, World

TASKS = f"/sites/hr/Lists/Tasks%20{HR_SECRET}"
FEED = f"{TASKS}?export=ical&column=Due"


@pytest.fixture
def dated(world: World) -> World:
    owner = world.actor("owner")
    for title, due, seen in (
        ("One; day, long", "2026-03-01", None),
        ("Both", "2026-03-02", 1_800_000_000_000_000),
        ("Moment", None, 1_700_000_000_000_000),
    ):
        values = {"Title": title, "Due": due, "Seen": seen}
        made = create_item(
            owner,
            world.tasks,
            values={name: one for name, one in values.items() if one is not None},
        )
        world.items[title] = made.id
    return world


def events(text: str) -> list[dict[str, str]]:
    text = text.replace("\r\n ", "")
    return [
        dict(line.split(":", 1) for line in event.splitlines() if ":" in line)
        for event in re.findall(r"BEGIN:VEVENT(.*?)END:VEVENT", text, re.DOTALL)
    ]


def token(world: World, who: str) -> str:
    pair = f"{who}@world.example:{world.token(who)}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


def test_days_are_whole_and_moments_are_not(enter: Enter, dated: World) -> None:
    visitor = enter("visitor")
    assert "export=ical&amp;column=Due" in visitor.get(TASKS).text
    answer = visitor.get(FEED)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.text.startswith("BEGIN:VCALENDAR\r\n")
    assert f"X-WR-CALNAME:Tasks {HR_SECRET}" in answer.text
    found = {one["SUMMARY"]: one for one in events(answer.text)}
    assert set(found) == {"One\\; day\\, long", "Both"}
    one = found["Both"]
    assert one["DTSTART;VALUE=DATE"] == "20260302"
    assert one["DTEND;VALUE=DATE"] == "20260303"
    assert "/Lists/Tasks" in one["URL"]
    moments = events(visitor.get(f"{TASKS}?export=ical&column=Seen").text)
    assert {one["DTSTART"] for one in moments} == {
        "20270115T080000Z",
        "20231114T221320Z",
    }
    assert all("DTEND" not in one for one in moments)


def test_an_end_is_the_last_day(enter: Enter, dated: World) -> None:
    found = events(enter("visitor").get(f"{FEED}&end=Seen").text)
    both = next(one for one in found if one["SUMMARY"] == "Both")
    assert both["DTEND;VALUE=DATE"] == "20270116"
    backwards = events(
        enter("visitor").get(f"{TASKS}?export=ical&column=Seen&end=Due").text
    )
    assert {one.get("DTSTART;VALUE=DATE") for one in backwards} == {None, "20270115"}


def test_it_has_the_rows_of_the_question(enter: Enter, dated: World) -> None:
    assert len(events(enter("visitor").get(f"{FEED}&q=long").text)) == 1
    assert enter("visitor").get(f"{TASKS}?export=ical&column=Title").status == 400
    assert enter("visitor").get(f"{FEED}&end=None").status == 400


def test_a_program_asks_with_a_token(dated: World) -> None:
    found = ask("GET", FEED, Authorization=token(dated, "visitor"))
    assert found.status == 200
    assert len(events(found.text)) == 2
    bearer = ask("GET", FEED, Authorization=f"Bearer {dated.token('visitor')}")
    assert len(events(bearer.text)) == 2


def test_who_may_not_see_it_gets_nothing(enter: Enter, dated: World) -> None:
    assert ask("GET", FEED).status == 401
    wrong = token(dated, "visitor")[:-6] + "AAAA=="
    assert ask("GET", FEED, Authorization=wrong).status == 401
    for who in ("nobody", "acme", "guest"):
        found = ask("GET", FEED, Authorization=token(dated, who))
        assert found.status == 404
        assert HR_SECRET not in found.text
    assert enter("nobody").get(FEED).status == 404


def test_a_token_opens_no_page(dated: World) -> None:
    mine = token(dated, "visitor")
    for path in ("/", "/sites/hr", "/admin", "/sites/hr/_layouts/contents"):
        plain = ask("GET", path, Authorization=mine)
        asked = ask("GET", f"{path}?export=ical", Authorization=mine)
        assert asked.status == plain.status
        assert "text/calendar" not in asked.headers.get("content-type", "")
    documents = ask("GET", "/sites/hr/Documents?export=ical", Authorization=mine)
    assert "text/calendar" not in documents.headers.get("content-type", "")


def test_hidden_rows_are_in_no_calendar(enter: Enter, dated: World) -> None:
    owner = dated.actor("owner")
    break_inheritance(owner, _securable(dated, "Both"), start=Inherit.CLEAR)
    assert len(events(enter("visitor").get(FEED).text)) == 1
    found = ask("GET", FEED, Authorization=token(dated, "visitor"))
    assert "Both" not in found.text


def _securable(world: World, name: str):  # type: ignore[no-untyped-def] # a Securable
    from dataclasses import replace

    from hallway.core.items.queries import get_item
    from tests.world import SYSTEM

    item = get_item(SYSTEM, world.items[name])
    return replace(world.securable("tasks"), item=item.id)
