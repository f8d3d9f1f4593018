"""Views of a list in the browser: shown, saved, changed, deleted."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.items.commands import create_item
from hallway.core.lists.commands import add_list, remove_column
from hallway.core.lists.queries import list_columns
from hallway.core.lists.views.commands import add_view
from hallway.core.lists.views.queries import get_view, list_views
from hallway.core.lists.views.records import (
    STANDARD,
    Audience,
    Content,
    Layout,
    Rule,
    Shown,
    Tone,
)
from hallway.wire.query import (
    And,
    Compare,
    Field,
    IsNull,
    Me,
    Not,
    Op,
    Or,
    Order,
    Query,
    Sum,
    Today,
    Total,
)
from tests.core.query.asking import ask
from tests.faces.web.content.browsing import names, words
from tests.faces.web.content.conftest import Enter
from tests.world import SYSTEM, World

from .test_list import TASKS

OPEN = Compare(Field("State"), Op.EQ, "open")


@pytest.fixture
def more(world: World) -> World:
    """Four more rows, of three states."""
    for title, state, points, due in (
        ("Ash", "open", 3, "2026-03-01"),
        ("Birch", "open", 5, "2026-03-31"),
        ("Cedar", "done", 2, "2026-04-02"),
        ("Dogwood", None, 0.5, None),
    ):
        create_item(
            world.actor("owner"),
            world.tasks,
            values={"Title": title, "State": state, "Points": points, "Due": due},
        )
    return world


def save(world: World, title: str, who: str = "owner", **content: Any) -> str:
    return add_view(
        world.actor(who),
        world.tasks,
        title=title,
        audience=Audience.EVERYBODY,
        content=Content(**content),
    )


def heads(text: str) -> list[str]:
    found = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", one).split()) for one in found]


def test_a_view_shows_its_rows_columns_and_order(enter: Enter, more: World) -> None:
    name = save(
        more,
        "Open ones",
        query=Query(where=OPEN, order=(Order(Field("Points"), descending=True),)),
        shown=(Shown(name="Points"), Shown(name="ID"), Shown(name="Author")),
    )
    visitor = enter("visitor")
    page = visitor.get(f"{TASKS}?view={name}")
    assert names(page) == ["Birch", "Ash"]
    assert [one.split(" ")[0] for one in heads(page.text)] == [
        "Title",
        "Points",
        "Number",
        "Created",
    ]
    assert "Open ones" in page.text
    # What the address adds holds as well, and the order is the reader's.
    page = visitor.get(f"{TASKS}?view={name}&from.Points=4")
    assert names(page) == ["Birch"]
    page = visitor.get(f"{TASKS}?view={name}&sort=Title")
    assert names(page) == ["Ash", "Birch"]
    assert f"view={name}" in page.text


def test_rows_stand_in_groups_with_counts_and_totals(enter: Enter, more: World) -> None:
    name = save(
        more,
        "Grouped",
        query=Query(
            where=Not(Compare(Field("Title"), Op.EQ, "nothing")),
            group=(Order(Field("State")),),
            order=(Order(Field("Title")),),
            totals=(Total(Field("Points"), Sum.SUM),),
        ),
    )
    page = enter("visitor").get(f"{TASKS}?view={name}")
    groups = re.findall(r'scope="rowgroup"[^>]*>(.*?)</th>', page.text, re.DOTALL)
    said = [" ".join(re.sub(r"<[^>]*>", " ", one).split()) for one in groups]
    assert said[0].startswith("No value 1")
    assert "done 1 Sum 2" in said
    assert any(one.startswith("open 2 Sum 8") for one in said)
    assert "All together" in words(page)
    plain = enter("visitor").get(f"{TASKS}?view={name}&group=")
    assert "rowgroup" not in plain.text
    other = enter("visitor").get(f"{TASKS}?group=Due")
    assert "1 Mar 2026" in words(other)


def test_rules_paint_rows_and_cells(enter: Enter, more: World) -> None:
    name = save(
        more,
        "Painted",
        rules=(
            Rule(where=Compare(Field("Points"), Op.GE, 5), tone=Tone.BAD),
            Rule(where=OPEN, tone=Tone.OK, column="State"),
        ),
    )
    text = enter("visitor").get(f"{TASKS}?view={name}").text
    assert len(re.findall(r'<tr class="rows__tone rows__tone--bad"', text)) == 1
    assert len(re.findall(r'<td class="[^"]*rows__tone--ok"', text)) == 1


def test_boxes_above_the_rows_narrow_them(enter: Enter, more: World) -> None:
    name = save(more, "Boxes", quick=("State",))
    visitor = enter("visitor")
    page = visitor.get(f"{TASKS}?view={name}")
    assert 'name="in.State"' in page.text
    assert "open (2)" in words(page)
    assert names(visitor.get(f"{TASKS}?view={name}&in.State=done")) == ["Cedar"]
    everything = visitor.get(f"{TASKS}?view={name}&in.State=%40all")
    assert len(names(everything)) > 3


def test_a_board_has_a_lane_for_each_choice(enter: Enter, more: World) -> None:
    name = save(more, "Board", layout=Layout.BOARD, board="State")
    owner = enter("owner")
    page = owner.get(f"{TASKS}?view={name}")
    lanes = re.findall(r'data-lane="([^"]*)"', page.text)
    assert lanes == ["", "new", "open", "done"]
    (birch,) = ask(SYSTEM, more.tasks, "Birch").rows
    sent = {"do": "move-card", "item": birch.item.number, "lane": "done"}
    moved = owner.follow(owner.post(f"{TASKS}?view={name}", sent))
    assert "Moved to “done”" in words(moved)
    assert ask(SYSTEM, more.tasks, "Birch").rows[0].values["State"] == "done"
    owner.post(f"{TASKS}?view={name}", {**sent, "lane": ""})
    assert "State" not in ask(SYSTEM, more.tasks, "Birch").rows[0].values
    refused = owner.post(f"{TASKS}?view={name}", {**sent, "lane": "elsewhere"})
    assert refused.status == 400
    assert enter("visitor").post(f"{TASKS}?view={name}", sent).status == 403


def test_a_board_tells_nothing_of_hidden_rows(enter: Enter, more: World) -> None:
    name = save(more, "Board", layout=Layout.BOARD, board="State")
    (cedar,) = ask(SYSTEM, more.tasks, "Cedar").rows
    more.items["cedar"] = cedar.item.id
    break_inheritance(more.actor("owner"), more.securable("cedar"), start=Inherit.CLEAR)
    page = enter("visitor").get(f"{TASKS}?view={name}")
    assert "Cedar" not in page.text
    done = page.text[page.text.index('data-lane="done"') :]
    assert re.search(r'<span class="count">0</span>', done)


def test_a_calendar_shows_a_month(enter: Enter, more: World) -> None:
    name = save(more, "Dates", layout=Layout.CALENDAR, start="Due")
    visitor = enter("visitor")
    page = visitor.get(f"{TASKS}?view={name}&month=2026-03")
    assert "March 2026" in words(page)
    assert "Ash" in page.text
    assert "Birch" in page.text
    assert "Cedar" not in page.text
    later = re.search(r'href="([^"]*month=2026-04[^"]*)"', page.text)
    assert later is not None
    assert "Cedar" in visitor.get(unescape(later[1])).text
    for month in ("x", "9999-99", "0001-01", "99999999"):
        assert visitor.get(f"{TASKS}?view={name}&month={month}").status == 200


def test_a_gallery_shows_cards(enter: Enter, more: World) -> None:
    name = save(more, "Cards", layout=Layout.GALLERY)
    page = enter("visitor").get(f"{TASKS}?view={name}")
    assert "gallery__card" in page.text
    assert "Dogwood" in page.text


def test_what_is_shown_is_saved_as_a_view(enter: Enter, more: World) -> None:
    owner = enter("owner")
    page = owner.get(f"{TASKS}?in.State=open&sort=-Points")
    link = re.search(r'href="([^"]*show=new-view[^"]*)"', page.text)
    assert link is not None
    at = unescape(link[1])
    form = owner.get(at)
    assert "is one of: open" in words(form)
    sent = {
        "do": "save-view",
        "title": "Mine to do",
        "audience": "everybody",
        "layout": "list",
        "filter": "0",
        "shown": ["Title", "Points"],
        "place.Points": "1",
        "place.Title": "2",
        "width.Title": "300",
        "sort": "Points",
        "sort-down": "1",
        "group": "State",
        "total.Points": "AVG",
        "default": "1",
    }
    done = owner.follow(owner.post(at, sent))
    assert "View saved" in words(done)
    assert names(done) == ["Birch", "Ash"]
    view = get_view(more.actor("visitor"), more.tasks)
    assert view.title == "Mine to do"
    assert view.content.shown == (
        Shown(name="Points"),
        Shown(name="Title", width=300),
    )
    assert view.content.query.totals == (Total(Field("Points"), Sum.AVERAGE),)
    assert view.content.query.where is not None
    # The list opens with it, and the view can be edited from what it is.
    again = owner.get(f"{TASKS}?show=edit-view")
    assert 'value="Mine to do"' in again.text
    changed = owner.post(
        f"{TASKS}?show=edit-view",
        {"do": "save-view", "title": "All of it", "layout": "compact"},
    )
    assert changed.status == 303
    view = get_view(more.actor("visitor"), more.tasks)
    assert (view.title, view.content.query.where) == ("All of it", None)
    assert view.content.layout is Layout.COMPACT


def test_a_rule_is_added_and_taken_away_by_the_form(enter: Enter, more: World) -> None:
    owner = enter("owner")
    at = f"{TASKS}?show=edit-view"
    base = {"do": "save-view", "title": "All items", "layout": "list"}
    rule = {
        "rule.column": "Points",
        "rule.op": "from",
        "rule.value": "4,5",
        "rule.tone": "warn",
        "rule.where": "cell",
    }
    assert owner.post(at, {**base, **rule}).status == 303
    (kept,) = get_view(more.actor("owner"), more.tasks).content.rules
    assert kept == Rule(
        where=Compare(Field("Points"), Op.GE, 4.5), tone=Tone.WARN, column="Points"
    )
    bad = owner.post(at, {**base, **rule, "rule": "0", "rule.value": "x"})
    assert bad.status == 400
    assert "A number is expected." in words(bad)
    assert owner.post(at, base).status == 303
    assert get_view(more.actor("owner"), more.tasks).content.rules == ()


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"title": ""}, "Give the view a name."),
        ({"title": "x", "layout": "board"}, "A board needs a choice column."),
        ({"title": "x", "layout": "calendar"}, "A calendar needs a date column."),
        ({"title": "x", "sort": "Gone"}, "There is no column “Gone”."),
        ({"title": "x", "shown": "Title", "width.Title": "5"}, "A width is"),
        ({"title": "x", "shown": "Title", "width.Title": "w"}, "A width is"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    enter: Enter, world: World, sent: dict[str, str], message: str
) -> None:
    owner = enter("owner")
    page = owner.post(f"{TASKS}?show=new-view", {"do": "save-view", **sent})
    assert page.status == 400
    assert message in words(page)
    assert len(list_views(world.actor("owner"), world.tasks)) == 1


def test_ones_own_view_is_shown_to_nobody_else(enter: Enter, more: World) -> None:
    member = enter("member")
    sent = {"do": "save-view", "title": "Private", "audience": "me", "layout": "list"}
    done = member.post(f"{TASKS}?show=new-view", sent)
    assert done.status == 303
    assert "Private" in member.get(f"{TASKS}?view=private").text
    owner = enter("owner")
    assert "Private" not in owner.get(TASKS).text
    assert owner.get(f"{TASKS}?view=private").status == 404
    assert owner.get(f"{TASKS}?view=private&show=edit-view").status == 404
    assert owner.post(f"{TASKS}?view=private", {"do": "delete-view"}).status == 404


def test_who_may_not_save_is_offered_and_allowed_nothing(
    enter: Enter, more: World
) -> None:
    visitor = enter("visitor")
    page = visitor.get(f"{TASKS}?in.State=open")
    assert "new-view" not in page.text
    assert "edit-view" not in page.text
    for show in ("new-view", "edit-view"):
        assert visitor.get(f"{TASKS}?show={show}").status == 403
        sent = {"do": "save-view", "title": "x", "layout": "list"}
        assert visitor.post(f"{TASKS}?show={show}", sent).status == 403
    assert len(list_views(SYSTEM, more.tasks)) == 1


def test_a_view_is_deleted_and_the_standard_one_put_back(
    enter: Enter, more: World
) -> None:
    name = save(more, "Short", query=Query(where=OPEN))
    owner = enter("owner")
    done = owner.follow(owner.post(f"{TASKS}?view={name}", {"do": "delete-view"}))
    assert "View “Short” deleted" in words(done)
    assert owner.get(f"{TASKS}?view={name}").status == 404
    sent = {"do": "save-view", "title": "All items", "layout": "gallery"}
    assert owner.post(f"{TASKS}?show=edit-view", sent).status == 303
    assert get_view(SYSTEM, more.tasks, name=STANDARD).is_saved
    assert "gallery__card" in owner.get(TASKS).text
    back = owner.follow(owner.post(TASKS, {"do": "delete-view"}))
    assert "The standard view is as it was" in words(back)


def test_a_column_that_is_gone_is_said_to_be(enter: Enter, more: World) -> None:
    where = And((OPEN, Not(IsNull(Field("Due")))))
    name = save(more, "Due", query=Query(where=where), shown=(Shown(name="Due"),))
    (due,) = [
        one for one in list_columns(SYSTEM, more.tasks) if one.internal_name == "Due"
    ]
    remove_column(more.actor("owner"), more.tasks, due.id)
    page = enter("visitor").get(f"{TASKS}?view={name}")
    assert "Columns this view speaks of are gone: Due." in words(page)
    assert names(page) == ["Birch", "Ash"]


def test_conditions_are_said_in_words(enter: Enter, more: World) -> None:
    where = And(
        (
            Or((Compare(Field("Author"), Op.EQ, Me()), Not(OPEN))),
            Compare(Field("Due"), Op.LT, Today(7)),
            Compare(Field("Who"), Op.NE, int(more.principal("visitor"))),
        )
    )
    name = save(more, "Said", query=Query(where=where))
    said = words(enter("owner").get(f"{TASKS}?view={name}&show=edit-view"))
    assert "Created by is me or not: State" in said
    assert "is below in 7 days" in said
    assert "is not Visitor" in said


def test_an_export_is_of_the_view(enter: Enter, more: World) -> None:
    name = save(more, "Short", query=Query(where=OPEN), shown=(Shown(name="Points"),))
    text = enter("visitor").get(f"{TASKS}?view={name}&export=csv").text
    assert len(text.strip().splitlines()) == 3
    assert text.splitlines()[0].lstrip("\ufeff").startswith("Points")
    assert "Ash" not in text


def test_a_view_that_nothing_fits_leads_on(enter: Enter, more: World) -> None:
    none = Compare(Field("Title"), Op.EQ, "zzz")
    name = save(more, "None", query=Query(where=none))
    visitor = enter("visitor").get(f"{TASKS}?view={name}")
    assert "Nothing fits this view" in words(visitor)
    assert "Clear all" not in words(visitor)
    assert f'href="{TASKS}?view=all"' in visitor.text
    assert "Edit view" not in words(visitor)
    owner = enter("owner")
    assert "Edit view" in words(owner.get(f"{TASKS}?view={name}"))
    # What the reader narrowed by himself is his to take away.
    page = words(owner.get(f"{TASKS}?view={name}&contains.Title=z"))
    assert "Nothing fits these filters" in page
    assert "Clear all" in page


def test_a_list_without_columns_begins_with_one(enter: Enter, world: World) -> None:
    add_list(world.actor("owner"), world.sites["hr"].id, name="Bare", kind="generic")
    path = "/sites/hr/Lists/Bare"
    owner = enter("owner").get(path)
    assert "This list has no columns yet" in words(owner)
    assert "This list is empty" in words(enter("visitor").get(path))


def test_what_is_empty_says_why(enter: Enter, more: World) -> None:
    board = save(more, "Board", layout=Layout.BOARD, board="State")
    dates = save(more, "Dates", layout=Layout.CALENDAR, start="Due")
    visitor = enter("visitor")
    nothing = "Nothing fits these filters"
    assert nothing not in words(visitor.get(f"{TASKS}?view={board}"))
    assert nothing in words(visitor.get(f"{TASKS}?view={board}&contains.Title=zzz"))
    month = visitor.get(f"{TASKS}?view={dates}&month=2031-01")
    assert "Nothing stands in this month." in words(month)
    full = words(visitor.get(f"{TASKS}?view={dates}&month=2026-03"))
    assert "Nothing stands in this month." not in full
    pane = words(visitor.get(f"{TASKS}?show=filter&contains.Title=zzz"))
    assert "None among what is shown" in pane
