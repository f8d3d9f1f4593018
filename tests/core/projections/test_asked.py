"""Indexes for what people ask a long list often, beside its views."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from hallway.core.errors import Forbidden, NotFound
from hallway.core.lists.queries import get_list
from hallway.core.lists.records import ListRecord
from hallway.core.lists.views.commands import add_view
from hallway.core.lists.views.queries import list_views
from hallway.core.lists.views.records import Audience, Content
from hallway.core.projections import asked, building
from hallway.core.projections.asked import add_asked, keep_asked, take_asked
from hallway.core.projections.building import find_wanting
from hallway.core.projections.queries import AskedOften, list_asked, list_tables
from hallway.core.projections.shape import KEPT, read_shape
from hallway.core.projections.viewed import OFTEN
from hallway.core.query.queries import list_groups, list_rows
from hallway.core.query.records import Asking
from hallway.core.reindex.queries import list_states
from hallway.platform.db import engine
from hallway.wire.query import (
    Compare,
    Field,
    Like,
    Match,
    Op,
    Order,
    Query,
    Scope,
    Sum,
    Total,
)
from tests.core.lists.world_of_columns import add, make_list, row
from tests.core.projections.stage import finish
from tests.world import SYSTEM, World

ASKING = Asking(now=0)
OPEN = Query(
    where=Compare(Field("State"), Op.EQ, "open"),
    order=(Order(Field("Points"), descending=True),),
)


@pytest.fixture
def things(world: World, monkeypatch: pytest.MonkeyPatch) -> ListRecord:
    """A list with a table of its own, for which a dozen rows are many."""
    monkeypatch.setattr(building, "PROMOTED", 12)
    monkeypatch.setattr(building, "DEMOTED", 6)
    made = make_list(world, "Things")
    add(world, made.id, "Points", "number")
    add(world, made.id, "State", "choice", choices=["new", "open"])
    for n in range(12):
        row(world.actor("owner"), made.id, Points=n, State="new")
    finish(made.id)
    take_asked()
    return get_list(SYSTEM, made.id)


def ask(world: World, of: ListRecord, query: Query, times: int = 1) -> None:
    for _time in range(times):
        list_rows(world.actor("visitor"), of.id, query, asking=ASKING)


def test_what_is_asked_often_gets_an_index(world: World, things: ListRecord) -> None:
    owner = world.actor("owner")
    ask(world, things, OPEN, OFTEN - 1)
    keep_asked(SYSTEM)
    assert things.id not in find_wanting()
    assert list_asked(owner, things.id) == [
        AskedOften(("State",), "Points", OFTEN - 1, has_index=False)
    ]
    # The next one makes it often.
    ask(world, things, OPEN)
    keep_asked(SYSTEM)
    assert things.id in find_wanting()
    finish(things.id)
    assert things.id not in find_wanting()
    assert list_asked(owner, things.id) == [
        AskedOften(("State",), "Points", OFTEN, has_index=True)
    ]
    shape = read_shape(get_list(SYSTEM, things.id).projection or "")
    assert any("_v_" in one for one in engine().indexes_of(shape.table))
    assert len(list_views(owner, things.id)) == 1


def test_a_question_without_a_view_writes_nothing(
    world: World, things: ListRecord
) -> None:
    before = get_list(SYSTEM, things.id).projection
    ask(world, things, OPEN, 3)
    assert get_list(SYSTEM, things.id).projection == before
    # No index helps a word inside a text, or an order alone: each column has one.
    ask(world, things, Query(where=Like(Field("State"), Match.CONTAINS, "e")))
    ask(world, things, Query(order=(Order(Field("Points")),)))
    (counts,) = [take_asked()[things.id]]
    assert list(counts.values()) == [3]
    assert take_asked() == {}


def test_what_cannot_be_kept_now_is_counted_as_before(
    world: World, things: ListRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(world, things, OPEN, 3)

    def refuse(*_args: object) -> None:
        raise OperationalError("locked")

    with monkeypatch.context() as patch:
        patch.setattr(asked, "add_asked", refuse)
        with pytest.raises(OperationalError):
            keep_asked(SYSTEM)
    ask(world, things, OPEN)
    keep_asked(SYSTEM)
    (found,) = list_asked(world.actor("owner"), things.id)
    assert found.times == 4


def test_counts_are_bounded_and_outlive_the_table(
    world: World, things: ListRecord
) -> None:
    add_asked(SYSTEM, things.id, {f"c{n},number": n for n in range(1, 100)})
    add_asked(SYSTEM, things.id, {"c5,number": 1000})
    shape = read_shape(get_list(SYSTEM, things.id).projection or "")
    assert len(shape.asked) == KEPT
    assert next(iter(shape.asked)) == "c5,number"
    add(world, things.id, "More", "number")
    finish(things.id)
    again = read_shape(get_list(SYSTEM, things.id).projection or "")
    assert again.table != shape.table
    assert again.asked == shape.asked


def test_who_manages_a_list_reads_what_it_is_asked(
    world: World, things: ListRecord
) -> None:
    ask(world, things, OPEN, OFTEN)
    keep_asked(SYSTEM)
    with pytest.raises(Forbidden):
        list_asked(world.actor("visitor"), things.id)
    with pytest.raises(NotFound):
        list_asked(world.actor("nobody"), things.id)
    assert list_asked(world.actor("owner"), world.tasks) == []
    assert list_tables(SYSTEM)[things.id].asked == 1
    (state,) = [one for one in list_states(SYSTEM) if one.path.endswith("/Things")]
    assert state.projection.endswith(", 1 often asked")


BY_STATE = Query(
    group=(Order(Field("State")),),
    totals=(Total(Field("Points"), Sum.SUM),),
    scope=Scope.RECURSIVE,
)


def test_a_grouped_view_has_all_it_reads_in_an_index(
    world: World, things: ListRecord
) -> None:
    visitor = world.actor("visitor")
    before = list_groups(visitor, things.id, BY_STATE, asking=ASKING)
    add_view(
        world.actor("owner"),
        things.id,
        title="By state",
        audience=Audience.EVERYBODY,
        content=Content(query=BY_STATE),
    )
    assert things.id in find_wanting()
    finish(things.id)
    assert things.id not in find_wanting()
    shape = read_shape(get_list(SYSTEM, things.id).projection or "")
    (index,) = (one for one in engine().indexes_of(shape.table) if "_g_" in one)
    # Nobody takes it for one that has rows in an order.
    assert not any("scope_id" in one for one in shape.ordered)
    with CaptureQueriesContext(connection) as sent:
        assert list_groups(visitor, things.id, BY_STATE, asking=ASKING) == before
    if connection.vendor == "sqlite":
        asked = sent[-1]["sql"]
        plan = str(engine().fetch_all(f"EXPLAIN QUERY PLAN {asked}"))
        assert f"COVERING INDEX {index}" in plan
    assert [one.count for one in before] == [12]


@pytest.mark.parametrize(
    ("where", "group"),
    [
        (Compare(Field("Points"), Op.GT, 3), "State"),
        (None, "Title"),
        (None, "Modified"),
    ],
)
def test_groups_that_read_more_get_no_such_index(
    world: World, things: ListRecord, where: Compare | None, group: str
) -> None:
    add(world, things.id, "Title", "text")
    query = Query(where=where, group=(Order(Field(group)),))
    add_view(
        world.actor("owner"),
        things.id,
        title="Grouped",
        audience=Audience.EVERYBODY,
        content=Content(query=query),
    )
    finish(things.id)
    shape = read_shape(get_list(SYSTEM, things.id).projection or "")
    assert not any("_g_" in one for one in engine().indexes_of(shape.table))
