from __future__ import annotations

import unicodedata

import pytest

from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.items.commands import create_folder, create_item, put_file
from hallway.core.items.queries import get_item, resolve
from hallway.core.items.records import ItemId
from tests.world import SYSTEM, World, stage

HIDDEN = ["nobody", "guest", "acme", "globex", "anonymous"]


def test_a_member_creates_a_folder(world: World) -> None:
    made = create_folder(world.actor("member"), world.plans, name="New")
    place = resolve(world.actor("visitor"), (*world.path("plans"), "new"))
    assert place.item == made
    assert place.path.endswith("/New")
    assert (made.parent, made.is_folder, made.number > 0) == (world.plans, True, True)


@pytest.mark.parametrize("who", HIDDEN)
def test_a_hidden_folder_is_absent_to_who_would_add(world: World, who: str) -> None:
    absent = ItemId(10**12)
    for folder in (world.plans, absent):
        with pytest.raises(NotFound):
            create_folder(world.actor(who), folder, name="New")
        with pytest.raises(NotFound):
            put_file(world.actor(who), folder, name="a.txt", body=stage(b"a"))


def test_a_visitor_is_forbidden_to_add(world: World) -> None:
    with pytest.raises(Forbidden):
        create_folder(world.actor("visitor"), world.plans, name="New")
    with pytest.raises(Forbidden):
        put_file(world.actor("visitor"), world.plans, name="a.txt", body=stage(b"a"))


@pytest.mark.parametrize("parent", ["welcome", "payroll"])
def test_a_file_holds_nothing(world: World, parent: str) -> None:
    with pytest.raises(Conflict):
        create_folder(world.actor("owner"), world.items[parent], name="New")


def test_a_hidden_file_is_absent_to_who_would_add_to_it(world: World) -> None:
    for act in (
        lambda: create_folder(world.actor("member"), world.payroll, name="New"),
        lambda: put_file(
            world.actor("member"), world.payroll, name="a", body=stage(b"a")
        ),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_taken_name_in_a_hidden_folder_is_not_told(world: World) -> None:
    taken = world.item("payroll").name
    for name in (taken, "free.txt"):
        with pytest.raises(NotFound):
            put_file(world.actor("member"), world.salaries, name=name, body=stage(b"a"))


@pytest.mark.parametrize(
    "name",
    [
        *("", " a", "a ", "a.", "a/b", "a\\b", "a:b", 'a"b', "a*b", "a?b", "a<b"),
        *("a>b", "a|b", "a\nb", "a\x00b", "con", "NUL", "com1", ".lock", "~$a.docx"),
        *("desktop.ini", "x_vti_y", "a" * 256, ".", "..", "\ud800"),
    ],
)
def test_an_illegal_name_is_refused(world: World, name: str) -> None:
    owner = world.actor("owner")
    with pytest.raises(Invalid) as caught:
        create_folder(owner, world.plans, name=name)
    assert set(caught.value.fields) == {"name"}
    with pytest.raises(Invalid):
        put_file(owner, world.plans, name=name, body=stage(b"a"))


@pytest.mark.parametrize(
    "name", ["a" * 255, "con.txt", "ÄÖ 日本.txt", "a%20b#c&d", "'"]
)
def test_a_legal_name_is_kept_as_given(world: World, name: str) -> None:
    assert create_folder(world.actor("owner"), world.plans, name=name).name == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Report", "rEPORT"),
        ("Straße", "STRASSE"),
        ("Café", unicodedata.normalize("NFD", "Café")),
        ("ÅNGSTRÖM", unicodedata.normalize("NFD", "ångström")),
        ("\N{LATIN SMALL LETTER LONG S}", "S"),
    ],
)
def test_names_that_differ_in_case_or_form_alone_clash(
    world: World, one: str, other: str
) -> None:
    owner = world.actor("owner")
    create_folder(owner, world.plans, name=one)
    with pytest.raises(Conflict):
        create_folder(owner, world.plans, name=other)
    with pytest.raises(Conflict):
        put_file(owner, world.plans, name=other, body=stage(b"a"))


def test_numbers_count_from_one_and_are_never_reused(world: World) -> None:
    from hallway.core.items.commands import delete_item

    owner = world.actor("owner")
    first = create_folder(owner, ItemId(world.team_root), name="a")
    second = create_folder(owner, ItemId(world.team_root), name="b")
    assert (first.number, second.number) == (1, 2)
    delete_item(owner, second.id)
    assert create_folder(owner, ItemId(world.team_root), name="b").number == 3


def test_a_refused_command_takes_no_number(world: World) -> None:
    owner = world.actor("owner")
    first = create_folder(owner, ItemId(world.team_root), name="a")
    with pytest.raises(Conflict):
        create_folder(owner, ItemId(world.team_root), name="A")
    second = create_folder(owner, ItemId(world.team_root), name="b")
    assert second.number == first.number + 1


def test_a_new_item_inherits_from_its_folder(world: World) -> None:
    made = world.put("salaries", "bonus.txt", b"secret")
    assert get_item(world.actor("owner"), made).scope == world.item("salaries").scope
    with pytest.raises(NotFound):
        get_item(world.actor("member"), made)


def test_a_row_is_named_after_its_number(world: World) -> None:
    made = create_item(world.actor("member"), world.tasks, values={"Title": "x"})
    assert made.name == f"{made.number}_.000"
    assert (made.major, made.minor, made.is_folder) == (1, 0, False)


def test_a_row_goes_into_a_folder_of_its_own_list_only(world: World) -> None:
    owner = world.actor("owner")
    folder = create_folder(owner, ItemId(world.tasks_root), name="Sub")
    inside = create_item(owner, world.tasks, values={"Title": "x"}, parent=folder.id)
    assert inside.parent == folder.id
    with pytest.raises(Conflict):
        create_item(owner, world.tasks, values={"Title": "x"}, parent=world.plans)


@pytest.mark.parametrize("who", HIDDEN)
def test_a_hidden_list_is_absent_to_who_would_add_a_row(world: World, who: str) -> None:
    with pytest.raises(NotFound):
        create_item(world.actor(who), world.tasks, values={"Title": "x"})


def test_a_visitor_may_not_add_a_row(world: World) -> None:
    with pytest.raises(Forbidden):
        create_item(world.actor("visitor"), world.tasks, values={"Title": "x"})


def test_the_system_acts_without_a_grant(world: World) -> None:
    assert create_folder(SYSTEM, world.salaries, name="by the system").id
