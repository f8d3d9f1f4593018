from __future__ import annotations

import pytest

from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.lists.commands import add_column, delete_list, remove_column
from hallway.core.lists.queries import list_columns
from hallway.core.lists.views.commands import (
    add_view,
    change_view,
    delete_view,
    set_default_view,
    set_width,
)
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
from tests.world import SYSTEM, World

MINE = Compare(Field("Author"), Op.EQ, Me())
NEW = Compare(Field("State"), Op.EQ, "new")
WHOLE = Content(
    query=Query(
        where=Or((And((MINE, NEW)), Compare(Field("Due"), Op.LT, Today(7)))),
        order=(Order(Field("Points"), descending=True),),
        group=(Order(Field("State")),),
        totals=(Total(Field("Points"), Sum.SUM),),
    ),
    shown=(Shown(name="Title", width=240), Shown(name="State")),
    quick=("State",),
    rules=(Rule(where=NEW, tone=Tone.WARN, column="State"),),
)


def names(world: World, who: str) -> list[str]:
    return [one.name for one in list_views(world.actor(who), world.tasks)]


def test_every_list_has_a_standard_view(world: World) -> None:
    (only,) = list_views(world.actor("visitor"), world.tasks)
    assert (only.name, only.is_default, only.is_saved) == (STANDARD, True, False)
    again = get_view(world.actor("owner"), world.tasks)
    assert again.guid == only.guid
    assert again.content == Content()


def test_a_view_is_kept_as_it_was_made(world: World) -> None:
    owner = world.actor("owner")
    name = add_view(
        owner,
        world.tasks,
        title=" Überfällig & neu ",
        audience=Audience.EVERYBODY,
        content=WHOLE,
    )
    assert name == "uberfallig-neu"
    found = get_view(world.actor("visitor"), world.tasks, name=name)
    assert found.title == "Überfällig & neu"
    assert found.content == WHOLE
    assert not found.is_default
    second = add_view(
        owner,
        world.tasks,
        title="Überfällig neu",
        audience=Audience.EVERYBODY,
        content=WHOLE,
    )
    assert second == "uberfallig-neu-2"


