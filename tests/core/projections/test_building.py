"""How a list comes by its table, and how the table stays right."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from hallway.core.check.projections import check_projections
from hallway.core.check.records import no_progress
from hallway.core.items.commands import (
    create_folder,
    delete_item,
    move_item,
    update_values,
)
from hallway.core.items.records import ItemId
from hallway.core.lists.commands import (
    delete_list,
    remove_column,
    restore_column,
    set_column,
)
from hallway.core.lists.queries import get_list
from hallway.core.lists.records import ListRecord
from hallway.core.lists.retyping.commands import retype_column
from hallway.core.projections import building
from hallway.core.projections.building import (
    begin,
    build,
    demote,
    fill,
    find_wanting,
    finish_left,
    sweep,
)
from hallway.core.projections.schema import drop_all, make_ready
from hallway.core.projections.shape import read_shape
from hallway.core.query.queries import count_rows, list_rows
from hallway.core.query.records import Asking
from hallway.core.trash.commands import restore_deletion
from hallway.platform.db import close_connection, engine
from hallway.wire.query import Compare, Field, Op, Order, Query
from tests.core.lists.world_of_columns import add, column, make_list, row, value
from tests.core.projections.stage import finish, tables
from tests.world import SYSTEM, World

ASKING = Asking(now=0)


@pytest.fixture
def things(world: World) -> ListRecord:
    """A list of a dozen rows with columns of several kinds, without a table."""
    made = make_list(world, "Things")
    add(world, made.id, "Title", "text")
    add(world, made.id, "Points", "number")
    add(world, made.id, "State", "choice", choices=["new", "open", "done"])
    add(world, made.id, "Tags", "choices", choices=["a", "b"])
    add(world, made.id, "Due", "date")
    owner = world.actor("owner")
    for n in range(12):
        row(owner, made.id, Title=f"Row {n}", Points=n, State="new", Tags=["a"])
    return made


@pytest.fixture
def tidy() -> Iterator[None]:
    """Leave no tables behind, where what a test wrote is not rolled back."""
    yield
    drop_all()


def wrong() -> list[str]:
    return [one.what for one in check_projections(no_progress)]


def count(found: ListRecord, where: Compare | None = None) -> int:
    return count_rows(SYSTEM, found.id, Query(where=where), asking=ASKING)


def shape_of(found: ListRecord) -> str:
    return get_list(SYSTEM, found.id).projection or ""


def test_a_list_is_asked_on_its_table_once_that_is_whole(
    world: World, things: ListRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "BATCH", 5)
    owner = world.actor("owner")
    steps = build(SYSTEM, things.id)
    assert next(steps) == 5
    assert not shape_of(things)
    # What is written meanwhile goes into it as well, above and below what is filled.
    rows = list_rows(
        owner, things.id, Query(order=(Order(Field("ID")),)), asking=ASKING
    )
    first, *_middle, last = [one.item for one in rows.rows]
    update_values(owner, first.id, values={"Points": 100})
    delete_item(owner, last.id)
    row(owner, things.id, Title="Late", Points=7)
    for _done in steps:
        pass
    assert shape_of(things)
    assert tables(things.id) == [(1, "ready")]
    assert wrong() == []
    assert count(things) == 12
    assert count(things, Compare(Field("Points"), Op.EQ, 100)) == 1


def test_an_interrupted_build_goes_on(
    world: World, things: ListRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "BATCH", 5)
    generation, state = begin(SYSTEM, things.id)
    assert state == "filling"
    assert fill(SYSTEM, things.id, generation) == 5
    # Its worker died here; another takes it up where it stands.
    assert list(build(SYSTEM, things.id)) == [5, 7, 0]
    assert tables(things.id) == [(generation, "ready")]
    assert wrong() == []
    assert list(build(SYSTEM, things.id)) == [0]


def test_what_every_command_writes_is_in_the_table(
    world: World, things: ListRecord
) -> None:
    finish(things.id)
    owner = world.actor("owner")
    folder = create_folder(owner, ItemId(things.root), name="Folder")
    made = row(owner, things.id, Title="New", Points=1)
    assert wrong() == []
    move_item(owner, made.id, to=folder.id, name=made.name)
    assert wrong() == []
    update_values(owner, made.id, values={"Points": None, "Tags": ["b", "a"]})
    assert wrong() == []
    deletion = delete_item(owner, folder.id)
    assert (wrong(), count(things)) == ([], 12)
    restore_deletion(owner, deletion)
    assert (wrong(), count(things)) == ([], 13)
    delete_list(owner, things.id)
    assert wrong() == []


def test_columns_come_and_go_while_a_list_has_its_table(
    world: World, things: ListRecord
) -> None:
    finish(things.id)
    owner = world.actor("owner")
    late = add(world, things.id, "Late", "text")
    made = row(owner, things.id, Points=50, Late="x", State="open")
    by_late = Compare(Field("Late"), Op.EQ, "X")
    assert count(things, by_late) == 1
    points = column(things.id, "Points")
    retype_column(owner, things.id, points.id, type="text")
    assert value(made, "Points") == "50"
    assert count(things, Compare(Field("Points"), Op.EQ, "50")) == 1
    state = column(things.id, "State")
    remove_column(owner, things.id, state.id)
    # Written while the column is away: the table lets go of it for good.
    update_values(owner, made.id, values={"Late": "y"})
    restore_column(owner, things.id, state.id)
    assert count(things, Compare(Field("State"), Op.EQ, "open")) == 1
    assert wrong() == []
    kinds = read_shape(shape_of(things)).kinds
    assert {state.key, late.key, points.key}.isdisjoint(kinds)
    # And is built anew beside the old one, which stays for those who ask it still.
    finish(things.id)
    assert tables(things.id) == [(1, "left"), (2, "ready")]
    assert {state.key, late.key} <= set(read_shape(shape_of(things)).kinds)
    assert wrong() == []
    assert count(things, by_late) == 0


def test_a_formula_that_makes_something_else_breaks_nothing(
    world: World, things: ListRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = world.actor("owner")
    made = add(world, things.id, "Sum", "calculated", formula='Points & " pieces"')
    finish(things.id)
    # By a job, that has not run: texts stand where numbers are expected.
    monkeypatch.setattr("hallway.core.lists.columns.recalculate", lambda *_: None)
    settings = {"formula": "Points + 1"}
    set_column(owner, things.id, made.id, required=False, settings=settings)
    above = Compare(Field("Sum"), Op.GT, 5)
    assert count(things, above) == 0
    row(owner, things.id, Points=9)
    assert count(things, above) == 1
    assert wrong() == []


def test_long_lists_get_tables_and_short_ones_lose_them(
    world: World, things: ListRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "PROMOTED", 12)
    monkeypatch.setattr(building, "DEMOTED", 6)
    assert things.id in find_wanting()
    finish(things.id)
    assert things.id not in find_wanting()
    add(world, things.id, "More", "number")
    assert things.id in find_wanting()
    finish(things.id)
    monkeypatch.setattr(building, "DEMOTED", 100)
    sweep(SYSTEM)
    assert tables(things.id) == [(1, "left"), (2, "left")]
    assert not shape_of(things)
    assert count(things) == 12
    engine().execute("UPDATE core_projection SET moment = 0")
    sweep(SYSTEM)
    assert tables(things.id) == []


def test_what_is_written_past_every_command_is_found_and_caught_up(
    world: World, things: ListRecord
) -> None:
    finish(things.id)
    one = list_rows(SYSTEM, things.id, Query(limit=1), asking=ASKING).rows[0].item
    engine().execute("UPDATE core_item SET modified = 5 WHERE id = %s", [one.id])
    assert len(wrong()) == 1
    assert finish_left(SYSTEM) == 1
    assert wrong() == []


def test_a_question_inside_a_command_sees_what_it_wrote(
    world: World, things: ListRecord
) -> None:
    finish(things.id)
    owner = world.actor("owner")
    with engine().write_transaction():
        row(owner, things.id, Title="Inside", Points=500)
        assert count(things, Compare(Field("Points"), Op.EQ, 500)) == 1
    assert count(things, Compare(Field("Points"), Op.EQ, 500)) == 1


def test_what_follows_a_command_in_one_transaction_is_in_the_table(
    world: World, things: ListRecord
) -> None:
    finish(things.id)
    owner = world.actor("owner")
    first = list_rows(SYSTEM, things.id, Query(limit=1), asking=ASKING).rows[0].item
    with engine().write_transaction():
        # Of another list: this command finds that nothing is due.
        row(owner, world.tasks, Title="Elsewhere")
        engine().execute("UPDATE core_item SET modified = 5 WHERE id = %s", [first.id])
    assert wrong() == []


def test_after_a_migration_tables_are_gone(world: World, things: ListRecord) -> None:
    finish(things.id)
    make_ready(plan=())
    assert tables(things.id)
    make_ready(plan=(object(),))
    assert tables(things.id) == []
    assert count(things) == 12


def test_a_list_without_its_table_is_asked_on_its_items(
    world: World, things: ListRecord
) -> None:
    finish(things.id)
    demote(SYSTEM, things.id)
    assert not shape_of(things)
    assert count(things) == 12


@pytest.mark.usefixtures("tidy")
def test_writers_beside_a_build_lose_nothing(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "BATCH", 7)
    world = committed_world
    made = make_list(world, "Busy")
    add(world, made.id, "Points", "number")
    owner = world.actor("owner")
    items = [row(owner, made.id, Points=n) for n in range(40)]
    stop = threading.Event()
    errors: list[BaseException] = []

    def write(step: int) -> None:
        n = 0
        try:
            while not stop.is_set():
                n += 1
                update_values(owner, items[(n * step) % 20].id, values={"Points": n})
                if n % 5 == 0 and n < 100:
                    gone = row(owner, made.id, Points=-n)
                    delete_item(owner, gone.id)
        except BaseException as error:  # noqa: BLE001 - shown below
            errors.append(error)
        finally:
            close_connection()

    writers = [threading.Thread(target=write, args=(step,)) for step in (1, 3)]
    for one in writers:
        one.start()
    try:
        for _ in range(3):
            finish(made.id)
            demote(SYSTEM, made.id)
            finish(made.id)
    finally:
        stop.set()
        for one in writers:
            one.join(60)
    assert errors == []
    assert wrong() == []
    assert count(made) == 40
