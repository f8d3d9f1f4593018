"""Events and quick links in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from hallway.core import clock
from hallway.core.items.commands import create_item
from hallway.core.items.queries import get_item
from hallway.kinds.events.commands import change_event
from hallway.kinds.events.queries import get_event, list_events
from hallway.kinds.links.queries import list_links
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.faces.web.content.test_news import new_form, value_of
from tests.kinds.intranet import DAY, event, link
from tests.world import SYSTEM, World

EVENTS = "/sites/hr/Lists/Events"
LINKS = "/sites/hr/Lists/Links"
FORM = {
    "title": "Town hall",
    "starts": "2099-11-26T10:00",
    "ends": "2099-11-26T11:00",
    "place": "Hamburg, Ulm",
    "body": "**Come**",
    "link": "https://meet.example/x",
    "company": "",
    "do": "save",
}


def test_an_event_is_added_read_changed_and_taken_to_a_calendar(
    intranet: World, enter: Enter
) -> None:
    member = enter("member")
    assert "UTC" in words(member.get(f"{EVENTS}?show=new"))
    page = member.follow(member.post(EVENTS, FORM))
    assert "Thursday, 26 November 2099, 10:00 to 11:00" in words(page)
    assert "<strong>Come</strong>" in page.text
    visitor = enter("visitor")
    assert "November 2099" in words(visitor.get(EVENTS))
    file = visitor.get(f"{EVENTS}/1-town-hall?as=ics")
    assert file.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "town-hall.ics" in file.headers["content-disposition"]
    assert "DTSTART:20991126T100000Z" in file.text
    assert "LOCATION:Hamburg\\, Ulm" in file.text
    (version,) = re.findall(
        r'name="version" value="(\d+)"', member.get(f"{EVENTS}/1?show=edit").text
    )
    changed = {**FORM, "title": "All hands", "all_day": "1", "version": version}
    page = member.follow(member.post(f"{EVENTS}/1", changed))
    assert "Thursday, 26 November 2099, all day" in words(page)
    assert "DTEND;VALUE=DATE:20991127" in member.get(f"{EVENTS}/1?as=ics").text
    page = member.get(f"{EVENTS}/1?show=versions")
    assert "restore-version" in page.text
    assert 'value="1.0"' in page.text
    restore = {"do": "restore-version", "version": "1.0"}
    assert visitor.post(f"{EVENTS}/1", restore).status == 403
    assert member.post(f"{EVENTS}/1", {**restore, "version": "9.9"}).status == 404
    page = member.follow(member.post(f"{EVENTS}/1", restore))
    assert "Thursday, 26 November 2099, 10:00 to 11:00" in words(page)
    member.post(f"{EVENTS}/1", {**restore, "version": "2.0"})
    page = member.follow(member.post(f"{EVENTS}/1", {"do": "delete"}))
    assert list_events(SYSTEM, since=0) == []
    (undo,) = re.findall(r'action="([^"]+do=restore[^"]+)"', page.text)
    member.post(undo.replace("&amp;", "&"))
    assert [one.title for one in list_events(SYSTEM, since=0)] == ["All hands"]


@pytest.mark.parametrize("who", ["nobody", "guest", "acme", "globex"])
def test_an_event_is_nowhere_for_whom_it_is_not(
    intranet: World, enter: Enter, who: str
) -> None:
    event(intranet, "Quietly", clock.now() + DAY)
    browser = enter(who)
    for path in (EVENTS, f"{EVENTS}/1", f"{EVENTS}/1?as=ics", f"{EVENTS}?show=month"):
        answer = browser.get(path)
        assert answer.status == 404
        assert "Quietly" not in answer.text


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"title": ""}, "title", "A value is needed"),
        ({"starts": ""}, "starts", "A value is needed"),
        ({"starts": "soon"}, "starts", "A date and time is expected"),
        ({"starts": "9999-12-31T09:00", "ends": ""}, "starts", "too far away"),
        ({"starts": "soon", "all_day": "1"}, "starts", "A date is expected"),
        ({"ends": "2099-11-26T09:00"}, "ends", "ends after it starts"),
        ({"link": "javascript:alert(1)"}, "link", "A link begins with"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    intranet: World, enter: Enter, typed: dict[str, str], field: str, message: str
) -> None:
    answer = enter("owner").post(EVENTS, {**FORM, **typed})
    assert answer.status == 400
    (said,) = re.findall(rf'id="{field}-error">.*?<span>(.*?)</span>', answer.text)
    assert message in said
    assert "**Come**" in answer.text
    assert list_events(SYSTEM, since=0) == []


def test_sent_twice_and_saved_by_two(intranet: World, enter: Enter) -> None:
    owner = enter("owner")
    sent = {**FORM, **new_form(owner, EVENTS)}
    first, second = (owner.post(EVENTS, sent) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    (one,) = list_events(SYSTEM, since=0)
    assert get_item(SYSTEM, one.item).major == 1
    assert owner.post(EVENTS, {**sent, "place": "Ulm"}).status == 303
    assert [each.place for each in list_events(SYSTEM, since=0)] == ["Ulm"]
    seen = get_item(SYSTEM, one.item).version
    change_event(intranet.actor("member"), one.item, values={"Body": "theirs"})
    answer = owner.post(f"{EVENTS}/1", {**FORM, "body": "mine", "version": str(seen)})
    assert answer.status == 409
    assert "mine" in answer.text
    assert "theirs" in answer.text
    assert get_event(SYSTEM, one.item).values["Body"] == "theirs"


def test_two_events_may_be_alike(intranet: World, enter: Enter) -> None:
    owner = enter("owner")
    for _ in range(2):
        owner.post(EVENTS, {**FORM, **new_form(owner, EVENTS)})
    assert len(list_events(SYSTEM, since=0)) == 2


def test_an_event_without_an_end_lasts_an_hour(intranet: World, enter: Enter) -> None:
    enter("owner").post(EVENTS, {**FORM, "ends": ""})
    (one,) = list_events(SYSTEM, since=0)
    assert one.ends - one.starts == 3_600_000_000


@pytest.mark.parametrize(
    "month", ["", "2026-11", "0001-01", "9999-12", "2026-13", "x" * 50]
)
def test_any_month_is_shown(intranet: World, enter: Enter, month: str) -> None:
    page = enter("visitor").get(f"{EVENTS}?show=month&month={month}")
    assert page.status == 200
    assert page.text.count('class="months__day') >= 28


def test_a_month_shows_each_day_of_an_event(
    intranet: World, enter: Enter, statements: Callable[[], Any]
) -> None:
    starts = 1_795_651_200_000_000  # 26 November 2026, 00:00 UTC
    event(intranet, "Fair", starts, Ends=starts + 3 * DAY, AllDay=True)
    visitor = enter("visitor")
    path = f"{EVENTS}?show=month&month=2026-11"
    assert visitor.get(path).text.count(">Fair</a>") == 3
    counts = []
    for many in (3, 30):
        for n in range(many):
            event(intranet, f"{n}", starts)
        with statements() as queries:
            visitor.get(path)
            visitor.get(EVENTS)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_reader_changes_no_event_and_no_link(intranet: World, enter: Enter) -> None:
    event(intranet, "Town hall", clock.now() + DAY)
    link(intranet, "Wiki", "/")
    visitor = enter("visitor")
    for path in (f"{EVENTS}?show=new", f"{EVENTS}/1?show=edit", f"{LINKS}?show=new"):
        assert visitor.get(path).status == 403
    assert visitor.get(f"{LINKS}/1").headers["location"] == LINKS
    for path in (EVENTS, f"{EVENTS}/1"):
        assert visitor.post(path, {**FORM, "version": "1"}).status == 403
    fields = {"title": "x", "address": "/", "icon": "", "position": "", "do": "save"}
    for path in (LINKS, f"{LINKS}/1"):
        assert visitor.post(path, {**fields, "version": "1"}).status == 403
    for path in (f"{EVENTS}/1", f"{LINKS}/1"):
        assert visitor.post(path, {"do": "delete"}).status == 403


def test_links_are_added_changed_and_deleted(intranet: World, enter: Enter) -> None:
    owner = enter("owner")
    fields = {
        "title": "Time sheet",
        "address": "https://time.example",
        "icon": "world",
        "position": "1.5",
        "do": "save",
    }
    sent = {**fields, **new_form(owner, LINKS)}
    owner.post(LINKS, sent)
    owner.post(LINKS, sent)
    (one,) = list_links(SYSTEM, intranet.hr)
    assert get_item(SYSTEM, one.item).major == 1
    assert (one.title, one.icon, one.position) == ("Time sheet", "world", 1.5)
    page = owner.get(f"{LINKS}/1")
    assert 'value="1.5"' in page.text
    bad = owner.post(LINKS, {**fields, "title": "x", "address": "javascript:x"})
    assert bad.status == 400
    assert "An address begins with" in words(bad)
    stale = owner.post(f"{LINKS}/1", {**fields, "title": "x", "version": "99"})
    assert stale.status == 409
    version = str(one.version)
    owner.post(f"{LINKS}/1", {**fields, "title": "Times", "version": version})
    assert "Times" in words(enter("visitor").get(LINKS))
    owner.post(f"{LINKS}/1", {"do": "delete"})
    assert list_links(SYSTEM, intranet.hr) == []


def test_two_links_may_be_alike(intranet: World, enter: Enter) -> None:
    owner = enter("owner")
    fields = {"title": "Wiki", "address": "/wiki", "do": "save"}
    bad = owner.post(LINKS, {**fields, **new_form(owner, LINKS), "address": "x"})
    assert bad.status == 400
    for form in (new_form(owner, LINKS), {"once": value_of(bad, "once")}):
        owner.post(LINKS, {**fields, **form})
    assert len(list_links(SYSTEM, intranet.hr)) == 2


def test_a_link_that_would_run_is_shown_to_nobody(
    intranet: World, enter: Enter
) -> None:
    create_item(
        intranet.actor("owner"),
        intranet.links,
        values={"Title": "Bad", "Address": "javascript:alert(1)"},
    )
    for path in (LINKS, "/sites/hr"):
        assert "javascript:" not in enter("owner").get(path).text
