"""Columns that people write without the form, under the conditions of the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hallway.core.contenttypes.commands import set_list_type_column
from hallway.core.errors import Forbidden, Invalid
from hallway.core.grid.commands import enter_rows
from hallway.core.grid.records import Act, Entry, Outcome, Spelling, State
from hallway.core.items.commands import (
    create_folder,
    create_item,
    set_folder_defaults,
    undo_updates,
    update_many,
    update_values,
)
from hallway.core.items.forming import update_in_place
from hallway.core.items.queries import get_item, get_values
from hallway.core.items.records import Edit, Edited, ItemId, ItemRecord, Way
from hallway.core.lists.commands import set_column
from hallway.core.lists.itemform.commands import set_item_form
from hallway.core.lists.itemform.records import FormField, FormSection, ItemForm
from hallway.core.lists.records import ListRecord
from hallway.core.lists.rows import get_list_row
from tests.core.contenttypes.world_of_types import content_type, site_column, use
from tests.core.lists.world_of_columns import add, column, make_list, row
from tests.core.sheets.files import bring, checked, csv
from tests.core.sheets.files import put as put_file
from tests.world import SYSTEM, World

UNMET = "The form asks for this only under a condition that is not met here."


def when(name: str, formula: str) -> FormField:
    return FormField(column=name, when=formula)


@pytest.fixture
def trips(world: World) -> ListRecord:
    """Of trips by car a plate is asked, and of those its notes; the boss is hidden."""
    made = make_list(world, "Trips")
    add(world, made.id, "Where", "text", required=True)
    add(world, made.id, "Kind", "choice", choices=["train", "car"])
    add(world, made.id, "Plate", "text")
    add(world, made.id, "Tags", "choices", choices=["a", "b"])
    add(world, made.id, "Boss", "text")
    arrange(
        world,
        made,
        FormField(column="Kind"),
        when("Plate", '[Kind]="car"'),
        when("Tags", '[Plate]="B 1"'),
        FormField(column="Boss", hidden=True),
    )
    return get_list_row(made.id)


def arrange(world: World, of: ListRecord, *fields: FormField) -> None:
    form = ItemForm(sections=(FormSection(fields=fields),))
    set_item_form(world.actor("owner"), of.id, form=form)


def trip(world: World, of: ListRecord, **values: Any) -> ItemRecord:
    return row(world.actor("owner"), of.id, **{"Where": "Rome", **values})


def kept(item: ItemRecord) -> dict[str, Any]:
    return dict(get_values(SYSTEM, item.id))


def enter(
    world: World, of: ListRecord, *entries: Entry, parent: ItemId | None = None
) -> list[Outcome]:
    return enter_rows(
        world.actor("owner"),
        of,
        entries,
        parent=parent or ItemId(of.root),
        spelling=Spelling(),
    )


def new(**cells: str) -> Entry:
    return Entry(guid=uuid4(), cells={"Where": "Rome", **cells})


def change(item: ItemRecord, **cells: str) -> Entry:
    now = get_item(SYSTEM, item.id)
    return Entry(number=now.number, version=now.version, cells=cells)


def edit(world: World, items: list[ItemRecord], *edits: Edit) -> Edited:
    return update_many(
        world.actor("owner"), items[0].list, [one.id for one in items], edits=edits
    )


def put(name: str, value: Any) -> Edit:
    return Edit(column=name, way=Way.SET, value=value)


# --- cells of a grid


def test_a_cell_is_filled_where_its_condition_is_met(
    world: World, trips: ListRecord
) -> None:
    car, train = (trip(world, trips, Kind=kind) for kind in ("car", "train"))
    done = enter(world, trips, change(car, Plate="B 1"), change(train, Plate="B 2"))
    assert [one.state for one in done] == [State.SAVED, State.REFUSED]
    assert done[1].errors == {"Plate": UNMET}
    assert kept(car)["Plate"] == "B 1"
    assert "Plate" not in kept(train)


def test_a_row_is_seen_as_it_would_be_saved(world: World, trips: ListRecord) -> None:
    made = trip(world, trips, Kind="train")
    turned = enter(world, trips, change(made, Kind="car", Plate="B 1", Tags="a"))
    assert turned[0].state is State.SAVED
    # The plate stays what it is, so its notes are asked and a new plate is not.
    assert enter(world, trips, change(made, Kind="train"))[0].state is State.SAVED
    assert kept(made)["Plate"] == "B 1"
    refused = enter(world, trips, change(made, Plate="B 3", Tags="b"))
    assert refused[0].errors == {"Plate": UNMET}
    assert kept(made)["Tags"] == ["a"]


def test_what_is_asked_no_more_can_be_emptied_and_stay(
    world: World, trips: ListRecord
) -> None:
    made = trip(world, trips, Kind="train", Plate="B 1", Tags=["a", "b"])
    same = enter(world, trips, change(made, Where="Bonn", Plate="B 1"))
    assert same[0].state is State.SAVED
    assert enter(world, trips, change(made, Plate=""))[0].state is State.SAVED
    assert "Plate" not in kept(made)


def test_what_the_form_hides_for_all_is_for_the_grid(
    world: World, trips: ListRecord
) -> None:
    made = trip(world, trips, Kind="train")
    done = enter(world, trips, change(made, Boss="Mo"), new(Boss="Jo"))
    assert [one.state for one in done] == [State.SAVED, State.SAVED]
    assert kept(made)["Boss"] == "Mo"


def test_new_rows_are_asked_as_they_begin(world: World, trips: ListRecord) -> None:
    owner = world.actor("owner")
    done = enter(
        world,
        trips,
        new(Kind="car", Plate="B 1"),
        new(Kind="train", Plate="B 1"),
        new(Plate="B 1"),
    )
    assert [one.errors for one in done] == [{}, {"Plate": UNMET}, {"Plate": UNMET}]
    cars = create_folder(owner, ItemId(trips.root), name="cars")
    set_folder_defaults(owner, cars.id, defaults={"Kind": "car"})
    below = enter(world, trips, new(Plate="B 1"), parent=cars.id)
    assert below[0].state is State.SAVED


def test_a_row_that_was_deleted_comes_back_as_it_was(
    world: World, trips: ListRecord
) -> None:
    made = trip(world, trips, Kind="train", Plate="B 1")
    gone = enter(
        world,
        trips,
        Entry(act=Act.DELETE, number=made.number, version=made.version),
    )
    back = Entry(act=Act.RESTORE, deletion=gone[0].deletion)
    assert enter(world, trips, back)[0].state is State.SAVED
    assert kept(made)["Plate"] == "B 1"


def test_what_a_type_needs_is_asked_in_cells_too(
    world: World, trips: ListRecord
) -> None:
    rental = content_type(world, "Rental", site_column(world, "Due", "text"))
    type_id = use(world, trips.id, rental).type_id
    plate = column(trips.id, "Plate").id
    set_list_type_column(
        world.actor("owner"), trips.id, type_id=type_id, column=plate, required=True
    )
    of = get_list_row(trips.id)
    plain = trip(world, of, Kind="train")
    done = enter(
        world,
        of,
        change(plain, Plate="B 1", Due="now", ContentType="Rental"),
        new(Plate="B 1", Due="now", ContentType="Rental"),
        new(Plate="B 1", Due="now", ContentType="Item"),
    )
    assert [one.errors for one in done] == [{}, {}, {"Plate": UNMET}]
    # By now it has one, and is what it was.
    again = enter(world, of, change(plain, Plate="B 2"))
    assert again[0].errors == {"Plate": UNMET}


# --- many items at once


def test_each_of_many_is_asked_for_itself(world: World, trips: ListRecord) -> None:
    car, train, other = (
        trip(world, trips, Kind=kind) for kind in ("car", "train", "train")
    )
    done = edit(world, [car, train], put("Plate", "B 1"), put("Boss", "Mo"))
    assert done.changed == (car.id,)
    assert [one.item for one in done.refused] == [train.id]
    error = done.refused[0].error
    assert isinstance(error, Invalid)
    assert error.fields == {"Plate": UNMET}
    assert "Boss" not in kept(train)
    both = edit(world, [train, other], put("Plate", "B 1"), put("Kind", "car"))
    assert both.changed == (train.id, other.id)


def test_many_are_emptied_and_taken_back_without_being_asked(
    world: World, trips: ListRecord
) -> None:
    one, two = (
        trip(world, trips, Kind="train", Plate="B 2", Tags=tags)
        for tags in (["a", "b"], ["a"])
    )
    less = edit(world, [one, two], Edit(column="Tags", way=Way.REMOVE, value=["b"]))
    assert (less.changed, less.refused) == ((one.id,), ())
    gone = edit(world, [one, two], Edit(column="Plate", way=Way.EMPTY))
    assert gone.changed == (one.id, two.id)
    assert gone.changes is not None
    first, last = gone.changes
    undone = undo_updates(world.actor("owner"), trips.id, first=first, last=last)
    assert undone.changed == (one.id, two.id)
    assert kept(one)["Plate"] == "B 2"
    more = edit(world, [two], Edit(column="Tags", way=Way.ADD, value=["b"]))
    assert [type(one.error) for one in more.refused] == [Invalid]


# --- one column


def test_a_card_is_asked_too(world: World, trips: ListRecord) -> None:
    owner = world.actor("owner")
    made = trip(world, trips, Kind="train")
    with pytest.raises(Invalid) as error:
        update_in_place(owner, made.id, values={"Plate": "B 1"})
    assert error.value.fields == {"Plate": UNMET}
    update_in_place(owner, made.id, values={"Kind": "car"})
    update_in_place(owner, made.id, values={"Plate": "B 1"})
    assert kept(made)["Plate"] == "B 1"
    with pytest.raises(Forbidden):
        update_in_place(world.actor("visitor"), made.id, values={"Plate": "B 2"})


def test_programs_are_asked_nothing(world: World, trips: ListRecord) -> None:
    made = create_item(
        SYSTEM, trips.id, values={"Where": "Rome", "Kind": "train", "Plate": "B 1"}
    )
    update_values(SYSTEM, made.id, values={"Plate": "B 2"})
    assert kept(made)["Plate"] == "B 2"


def test_a_file_of_rows_is_asked_nothing(world: World, trips: ListRecord) -> None:
    made = trip(world, trips, Kind="train")
    body = csv(
        ["ID", "Where", "Plate"], [str(made.number), "Rome", "B 1"], ["", "Bonn", "B 2"]
    )
    sheet = checked(world, put_file(world, body, into=trips.id))
    found = bring(world, sheet).found
    assert (found.changed, found.added, found.bad) == (1, 1, 0)
    assert kept(made)["Plate"] == "B 1"


def test_what_came_to_need_a_value_can_be_given_one(
    world: World, trips: ListRecord
) -> None:
    made = trip(world, trips, Kind="train")
    plate = column(trips.id, "Plate")
    set_column(world.actor("owner"), trips.id, plate.id, required=True, settings={})
    assert edit(world, [made], put("Plate", "B 1")).changed == (made.id,)


def test_conditions_cost_the_same_for_many_rows(
    world: World, trips: ListRecord
) -> None:
    def count(act: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as found:
            act()
        return len(found)

    def refuse(many: int) -> None:
        entries = [new(Kind="train", Plate="x") for _one in range(many)]
        assert {one.state for one in enter(world, trips, *entries)} == {State.REFUSED}

    refuse(1)
    assert count(lambda: refuse(3)) == count(lambda: refuse(30))
