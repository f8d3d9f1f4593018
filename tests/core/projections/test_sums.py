"""Groups and totals that are kept beside a long list's table."""

from __future__ import annotations

import random
import threading
from collections import defaultdict
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.access.records import Securable
from hallway.core.check.projections import differing
from hallway.core.errors import Conflict
from hallway.core.items.commands import (
    create_folder,
    delete_item,
    move_item,
    update_values,
)
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.lists.commands import remove_column
from hallway.core.lists.queries import get_list, list_columns
from hallway.core.lists.records import ListRecord
from hallway.core.lists.views.commands import add_view
from hallway.core.lists.views.records import Audience, Content
from hallway.core.projections import building, keeping, sums
from hallway.core.projections.building import find_wanting
from hallway.core.projections.schema import drop_table
from hallway.core.projections.shape import Shape, read_shape
from hallway.core.query.queries import list_groups, list_rows
from hallway.core.query.records import Asking
from hallway.platform.db import close_connection, engine
from hallway.wire.query import (
    Compare,
    Field,
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
BY_STATE = Query(
    group=(Order(Field("State")),),
    totals=(
        Total(Field("Price"), Sum.SUM),
        Total(Field("Price"), Sum.AVERAGE),
        Total(Field("Note"), Sum.COUNT),
    ),
)
OPEN_BY_HOLDER = Query(
    where=Compare(Field("State"), Op.EQ, "open"),
    group=(Order(Field("Holder"), descending=True),),
    totals=(Total(Field("Price"), Sum.SUM),),
)
STATES = ("new", "open", "done")
SUMMARIES = "hallway.core.query.queries.summaries"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dozen rows are very many."""
    monkeypatch.setattr(building, "PROMOTED", 12)
    monkeypatch.setattr(building, "DEMOTED", 6)
    monkeypatch.setattr(keeping, "SUMMED", 12)
    monkeypatch.setattr(sums, "FEWER", 1)


@pytest.fixture
def things(world: World, few: None) -> ListRecord:
    """A list whose groups are kept, of rows of two folders and two scopes."""
    owner = world.actor("owner")
    made = make_list(world, "Things")
    add(world, made.id, "Price", "currency", currency="EUR")
    add(world, made.id, "State", "choice", choices=list(STATES))
    add(world, made.id, "Note", "text")
    add(world, made.id, "Holder", "person")
    for title, query in (("By state", BY_STATE), ("Open", OPEN_BY_HOLDER)):
        add_view(
            owner,
            made.id,
            title=title,
            audience=Audience.EVERYBODY,
            content=Content(query=query),
        )
    dice = random.Random("things")
    for _ in range(30):
        row(owner, made.id, **values(world, dice))
    for one in all_rows(world, made)[::5]:
        place = Securable(site=made.site, list=made.id, item=one.id)
        break_inheritance(owner, place, start=Inherit.CLEAR)
    finish(made.id)
    return get_list(SYSTEM, made.id)


def values(world: World, dice: random.Random) -> dict[str, Any]:
    return {
        "Price": dice.choice((None, "0.10", "12.00", "999999.99")),
        "State": dice.choice((None, *STATES)),
        "Note": dice.choice((None, "a", "b")),
        "Holder": dice.choice((None, world.principal("owner"))),
    }


def all_rows(world: World, of: ListRecord) -> list[ItemRecord]:
    query = Query(scope=Scope.RECURSIVE)
    found = list_rows(world.actor("owner"), of.id, query, asking=ASKING)
    return [one.item for one in found.rows]


def shape_of(of: ListRecord) -> Shape:
    return read_shape(get_list(SYSTEM, of.id).projection or "")


def is_right(of: ListRecord) -> bool:
    return differing(of.id, get_list(SYSTEM, of.id).projection or "") == 0


def counted(world: World, who: str, of: ListRecord, query: Query) -> Any:
    """What the groups have to be, from the rows that somebody sees."""
    rows = list_rows(
        world.actor(who),
        of.id,
        Query(where=query.where, scope=query.scope),
        asking=ASKING,
    ).rows
    found: dict[Any, list[Any]] = defaultdict(list)
    for one in rows:
        if not one.item.is_folder:
            found[one.values.get(query.group[0].field.name)].append(one.values)
    return {
        key: (
            len(group),
            sum(v["Price"] for v in group if v.get("Price") is not None),
        )
        for key, group in found.items()
    }


def told(world: World, who: str, of: ListRecord, query: Query) -> Any:
    groups = list_groups(world.actor(who), of.id, query, asking=ASKING)
    assert len(groups) == len({one.values for one in groups})
    return {one.values[0]: (one.count, one.totals[0].value or 0) for one in groups}


def everything(world: World, of: ListRecord, query: Query) -> Any:
    groups = list_groups(world.actor("visitor"), of.id, query, asking=ASKING)
    return [(one.values, one.count, one.totals, one.where) for one in groups]


@pytest.mark.parametrize("scope", [Scope.DEFAULT, Scope.RECURSIVE, Scope.FILES])
@pytest.mark.parametrize("query", [BY_STATE, OPEN_BY_HOLDER])
def test_groups_are_read_from_what_is_kept(
    world: World,
    things: ListRecord,
    monkeypatch: pytest.MonkeyPatch,
    query: Query,
    scope: Scope,
) -> None:
    query = replace(query, scope=scope)
    kept = shape_of(things).sums
    assert [one.is_asked for one in kept.values()] == [True, True]
    with CaptureQueriesContext(connection) as sent:
        found = everything(world, things, query)
    assert any(one.table in sent[-1]["sql"] for one in kept.values())
    assert len(sent) <= 9
    # And are what they are without it.
    monkeypatch.setattr(f"{SUMMARIES}._kept", lambda *_given, **_more: None)
    assert everything(world, things, query) == found
    assert things.id not in find_wanting()


@pytest.mark.parametrize("seed", range(3))
def test_they_are_right_whatever_is_written(
    world: World, things: ListRecord, seed: int
) -> None:
    owner, dice = world.actor("owner"), random.Random(seed)
    folder = create_folder(owner, ItemId(things.root), name="Old")
    for _ in range(25):
        one = dice.choice(all_rows(world, things))
        match dice.randrange(5):
            case 0:
                row(owner, things.id, **values(world, dice))
            case 1:
                delete_item(owner, one.id)
            case 2 if not one.is_folder:
                there = dice.choice((ItemId(things.root), folder.id))
                move_item(owner, one.id, to=there, name=one.name)
            case 3 if one.scope == things.scope:
                place = Securable(site=things.site, list=things.id, item=one.id)
                break_inheritance(owner, place, start=Inherit.CLEAR)
            case _ if not one.is_folder:
                update_values(owner, one.id, values=values(world, dice))
            case _:
                pass
    assert is_right(things)
    for who in ("owner", "visitor", "member"):
        for query in (BY_STATE, OPEN_BY_HOLDER):
            for scope in (Scope.DEFAULT, Scope.RECURSIVE):
                asked = replace(query, scope=scope)
                assert told(world, who, things, asked) == counted(
                    world, who, things, asked
                )


def test_a_group_without_rows_is_gone(world: World, things: ListRecord) -> None:
    owner = world.actor("owner")
    for one in all_rows(world, things):
        update_values(owner, one.id, values={"State": "done"})
    assert list(told(world, "owner", things, BY_STATE)) == ["done"]
    assert is_right(things)


def test_what_was_added_is_put_together(
    world: World, things: ListRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sums, "SPARE", 5)
    assert things.id not in find_wanting()
    owner = world.actor("owner")
    for _ in range(8):
        for one in all_rows(world, things)[:6]:
            update_values(owner, one.id, values={"Price": "1.00"})
    before = everything(world, things, BY_STATE)
    (table,) = (
        one.table for one in shape_of(things).sums.values() if len(one.totals) == 2
    )
    many = engine().fetch_one(f"SELECT count(*) FROM {table}") or (0,)
    assert things.id in find_wanting()
    finish(things.id)
    few_now = engine().fetch_one(f"SELECT count(*) FROM {table}") or (0,)
    assert few_now[0] < many[0]
    assert things.id not in find_wanting()
    assert everything(world, things, BY_STATE) == before


def test_too_many_groups_are_not_kept(
    world: World, things: ListRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sums, "FEWER", 4)
    query = Query(group=(Order(Field("Price")),))
    add_view(
        world.actor("owner"),
        things.id,
        title="By price",
        audience=Audience.EVERYBODY,
        content=Content(query=query),
    )
    assert things.id in find_wanting()
    finish(things.id)
    assert sum(not one.is_asked for one in shape_of(things).sums.values()) == 1
    # Nor tried again, nor written to.
    assert things.id not in find_wanting()
    row(world.actor("owner"), things.id, Price="5.00")
    assert is_right(things)
    assert told(world, "owner", things, BY_STATE) == counted(
        world, "owner", things, BY_STATE
    )


def test_what_is_kept_for_a_column_that_goes_is_not_asked(
    world: World, things: ListRecord
) -> None:
    owner = world.actor("owner")
    state = {one.internal_name: one for one in list_columns(owner, things.id)}["State"]
    remove_column(owner, things.id, state.id)
    row(owner, things.id, Price="5.00", Holder=world.principal("owner"))
    query = Query(group=OPEN_BY_HOLDER.group, totals=OPEN_BY_HOLDER.totals)
    assert told(world, "owner", things, query) == counted(world, "owner", things, query)
    finish(things.id)
    assert is_right(things)


def test_tables_of_groups_go_with_the_lists(world: World, things: ListRecord) -> None:
    owner = world.actor("owner")
    state = {one.internal_name: one for one in list_columns(owner, things.id)}["State"]
    remove_column(owner, things.id, state.id)
    row(owner, things.id, Price="5.00")
    # Those of a column that went are not written to, but not forgotten.
    kept = shape_of(things)
    assert [one.rows for one in kept.sums.values()] == [0, 0]
    tables = [kept.table, *(one.table for one in kept.sums.values())]
    drop_table(kept.dump())
    named = set(connection.introspection.table_names())
    assert named.isdisjoint(tables)


def test_what_was_begun_is_waited_for_again(
    world: World, things: ListRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = Query(group=BY_STATE.group, totals=BY_STATE.totals[2:])
    add_view(
        world.actor("owner"),
        things.id,
        title="Noted",
        audience=Audience.EVERYBODY,
        content=Content(query=query),
    )
    waited: list[int | None] = []

    def wait(txid: int | None) -> None:
        waited.append(txid)
        if len(waited) == 1:
            raise Conflict("A transaction has been open for too long.")

    monkeypatch.setattr(keeping, "wait_for", wait)
    with pytest.raises(Conflict):
        finish(things.id)
    assert [one.is_asked for one in shape_of(things).sums.values()].count(False) == 1
    assert things.id in find_wanting()
    row(world.actor("owner"), things.id, State="open", Note="b")
    finish(things.id)
    assert len(waited) == 2
    if engine().locks_rows:
        assert None not in waited
    assert all(one.is_asked for one in shape_of(things).sums.values())
    assert is_right(things)


@pytest.mark.parametrize("total", [Sum.MIN, Sum.MAX, Sum.DEVIATION])
def test_only_what_can_be_taken_away_again_is_kept(
    world: World, things: ListRecord, total: Sum
) -> None:
    query = Query(group=BY_STATE.group, totals=(Total(Field("Price"), total),))
    add_view(
        world.actor("owner"),
        things.id,
        title="Ends",
        audience=Audience.EVERYBODY,
        content=Content(query=query),
    )
    finish(things.id)
    assert len(shape_of(things).sums) == 2
    with CaptureQueriesContext(connection) as sent:
        list_groups(world.actor("visitor"), things.id, query, asking=ASKING)
    assert "_u" not in sent[-1]["sql"]


def test_writers_beside_it_are_neither_lost_nor_doubled(
    committed_world: World, few: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Other tests hold transactions for long, and all of the cluster's are waited for.
    monkeypatch.setattr(keeping, "_PATIENCE", 240.0)
    world = committed_world
    owner = world.actor("owner")
    made = make_list(world, "Busy")
    add(world, made.id, "Price", "currency", currency="EUR")
    add(world, made.id, "State", "choice", choices=list(STATES))
    add(world, made.id, "Note", "text")
    items = [row(owner, made.id, Price="1.00", State="new") for _ in range(24)]
    finish(made.id)
    add_view(
        owner,
        made.id,
        title="By state",
        audience=Audience.EVERYBODY,
        content=Content(query=BY_STATE),
    )
    problems: list[Exception] = []
    stop = threading.Event()

    def write(seed: int) -> None:
        dice = random.Random(seed)
        try:
            while not stop.is_set():
                one = dice.choice(items[seed::2])
                given = {"Price": dice.choice(("2.00", "3.50"))}
                given["State"] = dice.choice(STATES)
                update_values(owner, one.id, values=given)
        except Exception as error:  # noqa: BLE001 - told below
            problems.append(error)
        finally:
            close_connection()

    threads = [threading.Thread(target=write, args=(seed,)) for seed in range(2)]
    for thread in threads:
        thread.start()
    try:
        finish(made.id)
        for _ in range(5):
            for index in shape_of(made).sums:
                wanted = next(
                    one
                    for one in building._indexes(
                        shape_of(made), made.id, list_columns(SYSTEM, made.id)
                    )
                    if one.sums == index
                )
                keeping.keep_sums(SYSTEM, made.id, 1, wanted)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not problems
    assert [one.is_asked for one in shape_of(made).sums.values()] == [True]
    assert is_right(made)