def test_ones_own_view_is_nobody_elses(world: World) -> None:
    member = world.actor("member")
    name = add_view(
        member, world.tasks, title="Mine", audience=Audience.ME, content=WHOLE
    )
    assert names(world, "member") == [STANDARD, name]
    assert names(world, "owner") == [STANDARD]
    for act in (
        lambda: get_view(world.actor("owner"), world.tasks, name=name),
        lambda: delete_view(world.actor("owner"), world.tasks, name),
        lambda: change_view(
            world.actor("owner"), world.tasks, name, title="x", content=WHOLE
        ),
        lambda: set_default_view(
            world.actor("owner"), world.tasks, name, audience=Audience.EVERYBODY
        ),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(NotFound):
        list_views(world.actor("nobody"), world.tasks)


def test_everybodys_views_are_for_those_who_manage_lists(world: World) -> None:
    visitor = world.actor("visitor")
    with pytest.raises(Forbidden):
        add_view(
            visitor,
            world.tasks,
            title="For all",
            audience=Audience.EVERYBODY,
            content=WHOLE,
        )
    with pytest.raises(Forbidden):
        change_view(visitor, world.tasks, STANDARD, title="", content=WHOLE)
    with pytest.raises(Forbidden):
        set_default_view(visitor, world.tasks, STANDARD, audience=Audience.EVERYBODY)
    name = add_view(
        world.actor("owner"),
        world.tasks,
        title="For all",
        audience=Audience.EVERYBODY,
        content=WHOLE,
    )
    with pytest.raises(Forbidden):
        delete_view(visitor, world.tasks, name)
    with pytest.raises(Forbidden):
        change_view(visitor, world.tasks, name, title="x", content=WHOLE)


def test_a_list_opens_with_its_default_or_ones_own(world: World) -> None:
    owner, member = world.actor("owner"), world.actor("member")
    shared = add_view(
        owner,
        world.tasks,
        title="Shared",
        audience=Audience.EVERYBODY,
        content=WHOLE,
    )
    own = add_view(
        member, world.tasks, title="Own", audience=Audience.ME, content=Content()
    )
    set_default_view(owner, world.tasks, shared, audience=Audience.EVERYBODY)
    set_default_view(member, world.tasks, own, audience=Audience.ME)
    assert get_view(owner, world.tasks).name == shared
    assert get_view(member, world.tasks).name == own
    set_default_view(member, world.tasks, STANDARD, audience=Audience.ME)
    assert get_view(member, world.tasks).name == shared
    with pytest.raises(Conflict):
        delete_view(owner, world.tasks, shared)
    set_default_view(owner, world.tasks, STANDARD, audience=Audience.EVERYBODY)
    assert get_view(member, world.tasks).name == STANDARD
    delete_view(owner, world.tasks, shared)
    assert names(world, "owner") == [STANDARD]


def test_the_standard_view_is_changed_and_put_back(world: World) -> None:
    owner = world.actor("owner")
    change_view(owner, world.tasks, STANDARD, title="", content=WHOLE)
    found = get_view(owner, world.tasks)
    assert (found.name, found.is_saved, found.is_default) == (STANDARD, True, True)
    assert found.content == WHOLE
    change_view(owner, world.tasks, STANDARD, title="Everything", content=Content())
    assert get_view(owner, world.tasks).title == "Everything"
    delete_view(owner, world.tasks, STANDARD)
    assert get_view(owner, world.tasks).content == Content()
    with pytest.raises(NotFound):
        delete_view(owner, world.tasks, STANDARD)


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (Content(query=Query(where=IsNull(Field("Gone")))), "query"),
        (Content(query=Query(order=(Order(Field("Gone")),))), "query"),
        (Content(shown=(Shown(name="Gone"),)), "shown"),
        (Content(shown=(Shown(name="Title"), Shown(name="Title"))), "shown"),
        (Content(shown=(Shown(name="Title", width=5),)), "shown"),
        (Content(quick=("Gone",)), "quick"),
        (Content(quick=("Title",) * 11), "quick"),
        (Content(rules=(Rule(where=NEW, tone=Tone.BAD, column="Gone"),)), "rules"),
        (Content(rules=(Rule(where=NEW, tone=Tone.BAD),) * 21), "rules"),
        (Content(layout=Layout.BOARD, board="Title"), "board"),
        (Content(layout=Layout.BOARD), "board"),
        (Content(layout=Layout.CALENDAR, start="Title"), "start"),
        (Content(layout=Layout.CALENDAR, start="Due", end="Title"), "end"),
        (Content(picture="Title"), "picture"),
        (Content(query=Query(group=(Order(Field("Text")),))), "group"),
    ],
)
def test_what_is_no_view_is_refused(world: World, content: Content, field: str) -> None:
    with pytest.raises(Invalid) as told:
        add_view(
            world.actor("owner"),
            world.tasks,
            title="x",
            audience=Audience.ME,
            content=content,
        )
    assert list(told.value.fields) == [field]
    assert names(world, "owner") == [STANDARD]


def test_a_title_is_needed(world: World) -> None:
    with pytest.raises(Invalid):
        add_view(
            world.actor("owner"),
            world.tasks,
            title=" ",
            audience=Audience.ME,
            content=WHOLE,
        )


