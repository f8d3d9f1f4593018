from __future__ import annotations

import pytest

from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.access.records import Securable
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.items.queries import resolve
from hallway.core.lists.commands import (
    add_column,
    add_list,
    rename_column,
    rename_list,
    set_versioning,
)
from hallway.core.lists.queries import (
    find_list_at,
    get_list,
    list_columns,
    list_lists,
)
from hallway.core.sites.commands import rename_site
from tests.world import World

HIDDEN = ["nobody", "guest", "acme", "anonymous"]


def test_a_library_and_a_list_stand_at_their_addresses(world: World) -> None:
    owner = world.actor("owner")
    for name, kind, path in (
        ("Papers", "documents", "/sites/hr/Papers"),
        ("Dummies", "dummy", "/sites/hr/Dummies"),
        ("Todos", "generic", "/sites/hr/Lists/Todos"),
    ):
        made = add_list(owner, world.hr, name=name, kind=kind)
        place = resolve(owner, tuple(path.lower().strip("/").split("/")))
        assert (place.path, place.missing) == (path, ())
        assert place.list == made


def test_a_list_is_found_by_its_address_by_whom_sees_it(world: World) -> None:
    owner = world.actor("owner")
    todos = add_list(owner, world.hr, name="Todos", kind="generic")
    assert find_list_at(owner, world.hr, "lists/TODOS") == todos
    assert find_list_at(owner, world.hr, "Lists/Absent") is None
    assert find_list_at(owner, world.hr, "Todos") is None
    for who in HIDDEN:
        assert find_list_at(world.actor(who), world.hr, "Lists/Todos") is None


def test_the_first_lists_of_a_site_are_those_the_reader_sees(world: World) -> None:
    owner, visitor = world.actor("owner"), world.actor("visitor")
    every = list_lists(owner, world.hr)
    assert list_lists(owner, world.hr, limit=2) == every[:2]
    secret = Securable(site=world.hr, list=every[0].id)
    break_inheritance(owner, secret, start=Inherit.CLEAR)
    shown = list_lists(visitor, world.hr, limit=2)
    assert [one.id for one in shown] == [one.id for one in every[1:3]]


@pytest.mark.parametrize("name", ["Papers", "PAPERS"])
def test_a_taken_address_is_a_conflict(world: World, name: str) -> None:
    owner = world.actor("owner")
    add_list(owner, world.hr, name="Papers", kind="documents")
    with pytest.raises(Conflict):
        add_list(owner, world.hr, name=name, kind="documents")


@pytest.mark.parametrize(
    "name", ["", "a/b", "_api", "Lists", "SitePages", "Shared Documents", "x" * 256]
)
def test_an_illegal_or_reserved_name_is_refused(world: World, name: str) -> None:
    with pytest.raises(Invalid) as caught:
        add_list(world.actor("owner"), world.hr, name=name, kind="documents")
    assert set(caught.value.fields) == {"name"}


@pytest.mark.parametrize("name", ["search", "Admin", "sites"])
def test_the_home_site_reserves_what_faces_own(world: World, name: str) -> None:
    with pytest.raises(Invalid):
        add_list(world.actor("admin"), world.home, name=name, kind="documents")


def test_an_unknown_kind_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as caught:
        add_list(world.actor("owner"), world.hr, name="x", kind="none")
    assert set(caught.value.fields) == {"kind"}


def test_lists_are_trimmed(world: World) -> None:
    assert len(list_lists(world.actor("visitor"), world.hr)) == 5
    for who in HIDDEN:
        assert list_lists(world.actor(who), world.hr) == []


@pytest.mark.parametrize("who", ["visitor", *HIDDEN])
def test_lists_are_changed_by_who_manages_them(world: World, who: str) -> None:
    actor = world.actor(who)
    refusal = Forbidden if who == "visitor" else NotFound
    for act in (
        lambda: add_list(actor, world.hr, name="x", kind="generic"),
        lambda: rename_list(actor, world.tasks, title="x"),
        lambda: set_versioning(actor, world.tasks, versioning="none"),
        lambda: add_column(
            actor, world.tasks, internal_name="New", title="", type="text"
        ),
    ):
        with pytest.raises(refusal):
            act()


def test_a_renamed_list_keeps_its_address(world: World) -> None:
    owner, before = world.actor("owner"), world.lists["tasks"]
    rename_list(owner, world.tasks, title="Chores")
    after = get_list(owner, world.tasks)
    assert (after.title, after.url_name, after.guid) == (
        "Chores",
        before.url_name,
        before.guid,
    )


@pytest.mark.parametrize("title", ["", " ", "x" * 256, "a\0b", "\ud800"])
def test_a_title_that_is_none_is_refused(world: World, title: str) -> None:
    owner = world.actor("owner")
    (column, *_others) = list_columns(owner, world.tasks)
    with pytest.raises(Invalid, match=r"title|text"):
        rename_list(owner, world.tasks, title=title)
    with pytest.raises(Invalid, match=r"title|text"):
        rename_column(owner, world.tasks, column.id, title=title)
    with pytest.raises(Invalid, match=r"title|text"):
        rename_site(owner, world.hr, title=title)


def test_a_column_has_one_name_for_good(world: World) -> None:
    owner = world.actor("owner")
    add_column(owner, world.tasks, internal_name="New", title="New", type="number")
    assert list_columns(owner, world.tasks)[-1].internal_name == "New"
    with pytest.raises(Conflict):
        add_column(owner, world.tasks, internal_name="New", title="", type="text")


@pytest.mark.parametrize(
    ("name", "type_", "field"),
    [
        *((name, "text", "internal_name") for name in ("", "1a", "a b", "a" * 65, "ä")),
        ("Ok", "blob", "type"),
    ],
)
def test_a_wrong_column_is_refused(
    world: World, name: str, type_: str, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        add_column(
            world.actor("owner"),
            world.tasks,
            internal_name=name,
            title="x",
            type=type_,
        )
    assert set(caught.value.fields) == {field}


def test_an_unknown_rule_of_versions_is_refused(world: World) -> None:
    with pytest.raises(Invalid):
        set_versioning(world.actor("owner"), world.tasks, versioning="all")
