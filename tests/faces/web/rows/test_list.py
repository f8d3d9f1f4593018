"""The table of a list: sorted, narrowed, exported, added to, deleted from."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.contenttypes.commands import set_type_column
from hallway.core.items.commands import create_item
from tests.core.contenttypes.world_of_types import content_type, site_column, use
from tests.core.query.asking import ask
from tests.faces.web.content.browsing import names, words
from tests.faces.web.content.conftest import Enter
from tests.world import HR_SECRET, SYSTEM, World

TASKS = f"/sites/hr/Lists/Tasks%20{HR_SECRET}"


@pytest.fixture
def more(world: World) -> World:
    owner = world.actor("owner")
    for values in (
        {"Title": "Zebra", "Points": 10, "State": "open", "Done": True},
        {"Title": "Äpfel", "Due": "2026-03-01", "Who": world.principal("member")},
        {"Title": "apple", "Points": -1.5, "State": "done", "Text": "=1+1"},
        {"Title": "=cmd|x", "Seen": 1_700_000_000_000_000, "Text": "two\nlines"},
    ):
        create_item(owner, world.tasks, values=values)
    return world


def total(world: World) -> int:
    return ask(SYSTEM, world.tasks).total or 0


def test_rows_stand_in_a_table_newest_first(enter: Enter, more: World) -> None:
    page = enter("visitor").get(TASKS)
    assert names(page)[:4] == ["=cmd|x", "apple", "Äpfel", "Zebra"]
    said = words(page)
    for word in ("1 Mar 2026", "Member", "open", "Yes", "-1.5", "6 items"):
        assert word in said
    assert "New item" not in said
    assert "List settings" not in page.text


def test_a_header_sorts(enter: Enter, more: World) -> None:
    visitor = enter("visitor")
    page = visitor.get(f"{TASKS}?sort=Title")
    assert names(page)[:3] == ["=cmd|x", "Äpfel", "apple"]
    assert names(visitor.get(f"{TASKS}?sort=-Title"))[0] == "Zebra"
    assert names(visitor.get(f"{TASKS}?sort=-Points"))[0] == "Zebra"
    assert visitor.get(f"{TASKS}?sort=None&after=x").status == 200


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=APFEL", {"Äpfel"}),
        ("in.State=open&in.State=done", {"Zebra", "apple"}),
        ("in.Done=yes", {"Zebra"}),
        ("contains.Title=p", {"Äpfel", "apple"}),
        ("from.Points=10", {"Zebra"}),
        ("to.Points=-1,5", {"apple"}),
        ("from.Due=2026-03-01&to.Due=2026-03-01", {"Äpfel"}),
        ("from.Seen=2023-11-14&to.Seen=2023-11-15", {"=cmd|x"}),
        ("starts.Title=ze", {"Zebra"}),
        ("is.Title=zebra", {"Zebra"}),
        ("q=nothing+at+all", set()),
    ],
)
def test_the_address_narrows(
    enter: Enter, more: World, query: str, expected: set[str]
) -> None:
    page = enter("visitor").get(f"{TASKS}?{query}")
    assert page.status == 200
    assert set(names(page)) == expected
    if not expected:
        assert "Nothing fits these filters" in words(page)


def test_a_chip_takes_its_filter_away(enter: Enter, more: World) -> None:
    visitor = enter("visitor")
    page = visitor.get(f"{TASKS}?in.State=open&q=zebra&sort=Title")
    removals = [
        unescape(one)
        for one in re.findall(r'class="chip__x" href="([^"]+)"', page.text)
    ]
    assert len(removals) == 2
    rest = visitor.get(removals[1])
    assert "in.State" not in removals[1]
    assert "q=zebra" in removals[1]
    assert names(rest) == ["Zebra"]


def test_the_filter_pane_counts_what_one_may_see(enter: Enter, more: World) -> None:
    page = enter("visitor").get(f"{TASKS}?show=filter")
    assert re.search(r'value="open">open<span class="count">1<', page.text)
    hidden = ask(SYSTEM, more.tasks, "zebra").rows[0].item
    owner = more.actor("owner")
    more.items["zebra"] = hidden.id
    break_inheritance(owner, more.securable("zebra"), start=Inherit.CLEAR)
    page = enter("visitor").get(f"{TASKS}?show=filter")
    assert re.search(r'value="open">open<span class="count">0<', page.text)
    assert "Zebra" not in page.text
    assert "5 items" in words(page)
    csv = enter("visitor").get(f"{TASKS}?export=csv").text
    assert "Zebra" not in csv


@pytest.mark.parametrize(
    "query",
    ["from.Points=x", "to.Due=tomorrow", "in.Who=x", "contains.Points=1", "is.Seen=1"],
)
def test_a_senseless_filter_says_so(enter: Enter, world: World, query: str) -> None:
    page = enter("visitor").get(f"{TASKS}?show=filter&{query}")
    assert page.status == 400
    assert 'role="alert"' in page.text
    assert enter("visitor").get(f"{TASKS}?is.None=x&op.Title=1&q=%00").status == 200


def test_an_export_is_whole_and_harmless(enter: Enter, more: World) -> None:
    answer = enter("visitor").get(f"{TASKS}?export=csv&sort=Title")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    lines = answer.text.lstrip("\ufeff").splitlines()
    assert lines[1].startswith("'=cmd|x,")
    assert ",'=1+1," in answer.text
    assert ",-1.5," in answer.text
    assert answer.text.count("Task ") == 2
    narrow = enter("visitor").get(f"{TASKS}?export=csv&in.State=open").text
    assert "Zebra" in narrow
    assert "apple" not in narrow


def test_an_export_speaks_the_language_of_its_reader(
    enter: Enter, world: World
) -> None:
    browser = enter("visitor")
    answer = browser.get(f"{TASKS}?export=csv", Accept_Language="de")
    assert "Geändert von" in answer.text.splitlines()[0]
    assert "Modified by" in browser.get(f"{TASKS}?export=csv").text.splitlines()[0]


def test_pages_follow_each_other(
    enter: Enter, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hallway.faces.web.rows import question as module

    monkeypatch.setattr(module, "PAGE", 2)
    owner = world.actor("owner")
    for n in range(3):
        create_item(owner, world.tasks, values={"Title": f"row {n}"})
    visitor = enter("visitor")
    first = visitor.get(f"{TASKS}?sort=ID")
    forth = re.search(r'href="([^"]+page=[^"]+)"[^>]*>(?:<[^>]*>)*Next', first.text)
    assert forth is not None
    second = visitor.get(unescape(forth[1]))
    assert names(second) == ["row 0", "row 1"]
    back = re.search(r'href="([^"]+page=[^"]+)"[^>]*>(?:<[^>]*>)*Back', second.text)
    assert back is not None
    assert names(visitor.get(unescape(back[1]))) == names(first)


def test_ticked_rows_are_deleted_and_brought_back(enter: Enter, more: World) -> None:
    owner = enter("owner")
    rows = ask(SYSTEM, more.tasks, "p").rows
    wanted = [row.item.number for row in rows]
    before = total(more)
    page = owner.follow(owner.post(TASKS, {"do": "delete", "item": wanted}))
    assert f"{len(wanted)} items deleted" in words(page)
    assert total(more) == before - len(wanted)
    undo = re.search(r'action="([^"]*do=restore[^"]*)"', page.text)
    assert undo is not None
    page = owner.follow(owner.post(unescape(undo[1])))
    assert f"{len(wanted)} items restored" in words(page)
    assert total(more) == before
    assert owner.post(TASKS, {"do": "delete"}).status == 400
    assert owner.post(TASKS, {"do": "nonsense"}).status == 400


def test_who_may_only_read_changes_nothing(enter: Enter, world: World) -> None:
    visitor = enter("visitor")
    item = world.item("task1").number
    before = total(world)
    assert visitor.get(f"{TASKS}?show=new").status == 403
    for form in ({"do": "new", "c.Title": "x"}, {"do": "delete", "item": item}):
        assert visitor.post(TASKS, form).status == 403
    for form in ({"do": "save", "c.Title": "x"}, {"do": "delete"}):
        assert visitor.post(f"{TASKS}/{item}", form).status == 403
    assert total(world) == before


@pytest.mark.parametrize("who", ["nobody", "acme", "globex", "guest"])
def test_for_others_there_is_nothing(enter: Enter, world: World, who: str) -> None:
    other = enter(who)
    nowhere = other.get("/sites/hr/Lists/None")
    item = world.item("task1").number
    for path in (TASKS, f"{TASKS}?export=csv", f"{TASKS}?show=new", f"{TASKS}/{item}"):
        answer = other.get(path)
        assert answer.status == nowhere.status == 404
        assert HR_SECRET not in answer.text


def test_a_table_asks_the_same_for_three_rows_and_thirty(
    enter: Enter, world: World, statements: Callable[[], Any]
) -> None:
    visitor = enter("visitor")
    visitor.get(TASKS)
    counts = []
    for more in (1, 27):
        for n in range(more):
            create_item(
                world.actor("owner"),
                world.tasks,
                values={"Title": f"row {n}", "Who": world.principal("member")},
            )
        with statements() as asked:
            assert visitor.get(f"{TASKS}?show=filter&sort=Who").status == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 20


def test_rows_that_lack_what_their_type_needs_are_found(
    enter: Enter, world: World
) -> None:
    host, guest = (site_column(world, name, "text") for name in ("Host", "Guest"))
    visit = content_type(world, "Visit", host, guest)
    made = use(world, world.tasks, visit)
    owner = world.actor("owner")
    for title, values in (("Alone", {}), ("Met", {"Guest": "Mo"})):
        given = {"Title": title, "ContentTypeId": made.type_id, "Host": "Petra"}
        create_item(owner, world.tasks, values={**given, **values})
    create_item(owner, world.tasks, values={"Title": "No visit"})
    visitor = enter("visitor")
    assert "Alone" not in words(visitor.get(f"{TASKS}?lacking=1"))
    assert visit.id is not None
    set_type_column(owner, visit.id, guid=guest.guid, required=True)
    page = words(visitor.get(f"{TASKS}?lacking=1"))
    assert "Alone" in page
    assert "Met" not in page
    assert "No visit" not in page
    assert 'name="lacking"' in visitor.get(f"{TASKS}?show=filter").text
