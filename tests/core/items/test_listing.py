"""Folders in pages, and files that changed lately: whole, in order, trimmed."""

from __future__ import annotations

import pytest

from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.errors import Forbidden, NotFound
from hallway.core.items.commands import delete_item
from hallway.core.items.queries import (
    Order,
    list_children,
    list_numbered,
    list_recent_files,
)
from hallway.core.trash.queries import find_deletion, get_deletion
from hallway.core.versions.queries import open_version
from tests.world import World


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("descending", [False, True])
def test_pages_add_up_to_the_whole_in_both_directions(
    world: World, order: Order, descending: bool
) -> None:
    world.items["new"] = world.folder("root", "new")
    for n in range(9):
        world.put("new", f"{n}.txt", b"x" * (n % 4), who=("owner", "member")[n % 2])
        world.folder("new", f"folder {n}")
    actor, folder = world.actor("owner"), world.item("new")

    def page(after: int | None = None, before: int | None = None) -> list[int]:
        found = list_children(
            actor,
            folder,
            order=order,
            descending=descending,
            after=after,
            before=before,
            limit=4,
        )
        assert found.total == 18
        return [one.number for one in found.items]

    whole = [
        one.number
        for one in list_children(
            actor, folder, order=order, descending=descending
        ).items
    ]
    assert len(set(whole)) == 18
    forwards, edge = [], None
    while step := page(after=edge):
        forwards += step
        edge = step[-1]
    assert forwards == whole
    backwards: list[int] = []
    edge = whole[-1]
    while step := page(before=edge):
        backwards = step + backwards
        edge = step[0]
    assert backwards == whole[:-1]


def test_folders_come_first_whatever_the_order(world: World) -> None:
    for order in Order:
        for descending in (False, True):
            found = list_children(
                world.actor("owner"),
                world.item("root"),
                order=order,
                descending=descending,
            ).items
            kinds = [bool(one.is_folder) for one in found]
            assert kinds == sorted(kinds, reverse=True)


def test_a_page_holds_nothing_hidden_and_counts_nothing_hidden(world: World) -> None:
    everything = list_children(world.actor("owner"), world.item("root"))
    seen = list_children(world.actor("visitor"), world.item("root"))
    hidden = world.item("salaries").number
    assert hidden in [one.number for one in everything.items]
    assert hidden not in [one.number for one in seen.items]
    assert seen.total == everything.total - 1
    at_hidden = list_children(world.actor("visitor"), world.item("root"), after=hidden)
    assert at_hidden == seen


def test_a_page_goes_on_after_an_item_deleted_meanwhile(world: World) -> None:
    actor, folder = world.actor("owner"), world.item("plans")
    whole = list_children(actor, folder).items
    delete_item(actor, whole[1].id)
    rest = list_children(actor, folder, after=whole[1].number).items
    assert rest == whole[2:]


def test_items_are_found_by_number_in_their_folder_alone(world: World) -> None:
    numbers = [world.item(name).number for name in ("q3", "minutes", "welcome")]
    plans = world.item("plans")
    assert [one.id for one in list_numbered(world.actor("owner"), plans, numbers)] == [
        world.items["minutes"],
        world.items["q3"],
    ]
    found = list_numbered(world.actor("member"), plans, numbers)
    assert [one.id for one in found] == [world.items["q3"]]
    assert list_numbered(world.actor("owner"), plans, []) == []


def test_recent_files_are_those_one_may_see_newest_first(world: World) -> None:
    owner = list_recent_files(world.actor("owner"), limit=50)
    names = [one.item.name.partition(" ")[0] for one in owner]
    assert {"Welcome", "payroll", "may"} <= set(names)
    assert "old" not in names
    assert [one.item.modified for one in owner] == sorted(
        (one.item.modified for one in owner), reverse=True
    )
    visitor = [one.item.id for one in list_recent_files(world.actor("visitor"))]
    assert world.items["may"] in visitor
    assert world.items["payroll"] not in visitor
    assert list_recent_files(world.actor("nobody")) == []
    acme = list_recent_files(world.actor("acme"))
    assert [one.item.id for one in acme] == [world.items["acme_file"]]


def test_a_recent_file_names_no_site_that_is_hidden(world: World) -> None:
    (offer,) = list_recent_files(world.actor("guest"))
    assert (offer.site, offer.library) == ("", "")
    assert offer.path.endswith("/offer quillfern.txt")
    (mine, *_rest) = list_recent_files(world.actor("owner"), site=world.hr)
    assert mine.site == "Human Resources quillfern"


def test_a_file_that_is_closed_is_recent_no_more(world: World) -> None:
    owner = world.actor("owner")
    break_inheritance(owner, world.securable("welcome"), start=Inherit.CLEAR)
    found = [one.item.id for one in list_recent_files(world.actor("visitor"))]
    assert world.items["welcome"] not in found


def test_a_versions_bytes_need_the_right_to_open(world: World) -> None:
    version, file = open_version(
        world.actor("member"), world.items["welcome"], major=1, minor=0
    )
    with file:
        assert file.read() == b"1 quillfern"
    assert version.number == "1.0"
    for who, error in (("nobody", NotFound), ("guest", NotFound)):
        with pytest.raises(error):
            open_version(world.actor(who), world.items["welcome"], major=1, minor=0)
    with pytest.raises((NotFound, Forbidden)):
        open_version(world.actor("member"), world.items["plans"], major=1, minor=0)


def test_a_deletion_is_found_by_its_guid_by_who_may(world: World) -> None:
    deletion = world.deletions["old"]
    guid = get_deletion(world.actor("member"), deletion).guid
    assert find_deletion(world.actor("owner"), guid).id == deletion
    for who, text in (("visitor", guid), ("owner", "no guid"), ("owner", "0" * 32)):
        with pytest.raises(NotFound):
            find_deletion(world.actor(who), text)
