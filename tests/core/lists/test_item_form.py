"""The form of a list's items: its parts, who sets it, and what is asked when."""

from __future__ import annotations

from typing import Any

import pytest

from hallway.core.changes.models import Change
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.items.commands import create_item
from hallway.core.items.forming import (
    ask_again,
    ask_new,
    create_by_form,
    update_by_form,
)
from hallway.core.items.queries import get_item, get_values
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.lists.commands import (
    add_list,
    remove_column,
    rename_column,
    restore_column,
    set_column,
)
from hallway.core.lists.itemform.commands import set_item_form
from hallway.core.lists.itemform.queries import get_item_form
from hallway.core.lists.itemform.records import FormField, FormSection, ItemForm
from hallway.core.lists.itemform.rules import complete
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ListRecord
from hallway.core.lists.retyping.commands import retype_column
from hallway.core.lists.rows import get_list_row
from tests.core.lists.world_of_columns import add, column, make_list
from tests.world import World


@pytest.fixture
def trips(world: World) -> ListRecord:
    made = make_list(world, "Trips")
    add(world, made.id, "Where", "text", required=True)
    add(world, made.id, "Kind", "choice", choices=["train", "car", "other"])
    add(world, made.id, "Plate", "text")
    add(world, made.id, "Why", "note")
    add(world, made.id, "Cost", "number")
    add(world, made.id, "Boss", "text", default="Mo")
    return made


def section(*fields: FormField | str, title: str = "", note: str = "") -> FormSection:
    made = tuple(
        one if isinstance(one, FormField) else FormField(column=one) for one in fields
    )
    return FormSection(title=title, note=note, fields=made)


def when(name: str, formula: str) -> FormField:
    return FormField(column=name, when=formula)


def arrange(world: World, of: ListRecord, *sections: FormSection) -> None:
    set_item_form(world.actor("owner"), of.id, form=ItemForm(sections=sections))


def usual(world: World, of: ListRecord) -> None:
    arrange(
        world,
        of,
        section("Where", "Kind", title="The trip", note="Where to?"),
        section(
            when("Plate", '[Kind]="car"'),
            "Cost",
            when("Why", "[Cost]>100"),
            when("Boss", "[Cost]>500"),
            title="How",
        ),
    )


def root(world: World, of: ListRecord) -> ItemRecord:
    return get_item(world.actor("owner"), ItemId(of.root))


def asked(world: World, of: ListRecord, **values: Any) -> set[str]:
    return set(ask_new(world.actor("owner"), root(world, of), values=values))


def make(world: World, of: ListRecord, **values: Any) -> ItemRecord:
    return create_by_form(world.actor("owner"), root(world, of), values=values)


def kept(world: World, item: ItemRecord) -> dict[str, Any]:
    return dict(get_values(world.actor("owner"), item.id))


def refused(world: World, of: ListRecord, *sections: FormSection) -> dict[str, str]:
    with pytest.raises(Invalid) as error:
        arrange(world, of, *sections)
    return error.value.fields


def test_a_form_is_kept_as_it_was_given(world: World, trips: ListRecord) -> None:
    assert get_item_form(world.actor("member"), trips.id) is None
    usual(world, trips)
    found = get_item_form(world.actor("member"), trips.id)
    assert found is not None
    assert [one.title for one in found.sections] == ["The trip", "How"]
    assert found.sections[0].note == "Where to?"
    assert [one.column for one in found.fields][2:] == ["Plate", "Cost", "Why", "Boss"]
    assert found.sections[1].fields[0].when == '=[Kind]="car"'
    last = Change.unscoped.order_by("-pk").first()
    assert last is not None
    assert last.verb == "list.form_set"
    assert last.before == {"form": None}
    set_item_form(world.actor("owner"), trips.id, form=None)
    assert get_item_form(world.actor("owner"), trips.id) is None


def test_the_same_form_once_more_is_no_change(world: World, trips: ListRecord) -> None:
    usual(world, trips)
    before = Change.unscoped.count()
    usual(world, trips)
    assert Change.unscoped.count() == before


def test_only_who_manages_the_list_arranges_it(world: World, trips: ListRecord) -> None:
    for who, error in (("visitor", Forbidden), ("nobody", NotFound)):
        with pytest.raises(error):
            set_item_form(
                world.actor(who), trips.id, form=ItemForm(sections=(section("Kind"),))
            )
    with pytest.raises(NotFound):
        get_item_form(world.actor("nobody"), trips.id)