def test_a_view_goes_on_without_a_column_that_is_gone(world: World) -> None:
    owner = world.actor("owner")
    made = add_column(
        owner, world.tasks, internal_name="Lane", title="Lane", type="choice"
    )
    lane = Compare(Field("Lane"), Op.EQ, "a")
    content = Content(
        layout=Layout.BOARD,
        board="Lane",
        query=Query(
            where=And((NEW, Or((lane, Not(lane))))), order=(Order(Field("Lane")),)
        ),
        shown=(Shown(name="Title"), Shown(name="Lane")),
        quick=("Lane", "State"),
        rules=(
            Rule(where=lane, tone=Tone.BAD),
            Rule(where=NEW, tone=Tone.OK, column="Lane"),
            Rule(where=NEW, tone=Tone.OK),
        ),
    )
    name = add_view(
        owner, world.tasks, title="x", audience=Audience.ME, content=content
    )
    remove_column(owner, world.tasks, made)
    found = get_view(owner, world.tasks, name=name)
    assert found.missing == ("Lane",)
    assert found.content == Content(
        query=Query(where=NEW),
        shown=(Shown(name="Title"),),
        quick=("State",),
        rules=(Rule(where=NEW, tone=Tone.OK),),
    )


def test_views_go_with_their_list(world: World) -> None:
    owner = world.actor("owner")
    name = add_view(owner, world.tasks, title="x", audience=Audience.ME, content=WHOLE)
    delete_list(owner, world.tasks)
    with pytest.raises(NotFound):
        get_view(owner, world.tasks, name=name)
    with pytest.raises(NotFound):
        add_view(owner, world.tasks, title="y", audience=Audience.ME, content=WHOLE)


def test_the_world_has_the_columns_asked_for(world: World) -> None:
    known = {one.internal_name for one in list_columns(SYSTEM, world.tasks)}
    assert {"Title", "State", "Due", "Points", "Text"} <= known


def width(world: World, who: str, name: str, column: str) -> int | None:
    return get_view(world.actor(who), world.tasks, name=name).content.width_of(column)


def test_a_width_is_kept_beside_all_columns_or_with_the_chosen(world: World) -> None:
    owner = world.actor("owner")
    set_width(owner, world.tasks, STANDARD, column="Points", width=320)
    view = get_view(world.actor("visitor"), world.tasks, name=STANDARD)
    assert view.content.width_of("Points") == 320
    # The view still shows all columns there are, and those to come.
    assert view.content.shown == ()
    name = add_view(
        owner, world.tasks, title="Whole", audience=Audience.EVERYBODY, content=WHOLE
    )
    set_width(owner, world.tasks, name, column="State", width=90)
    set_width(owner, world.tasks, name, column="Title", width=None)
    kept = get_view(owner, world.tasks, name=name).content
    assert kept.shown == (Shown(name="Title"), Shown(name="State", width=90))
    assert kept.query == WHOLE.query
    set_width(owner, world.tasks, STANDARD, column="Points", width=None)
    assert width(world, "owner", STANDARD, "Points") is None


def test_a_width_is_set_by_who_may_change_the_view(world: World) -> None:
    owner, member = world.actor("owner"), world.actor("member")
    with pytest.raises(Forbidden):
        set_width(
            world.actor("visitor"), world.tasks, STANDARD, column="Points", width=99
        )
    with pytest.raises(NotFound):
        set_width(
            world.actor("nobody"), world.tasks, STANDARD, column="Points", width=99
        )
    mine = add_view(
        member, world.tasks, title="Mine", audience=Audience.ME, content=Content()
    )
    set_width(member, world.tasks, mine, column="Points", width=99)
    assert width(world, "member", mine, "Points") == 99
    with pytest.raises(NotFound):
        set_width(owner, world.tasks, mine, column="Points", width=200)
    for column, wrong in (("Points", 12), ("Points", 9000), ("Nothing", 100)):
        with pytest.raises(Invalid):
            set_width(member, world.tasks, mine, column=column, width=wrong)
    assert width(world, "member", mine, "Points") == 99


def test_a_width_of_a_column_that_is_gone_is_passed_over(world: World) -> None:
    owner = world.actor("owner")
    set_width(owner, world.tasks, STANDARD, column="Points", width=320)
    points = next(
        one for one in list_columns(owner, world.tasks) if one.internal_name == "Points"
    )
    remove_column(owner, world.tasks, points.id)
    view = get_view(owner, world.tasks, name=STANDARD)
    assert view.content.width_of("Points") is None
    change_view(owner, world.tasks, STANDARD, title="", content=view.content)
