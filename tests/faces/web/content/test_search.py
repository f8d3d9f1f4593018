"""The page of results, what is offered while one types, and the bell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.world import HR_SECRET, World

PLANS = "/sites/hr/Documents/Plans%20quillfern"


def test_results_stand_with_their_place_and_author(enter: Enter, world: World) -> None:
    page = enter("member").get("/search?q=QUILL+q3")
    assert page.status == 200
    assert 'href="/sites/hr/Documents/Plans%20quillfern/q3%20quillfern.txt"' in (
        page.text
    )
    assert f"Human Resources {HR_SECRET} > Documents Owner," in words(page)
    assert 'value="QUILL q3"' in page.text
    assert "Files 1" in words(page)
    assert f"<mark>q3</mark> <mark>quill</mark>{HR_SECRET[5:]}.txt</a>" in page.text


def test_verticals_narrow_and_count(enter: Enter, world: World) -> None:
    member = enter("member")
    page = member.get("/search?q=quillfern&in=lists")
    assert f"Task 1 {HR_SECRET}" in words(page)
    assert "Welcome" not in words(page)
    assert f"Human Resources {HR_SECRET}" in words(
        member.get("/search?q=human&in=sites")
    )
    page = member.get("/search?q=human&in=people")
    assert "Nothing found for “human”" in words(page)
    assert "Search everything" in words(page)
    assert member.get("/search?q=human&in=nonsense").status == 200


def test_people_are_offered_first(enter: Enter, world: World) -> None:
    world.put("plans", "Member agreement.txt", b"x")
    page = enter("member").get("/search/suggest?q=memb")
    assert page.text.index(">Member<") < page.text.index("Member agreement")
    assert f"/people/{world.principal('member')}" in page.text
    assert "<html" not in page.text


@pytest.mark.parametrize("path", ["/search", "/search/suggest"])
@pytest.mark.parametrize(
    "query", ["", "?q=", "?q=%00", "?q=%25&from=x", "?q=" + "x" * 5000]
)
def test_odd_questions_find_nothing(enter: Enter, path: str, query: str) -> None:
    page = enter("member").get(f"{path}{query}")
    assert page.status == 200
    assert 'class="result"' not in page.text


def test_a_page_can_be_turned(enter: Enter, world: World) -> None:
    for n in range(35):
        world.put("deep", f"zebra {n}.txt", b"x")
    member = enter("member")
    page = member.get("/search?q=zebra")
    assert page.text.count('class="result"') == 30
    assert "from=30" in page.text
    page = member.get("/search?q=zebra&from=30")
    assert page.text.count('class="result"') == 5
    assert "from=60" not in page.text


def test_who_may_not_see_is_told_nothing(enter: Enter) -> None:
    page = enter("nobody").get(f"/search?q={HR_SECRET}")
    assert f"Nothing found for “{HR_SECRET}”" in words(page)
    assert "All 0 Files 0 Pages 0 News 0 People 0 Lists 0 Sites 0" in words(page)
    assert HR_SECRET not in enter("nobody").get(f"/search/suggest?q={HR_SECRET}").text
    for who in ("acme", "globex", "guest"):
        for path in ("/search?q=own", "/search/suggest?q=own", "/notifications"):
            assert enter(who).get(path).status == 404


def test_a_results_page_costs_the_same_for_3_as_for_30(
    enter: Enter, world: World, statements: Callable[[], Any]
) -> None:
    member = enter("member")
    counts = []
    for first, last in ((0, 3), (3, 30)):
        for n in range(first, last):
            world.put("deep", f"zebra {n}.txt", b"x")
        member.get("/search?q=zebra")
        with statements() as sent:
            assert member.get("/search?q=zebra").text.count('class="result"') == last
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 17


# --- the bell


def test_the_bell_rings_until_it_is_read(enter: Enter, world: World) -> None:
    owner, nobody = enter("owner"), enter("nobody")
    assert "Nothing has happened yet" in words(nobody.get("/notifications"))
    sent = {"item": world.item("q3").number, "do": "share", "right": "view"}
    owner.post(PLANS, {**sent, "with": "nobody@world.example"})
    assert 'aria-label="Notifications, 1 new"' in nobody.get("/").text
    page = nobody.get("/notifications")
    assert f"Owner shared “q3 {HR_SECRET}.txt” with you." in words(page)
    assert "/sites/hr/Documents/Plans%20quillfern/q3%20quillfern.txt" in page.text
    upto = page.text.partition('name="upto" value="')[2].partition('"')[0]
    page = nobody.follow(nobody.post("/notifications", {"upto": upto}))
    assert "All marked as read" in words(page)
    assert 'aria-label="Notifications"' in page.text
    # What comes after is new again; a mark far ahead does not hide it.
    nobody.post("/notifications", {"upto": "99999999"})
    sent["item"] = world.item("offer").number
    owner.post(PLANS, {**sent, "with": "nobody@world.example"})
    assert 'aria-label="Notifications, 1 new"' in nobody.get("/").text


def test_a_mark_that_is_none_changes_nothing(enter: Enter) -> None:
    for upto in ("", "x", "-1", "9" * 40):
        assert enter("nobody").post("/notifications", {"upto": upto}).status == 303


def test_a_deleted_file_leads_to_the_bin(enter: Enter, world: World) -> None:
    world.put("plans", "mine.txt", b"x", who="member")
    number = next(
        n
        for n in range(1, 99)
        if f'value="{n}" aria-label="Select mine.txt"'
        in enter("member").get(PLANS).text
    )
    enter("owner").post(PLANS, {"item": number, "do": "delete"})
    page = enter("member").get("/notifications")
    assert "Owner deleted “mine.txt”, which you made." in words(page)
    assert "/sites/hr/_layouts/recyclebin" in page.text