@pytest.mark.parametrize("kind", ["news", "events", "links", "pages"])
def test_what_has_a_page_of_its_own_has_no_form(world: World, kind: str) -> None:
    made = add_list(world.actor("owner"), world.hr, name="Others", kind=kind)
    with pytest.raises(Conflict):
        arrange(world, made, section())


def test_a_library_has_a_form_for_the_properties_of_its_files(world: World) -> None:
    add(world, world.documents, "Kind", "text")
    add(world, world.documents, "Plate", "text")
    arrange(
        world, get_list_row(world.documents), section(when("Plate", '[Kind]="car"'))
    )
    owner, file = world.actor("owner"), world.item("welcome").id
    assert ask_again(owner, file, values={}) == {"Kind"}
    changed = update_by_form(owner, file, values={"Kind": "train", "Plate": "B 1"})
    assert kept(world, changed) == {"Kind": "train"}
    update_by_form(owner, file, values={"Kind": "car", "Plate": "B 1"})
    assert kept(world, changed) == {"Kind": "car", "Plate": "B 1"}
    # A file comes as it is.
    assert kept(world, get_item(owner, world.put("root", "new.txt", b"x"))) == {}


def test_what_is_wrong_is_named_by_its_place(world: World, trips: ListRecord) -> None:
    found = refused(
        world,
        trips,
        section("Kind", "Nowhere", "Kind", title="x" * 256),
        section(
            when("Plate", '[Kind]="'),
            when("Cost", "[Cost]+1"),
            when("Where", "[Cost]>1"),
            note="x" * 2001,
        ),
    )
    assert set(found) == {
        "sections.0.title",
        "sections.0.fields.1.column",
        "sections.0.fields.2.column",
        "sections.1.note",
        "sections.1.fields.0.when",
        "sections.1.fields.1.when",
        "sections.1.fields.2.when",
    }
    assert "“Nowhere”" in found["sections.0.fields.1.column"]
    assert "true or false" in found["sections.1.fields.1.when"]
    assert "“Where” needs a value" in found["sections.1.fields.2.when"]
    assert list(refused(world, trips)) == ["sections"]
    assert list(refused(world, trips, *[section()] * 51)) == ["sections"]


def test_what_the_list_needs_is_hidden_only_with_a_default(
    world: World, trips: ListRecord
) -> None:
    hidden = section(FormField(column="Where", hidden=True))
    assert list(refused(world, trips, hidden)) == ["sections.0.fields.0.hidden"]
    where = column(trips.id, "Where")
    owner = world.actor("owner")
    set_column(owner, trips.id, where.id, required=True, settings={"default": "home"})
    arrange(world, trips, hidden)
    assert kept(world, make(world, trips, Where="away"))["Where"] == "home"


@pytest.mark.parametrize(
    "fields",
    [
        [when("Cost", "[Cost]>1")],
        [when("Cost", '[Plate]="a"'), when("Plate", "[Cost]>1")],
        [when("Cost", "[Double]>1")],
    ],
)
def test_nothing_depends_on_itself(
    world: World, trips: ListRecord, fields: list[FormField]
) -> None:
    add(world, trips.id, "Double", "calculated", formula="[Cost]*2")
    assert "sections.0.fields.0.when" in refused(world, trips, section(*fields))


def test_a_condition_is_seen_over_what_is_typed(
    world: World, trips: ListRecord
) -> None:
    usual(world, trips)
    always = {"Where", "Kind", "Cost"}
    assert asked(world, trips) == always
    assert asked(world, trips, Kind="car") == always | {"Plate"}
    assert asked(world, trips, Kind="car", Cost="101") == always | {"Plate", "Why"}
    assert asked(world, trips, Cost="many") == always


def test_a_condition_sees_what_would_be_saved(world: World, trips: ListRecord) -> None:
    arrange(
        world,
        trips,
        section(when("Why", '[Plate]="B 1"'), when("Plate", '[Kind]="car"'), "Kind"),
    )
    assert "Why" in asked(world, trips, Kind="car", Plate="B 1")
    assert "Why" not in asked(world, trips, Kind="train", Plate="B 1")


def test_a_condition_over_a_calculated_column(world: World, trips: ListRecord) -> None:
    add(world, trips.id, "Double", "calculated", formula="[Cost]*2")
    arrange(world, trips, section("Cost", when("Why", "[Double]>100")))
    assert "Why" in asked(world, trips, Cost=51)
    assert "Why" not in asked(world, trips, Cost=50)


def test_what_is_not_asked_of_a_new_item_begins_as_the_list_says(
    world: World, trips: ListRecord
) -> None:
    usual(world, trips)
    found = kept(
        world, make(world, trips, Where="Rome", Kind="train", Plate="B 1", Boss="I")
    )
    assert found == {"Where": "Rome", "Kind": "train", "Boss": "Mo"}
    found = kept(world, make(world, trips, Where="Rome", Cost=501, Boss="I"))
    assert found["Boss"] == "I"


