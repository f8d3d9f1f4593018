"""Values that refer to people and to items of other lists."""

from __future__ import annotations

from typing import Any

import pytest

from hallway.core.access.breaking import Inherit
from hallway.core.access.commands import break_inheritance
from hallway.core.errors import Invalid
from hallway.core.items.commands import delete_item, move_item, update_values
from hallway.core.items.records import ItemId
from hallway.core.items.references import answer_terms
from hallway.core.lists.records import ListId, ListRecord
from hallway.core.versions.queries import list_versions
from tests.core.lists.world_of_columns import add, make_list, row, value
from tests.world import World


@pytest.fixture
def countries(world: World) -> ListRecord:
    made = make_list(world, "Countries")
    add(world, made.id, "Title", "text")
    for name in ("Austria", "Belgium", "Chad"):
        row(world.actor("owner"), made.id, Title=name)
    return made


@pytest.fixture
def trips(world: World, countries: ListRecord) -> ListId:
    made = make_list(world, "Trips")
    add(world, made.id, "Title", "text")
    add(world, made.id, "Country", "lookup", list=countries.guid)
    add(world, made.id, "Countries", "lookups", list=countries.guid)
    add(world, made.id, "Guide", "person")
    add(world, made.id, "Guests", "persons")
    return made.id


def ids(of: ListRecord) -> dict[int, int]:
    from hallway.core.items.models import Item

    return dict(Item.unscoped.filter(list_id=of.id).values_list("number", "pk"))


def test_a_lookup_is_given_by_number_and_stored_by_id(
    world: World, countries: ListRecord, trips: ListId
) -> None:
    owner = world.actor("owner")
    made = row(owner, trips, Country=2, Countries=[3, 1])
    there = ids(countries)
    assert value(made, "Country") == there[2]
    assert value(made, "Countries") == [there[3], there[1]]
    update_values(owner, made.id, values={"Country": None, "Countries": []})
    assert value(made, "Country") is None
    assert value(made, "Countries") is None
    before = list_versions(owner, made.id)[-1]
    assert there[2] in before.data.values()


@pytest.mark.parametrize("name", ["Country", "Countries"])
def test_what_is_not_there_is_refused(world: World, trips: ListId, name: str) -> None:
    with pytest.raises(Invalid) as caught:
        row(world.actor("owner"), trips, **{name: 99})
    assert caught.value.fields == {name: "There is no item of this number."}


def test_what_the_actor_may_not_see_is_not_there(
    world: World, countries: ListRecord, trips: ListId
) -> None:
    owner, member = world.actor("owner"), world.actor("member")
    there = ids(countries)
    made = row(owner, trips, Country=1, Countries=[1, 2])
    close(world, there[1])
    with pytest.raises(Invalid):
        row(member, trips, Country=1)
    with pytest.raises(Invalid):
        row(member, trips, Countries=[2, 1])
    # What stands there stays though he does not see it.
    update_values(member, made.id, values={"Countries": [3]})
    assert value(made, "Countries") == [there[3], there[1]]
    update_values(member, made.id, values={"Countries": None})
    assert value(made, "Countries") == [there[1]]
    update_values(member, made.id, values={"Title": "x", "Country": 1})
    assert value(made, "Country") == there[1]


def close(world: World, item: int) -> None:
    name = "country"
    seen = world.copied()
    seen.items[name] = ItemId(item)
    break_inheritance(world.actor("owner"), seen.securable(name), start=Inherit.CLEAR)


def test_a_deleted_item_can_be_kept_but_not_chosen(
    world: World, countries: ListRecord, trips: ListId
) -> None:
    owner = world.actor("owner")
    there = ids(countries)
    made = row(owner, trips, Country=1)
    delete_item(owner, ItemId(there[1]))
    with pytest.raises(Invalid):
        row(owner, trips, Country=1)
    update_values(owner, made.id, values={"Title": "x", "Country": 1})
    assert value(made, "Country") == there[1]


def test_a_lookup_needs_a_list_the_actor_sees(
    world: World, countries: ListRecord
) -> None:
    made = make_list(world, "Trips")
    for settings in (
        {},
        {"list": "x"},
        {"list": "00000000-0000-0000-0000-000000000000"},
        {"list": "y"},
    ):
        with pytest.raises(Invalid) as caught:
            add(world, made.id, "Country", "lookup", **settings)
        assert set(caught.value.fields) == {"list"}
    with pytest.raises(Invalid) as caught:
        add(world, made.id, "C", "lookup", list=countries.guid, shown="Nothing")
    assert set(caught.value.fields) == {"shown"}
    with pytest.raises(Invalid) as caught:
        add(world, made.id, "C", "lookup", list=countries.guid, extra=["Nothing"])
    assert set(caught.value.fields) == {"extra"}
    with pytest.raises(Invalid) as caught:
        add(world, made.id, "C", "lookup", list=countries.guid, deleting="burn")
    assert set(caught.value.fields) == {"deleting"}
    made_column = add(world, made.id, "C", "lookup", list=countries.guid, extra=["ID"])
    assert made_column.settings["shown"] == "Title"
    assert made_column.settings["deleting"] == "keep"


def test_people_are_people(world: World, trips: ListId) -> None:
    owner = world.actor("owner")
    who, other = world.principal("member"), world.principal("visitor")
    made = row(owner, trips, Guide=who, Guests=[who, other, who])
    assert value(made, "Guide") == who
    assert value(made, "Guests") == [who, other]
    group = next(iter(world.groups.values())).id
    for wrong in ({"Guide": 10**9}, {"Guests": [who, 10**9]}, {"Guide": group}):
        with pytest.raises(Invalid) as caught:
            row(owner, trips, **wrong)
        assert set(caught.value.fields) == set(wrong)


def test_groups_are_taken_where_the_column_says_so(world: World, trips: ListId) -> None:
    owner = world.actor("owner")
    add(world, trips, "Team", "person", groups=True)
    assert value(row(owner, trips, Team=3), "Team") == 3
    with pytest.raises(Invalid):
        row(owner, trips, Team=10**9)


def test_terms_are_those_of_the_set(world: World, trips: ListId) -> None:
    guid = "5b2c7e1e-6f5e-4a52-8d3c-1b2a3c4d5e6f"
    add(world, trips, "Topic", "term", set=guid)
    asked: list[Any] = []

    def find(actor: Any, terms: str, numbers: Any) -> dict[int, int]:
        asked.append((terms, list(numbers)))
        return {one: one for one in numbers if one < 10}

    from hallway.core.items import references

    before = list(references._find_terms)
    answer_terms(find)
    try:
        owner = world.actor("owner")
        assert value(row(owner, trips, Topic=9), "Topic") == 9
        with pytest.raises(Invalid):
            row(owner, trips, Topic=11)
    finally:
        references._find_terms[:] = before
    assert asked == [(guid, [9]), (guid, [11])]


def test_a_moved_row_keeps_lookups_into_the_same_list_alone(
    world: World, countries: ListRecord, trips: ListId
) -> None:
    owner = world.actor("owner")
    other = make_list(world, "Other")
    add(world, other.id, "Title", "text")
    add(world, other.id, "Country", "lookup", list=countries.guid)
    strange = make_list(world, "Strange")
    add(world, strange.id, "Country", "lookup", list=world.lists["tasks"].guid)
    made = row(owner, trips, Title="a", Country=2)
    there = ids(countries)
    for to, expected in ((other, there[2]), (strange, None)):
        move_item(owner, made.id, to=ItemId(to.root), name="x")
        assert value(made, "Country") == expected
