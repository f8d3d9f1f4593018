"""What deleting an item means for those that point to it, and who they are."""

from __future__ import annotations

import pytest

from hallway.core.errors import Conflict, Forbidden, NotFound
from hallway.core.items.commands import create_folder, delete_item, move_item
from hallway.core.items.models import Item
from hallway.core.items.pointing import list_pointing
from hallway.core.items.queries import get_item
from hallway.core.items.records import ItemId
from hallway.core.lists.commands import delete_list
from hallway.core.lists.records import ListRecord
from hallway.core.trash.commands import purge_deletion, restore_deletion
from tests.core.lists.test_references import close
from tests.core.lists.world_of_columns import add, make_list, row, value
from tests.world import SYSTEM, World


@pytest.fixture
def customers(world: World) -> ListRecord:
    made = make_list(world, "Customers")
    add(world, made.id, "Title", "text")
    return made


def orders(
    world: World, to: ListRecord, name: str, type_: str, deleting: str
) -> ListRecord:
    made = make_list(world, name)
    add(world, made.id, "Of", type_, list=to.guid, deleting=deleting)
    return made


def living(item: ItemId) -> bool:
    return Item.unscoped.filter(pk=item, deletion__isnull=True).exists()


@pytest.mark.parametrize("type_", ["lookup", "lookups"])
def test_restrict_says_how_many_point_here(
    world: World, customers: ListRecord, type_: str
) -> None:
    owner = world.actor("owner")
    one = row(owner, customers.id, Title="a")
    other = row(owner, customers.id, Title="b")
    made = orders(world, customers, "Orders", type_, "restrict")
    first, second = (row(owner, made.id, Of=one.number) for _n in range(2))
    with pytest.raises(Conflict) as caught:
        delete_item(owner, one.id)
    assert caught.value.message == "2 items still point here in their column “Of”."
    delete_item(owner, other.id)
    with pytest.raises(Conflict):
        delete_list(owner, customers.id)
    delete_item(owner, first.id)
    close(world, second.id)
    with pytest.raises((Conflict, Forbidden)) as caught2:
        delete_item(world.actor("member"), one.id)
    assert "item" not in caught2.value.message
    delete_item(owner, second.id)
    delete_item(owner, one.id)


@pytest.mark.parametrize("type_", ["lookup", "lookups"])
def test_cascade_takes_along_and_brings_back(
    world: World, customers: ListRecord, type_: str
) -> None:
    owner = world.actor("owner")
    one = row(owner, customers.id, Title="a")
    made = orders(world, customers, "Orders", type_, "cascade")
    lines = orders(world, made, "Lines", "lookup", "cascade")
    order = row(owner, made.id, Of=one.number)
    other = row(owner, made.id)
    line = row(owner, lines.id, Of=order.number)
    deletion = delete_item(owner, one.id)
    assert [living(it.id) for it in (one, order, line, other)] == [False] * 3 + [True]
    restore_deletion(owner, deletion)
    assert all(living(it.id) for it in (one, order, line, other))
    deletion = delete_item(owner, one.id)
    admin = world.actor("admin")
    purge_deletion(admin, deletion)
    purge_deletion(admin, deletion)
    assert not Item.unscoped.filter(pk__in=[one.id, order.id, line.id]).exists()


def test_cascade_needs_the_right_to_delete_what_goes_along(
    world: World, customers: ListRecord
) -> None:
    owner, member = world.actor("owner"), world.actor("member")
    one = row(owner, customers.id, Title="a")
    made = orders(world, customers, "Orders", "lookup", "cascade")
    order = row(owner, made.id, Of=one.number)
    close(world, order.id)
    with pytest.raises(Forbidden):
        delete_item(member, one.id)
    assert living(one.id)
    assert living(order.id)


def test_what_went_along_stays_in_the_bin_with_its_folder(
    world: World, customers: ListRecord
) -> None:
    owner = world.actor("owner")
    one = row(owner, customers.id, Title="a")
    made = orders(world, customers, "Orders", "lookup", "cascade")
    order = row(owner, made.id, Of=one.number)
    folder = create_folder(owner, ItemId(made.root), name="F")
    move_item(owner, order.id, to=folder.id, name=order.name)
    deletion = delete_item(owner, one.id)
    below = delete_item(owner, folder.id)
    restore_deletion(owner, deletion)
    assert living(one.id)
    assert not living(order.id)
    restore_deletion(owner, below)
    assert living(order.id)


def test_keep_shows_nothing_until_it_is_back(
    world: World, customers: ListRecord
) -> None:
    owner = world.actor("owner")
    one = row(owner, customers.id, Title="a")
    made = orders(world, customers, "Orders", "lookup", "keep")
    order = row(owner, made.id, Of=one.number)
    delete_item(owner, one.id)
    assert living(order.id)
    assert value(order, "Of") == one.id


def test_who_points_here(world: World, customers: ListRecord) -> None:
    owner, member = world.actor("owner"), world.actor("member")
    one = row(owner, customers.id, Title="a")
    made = orders(world, customers, "Orders", "lookups", "keep")
    first, second = (row(owner, made.id, Of=[one.number]) for _n in range(2))
    row(owner, made.id)
    (found,) = list_pointing(owner, get_item(owner, one.id))
    assert (found.of, found.column, found.many) == (made.id, "Of", 2)
    assert [it.id for it in found.items] == [second.id, first.id]
    close(world, second.id)
    (found,) = list_pointing(member, get_item(member, one.id))
    assert [it.id for it in found.items] == [first.id]
    assert found.many == 1
    with pytest.raises(NotFound):
        get_item(world.actor("nobody"), one.id)
    assert list_pointing(SYSTEM, get_item(SYSTEM, first.id)) == []