def test_what_is_not_asked_stays_when_an_item_is_changed(
    world: World, trips: ListRecord
) -> None:
    usual(world, trips)
    owner = world.actor("owner")
    made = make(world, trips, Where="Rome", Kind="car", Plate="B 1")
    assert "Plate" in ask_again(owner, made.id, values={"Where": "Bonn"})
    update_by_form(owner, made.id, values={"Kind": "train", "Plate": "stolen"})
    assert kept(world, made)["Plate"] == "B 1"
    update_by_form(owner, made.id, values={"Kind": "car", "Plate": None})
    assert "Plate" not in kept(world, made)
    with pytest.raises(NotFound):
        ask_again(world.actor("nobody"), made.id, values={})


def test_names_that_are_no_columns_are_refused(world: World, trips: ListRecord) -> None:
    usual(world, trips)
    with pytest.raises(Invalid) as error:
        make(world, trips, Where="Rome", Nowhere="x")
    assert list(error.value.fields) == ["Nowhere"]


def test_what_came_to_need_a_value_is_asked_while_it_has_none(
    world: World, trips: ListRecord
) -> None:
    usual(world, trips)
    owner = world.actor("owner")
    without = make(world, trips, Where="Rome")
    plate = column(trips.id, "Plate")
    set_column(owner, trips.id, plate.id, required=True, settings={})
    assert "Plate" in asked(world, trips, Kind="train")
    assert "Plate" in ask_again(owner, without.id, values={})
    with pytest.raises(Invalid) as error:
        make(world, trips, Where="Rome", Kind="train")
    assert list(error.value.fields) == ["Plate"]


def test_other_ways_to_write_are_asked_nothing(world: World, trips: ListRecord) -> None:
    usual(world, trips)
    made = create_item(
        world.actor("owner"), trips.id, values={"Where": "Rome", "Plate": "B 1"}
    )
    assert kept(world, made)["Plate"] == "B 1"


def test_renamed_columns_keep_their_place(world: World, trips: ListRecord) -> None:
    kind = column(trips.id, "Kind")
    owner = world.actor("owner")
    rename_column(owner, trips.id, kind.id, title="By what")
    arrange(world, trips, section("Kind", when("Plate", '[By what]="car"')))
    rename_column(owner, trips.id, kind.id, title="Means")
    assert "Plate" in asked(world, trips, Kind="car")
    assert "Plate" not in asked(world, trips, Kind="train")


def test_removed_columns_leave_and_come_back(world: World, trips: ListRecord) -> None:
    usual(world, trips)
    owner = world.actor("owner")
    plate = column(trips.id, "Plate")
    with pytest.raises(Conflict) as error:
        remove_column(owner, trips.id, column(trips.id, "Kind").id)
    assert "Plate" in str(error.value)
    remove_column(owner, trips.id, plate.id)
    form = get_item_form(owner, trips.id)
    assert form is not None
    assert "Plate" not in [one.column for one in form.fields]
    remove_column(owner, trips.id, column(trips.id, "Kind").id)
    restore_column(owner, trips.id, plate.id)
    # What it was asked by is gone: it is always asked.
    assert "Plate" in asked(world, trips)
    form = get_item_form(owner, trips.id)
    assert form is not None
    assert form.sections[1].fields[0] == FormField(column="Plate")


def test_a_retyped_column_keeps_its_place(world: World, trips: ListRecord) -> None:
    usual(world, trips)
    owner = world.actor("owner")
    plate, cost = column(trips.id, "Plate"), column(trips.id, "Cost")
    with pytest.raises(Conflict):
        retype_column(owner, trips.id, cost.id, type="text")
    retype_column(owner, trips.id, plate.id, type="note")
    assert column(trips.id, "Plate").id != plate.id
    form = get_item_form(owner, trips.id)
    assert form is not None
    assert form.sections[1].fields[0] == when("Plate", '=[Kind]="car"')


def test_new_columns_come_last(world: World, trips: ListRecord) -> None:
    usual(world, trips)
    add(world, trips.id, "Late", "text")
    form = get_item_form(world.actor("owner"), trips.id)
    columns = list_columns(world.actor("owner"), trips.id)
    whole = complete(form, columns)
    assert [one.title for one in whole.sections] == ["The trip", "How", ""]
    assert whole.sections[-1].fields == (FormField(column="Late"),)
    assert "Late" in asked(world, trips)
    assert len(complete(None, columns).sections) == 1
