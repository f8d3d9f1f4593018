"""What a list makes of its values: numbers, unique ones, what items begin with."""

from __future__ import annotations

import pytest

from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.items.commands import (
    copy_item,
    create_folder,
    create_item,
    delete_item,
    move_item,
    set_folder_defaults,
    update_values,
)
from hallway.core.items.records import ItemId
from hallway.core.lists.commands import remove_column, restore_column, set_column
from hallway.core.lists.queries import list_removed_columns
from hallway.core.lists.records import ListRecord
from hallway.core.trash.commands import restore_deletion
from hallway.core.versions.commands import restore_version
from tests.core.lists.world_of_columns import add, column, make_list, row, value
from tests.world import World


@pytest.fixture
def parts(world: World) -> ListRecord:
    made = make_list(world, "Parts")
    add(world, made.id, "Title", "text")
    return made


def test_items_are_numbered_and_stay_so(world: World, parts: ListRecord) -> None:
    owner = world.actor("owner")
    old = [row(owner, parts.id, Title=f"old {n}") for n in range(3)]
    add(world, parts.id, "Case", "autonumber")
    assert [value(one, "Case") for one in old] == [1, 2, 3]
    new = row(owner, parts.id, Title="new")
    assert value(new, "Case") == 4
    with pytest.raises(Invalid) as caught:
        update_values(owner, new.id, values={"Case": 9})
    assert set(caught.value.fields) == {"Case"}
    update_values(owner, new.id, values={"Title": "b", "Case": 4})
    with pytest.raises(Invalid):
        row(owner, parts.id, Title="x", Case=17)
    delete_item(owner, new.id)
    assert value(row(owner, parts.id, Title="next"), "Case") == 5
    update_values(owner, old[0].id, values={"Title": "again"})
    restore_version(owner, old[0].id, major=1, minor=0)
    assert value(old[0], "Case") == 1
    copied = copy_item(owner, old[0].id, to=ItemId(parts.root), name="copy").item
    assert value(copied, "Case") == 6


def test_a_long_list_is_numbered_by_a_job(
    world: World, parts: ListRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hallway.core.lists import numbering

    monkeypatch.setattr(numbering, "BATCH", 2)
    owner = world.actor("owner")
    old = [row(owner, parts.id, Title=f"old {n}") for n in range(5)]
    case = add(world, parts.id, "Case", "autonumber")
    assert value(row(owner, parts.id, Title="new"), "Case") == 6
    # The first batch, and then a worker that begins again.
    numbering.number_batch(owner, case.id, parts.id, after=0, value=1)
    assert [value(one, "Case") for one in old] == [1, 2, None, None, None]

    class Context:
        def heartbeat(self, progress: int = 0) -> None:
            """Nobody waits."""

    numbering.number_more(owner, Context(), column=case.id, until=5)  # type: ignore[arg-type]
    assert [value(one, "Case") for one in old] == [1, 2, 3, 4, 5]


def test_a_value_that_is_unique_stands_once(world: World, parts: ListRecord) -> None:
    owner = world.actor("owner")
    add(world, parts.id, "Code", "text", unique=True)
    first = row(owner, parts.id, Code="Ä-1")
    second = row(owner, parts.id, Code="B")
    for code in ("Ä-1", "a-1"):
        with pytest.raises(Invalid) as caught:
            row(owner, parts.id, Code=code)
        assert caught.value.fields == {"Code": "Another item has this value already."}
        with pytest.raises(Invalid):
            update_values(owner, second.id, values={"Code": code})
    row(owner, parts.id)
    row(owner, parts.id)
    update_values(owner, first.id, values={"Code": "ä-1"})
    update_values(owner, first.id, values={"Code": "C"})
    update_values(owner, second.id, values={"Code": "A-1"})
    with pytest.raises(Invalid):
        restore_version(owner, first.id, major=1, minor=0)
    with pytest.raises(Invalid):
        copy_item(owner, first.id, to=ItemId(parts.root), name="copy")


def test_what_is_deleted_has_no_unique_value(world: World, parts: ListRecord) -> None:
    owner = world.actor("owner")
    add(world, parts.id, "Code", "text", unique=True)
    first = row(owner, parts.id, Code="A")
    deletion = delete_item(owner, first.id)
    second = row(owner, parts.id, Code="a")
    with pytest.raises(Conflict):
        restore_deletion(owner, deletion)
    update_values(owner, second.id, values={"Code": None})
    restore_deletion(owner, deletion)
    with pytest.raises(Invalid):
        update_values(owner, second.id, values={"Code": "A"})


def test_a_row_that_moves_takes_its_unique_value_along(
    world: World, parts: ListRecord
) -> None:
    owner = world.actor("owner")
    other = make_list(world, "Other")
    for one in (parts, other):
        add(world, one.id, "Code", "text", unique=True)
    first = row(owner, parts.id, Code="A")
    row(owner, other.id, Code="A")
    with pytest.raises(Invalid):
        move_item(owner, first.id, to=ItemId(other.root), name="x")
    update_values(owner, first.id, values={"Code": "B"})
    move_item(owner, first.id, to=ItemId(other.root), name="x")
    row(owner, parts.id, Code="B")
    with pytest.raises(Invalid):
        row(owner, other.id, Code="B")


def test_a_column_becomes_unique_unless_values_stand_twice(
    world: World, parts: ListRecord
) -> None:
    owner = world.actor("owner")
    code = add(world, parts.id, "Code", "text")
    rows = [row(owner, parts.id, Code=one) for one in ("A", "a", "B", "C", "c")]
    with pytest.raises(Conflict) as caught:
        set_column(owner, parts.id, code.id, required=False, settings={}, unique=True)
    assert caught.value.message == "2 values stand more than once: “a”, “c”."
    assert not column(parts.id, "Code").is_unique
    delete_item(owner, rows[0].id)
    delete_item(owner, rows[4].id)
    set_column(owner, parts.id, code.id, required=False, settings={}, unique=True)
    with pytest.raises(Invalid):
        row(owner, parts.id, Code="b")
    set_column(owner, parts.id, code.id, required=False, settings={}, unique=False)
    row(owner, parts.id, Code="b")


def test_some_types_are_never_unique(world: World, parts: ListRecord) -> None:
    for type_ in ("note", "choices", "yesno", "location", "rating"):
        with pytest.raises(Invalid) as caught:
            add(world, parts.id, "X", type_, unique=True)
        assert set(caught.value.fields) == {"unique"}


def test_what_nobody_may_write_is_not_written(world: World, parts: ListRecord) -> None:
    owner = world.actor("owner")
    add(world, parts.id, "State", "text", read_only=True, default="new", required=True)
    made = row(owner, parts.id, Title="a")
    assert value(made, "State") == "new"
    closed = {"State": "This column cannot be changed."}
    with pytest.raises(Invalid) as caught:
        row(owner, parts.id, State="done")
    assert caught.value.fields == closed
    with pytest.raises(Invalid) as caught:
        update_values(owner, made.id, values={"State": "done"})
    assert caught.value.fields == closed
    update_values(owner, made.id, values={"State": "new", "Title": "b"})
    update_values(world.actor("system"), made.id, values={"State": "done"})
    with pytest.raises(Invalid):
        add(world, parts.id, "Sly", "text", hidden=True, required=True)


def test_a_new_item_begins_with_what_its_columns_say(
    world: World, parts: ListRecord
) -> None:
    from django.utils import timezone

    owner = world.actor("owner")
    add(world, parts.id, "Who", "person", default="@me")
    add(world, parts.id, "Team", "persons", default="@me")
    add(world, parts.id, "Due", "date", default="@today+7")
    add(world, parts.id, "Seen", "datetime", default="@now")
    add(world, parts.id, "From", "datetime", default="@today")
    add(world, parts.id, "Price", "currency", default="12.5")
    add(world, parts.id, "Done", "yesno", default=False)
    add(world, parts.id, "Tags", "choices", choices=["a", "b"], default=["b"])
    made = row(owner, parts.id, Title="a")
    assert value(made, "Who") == owner.principal
    assert value(made, "Team") == [owner.principal]
    days = timezone.localdate()
    assert value(made, "Due") == (days.fromordinal(days.toordinal() + 7)).isoformat()
    assert 0 <= made.created - value(made, "Seen") < 60_000_000
    assert value(made, "From") <= value(made, "Seen")
    assert value(made, "Price") == 1250
    assert value(made, "Done") is False
    assert value(made, "Tags") == ["b"]
    bare = row(owner, parts.id, Title="a", Who=None, Tags=None)
    assert value(bare, "Who") is None
    assert value(bare, "Tags") is None
    for type_, wrong in (("date", "@me"), ("number", "@today"), ("date", "@today+x")):
        with pytest.raises(Invalid) as caught:
            add(world, parts.id, "Wrong", type_, default=wrong)
        assert set(caught.value.fields) == {"default"}


def test_a_removed_column_comes_back_with_its_values(
    world: World, parts: ListRecord
) -> None:
    owner = world.actor("owner")
    code = add(world, parts.id, "Code", "text", unique=True)
    made = row(owner, parts.id, Code="A")
    assert list_removed_columns(owner, parts.id) == []
    remove_column(owner, parts.id, code.id)
    other = row(owner, parts.id, Title="x")
    (removed,) = list_removed_columns(owner, parts.id)
    assert (removed.id, removed.title) == (code.id, "Code")
    again = add(world, parts.id, "Code", "number")
    with pytest.raises(Conflict):
        restore_column(owner, parts.id, code.id)
    remove_column(owner, parts.id, again.id)
    restore_column(owner, parts.id, code.id)
    assert value(made, "Code") == "A"
    assert column(parts.id, "Code").guid == code.guid
    with pytest.raises(Invalid):
        update_values(owner, other.id, values={"Code": "a"})
    for who, refusal in (("visitor", Forbidden), ("nobody", NotFound)):
        with pytest.raises(refusal):
            list_removed_columns(world.actor(who), parts.id)
        with pytest.raises(refusal):
            restore_column(world.actor(who), parts.id, again.id)


@pytest.mark.parametrize("name", ["ID", "id", "Author", "FileLeafRef", "ContentType"])
def test_names_of_every_item_are_reserved(
    world: World, parts: ListRecord, name: str
) -> None:
    with pytest.raises(Invalid) as caught:
        add(world, parts.id, name, "text")
    assert set(caught.value.fields) == {"internal_name"}


def test_folders_have_neither_numbers_nor_unique_values(
    world: World, parts: ListRecord
) -> None:
    owner = world.actor("owner")
    add(world, parts.id, "Case", "autonumber")
    folder = create_folder(owner, ItemId(parts.root), name="F")
    assert value(folder, "Case") is None
    assert value(row(owner, parts.id, Title="a"), "Case") == 1


def test_a_folder_says_what_begins_in_it(world: World, parts: ListRecord) -> None:
    owner = world.actor("owner")
    add(world, parts.id, "State", "choice", choices=["new", "old"], default="new")
    add(world, parts.id, "Who", "person")
    above = create_folder(owner, ItemId(parts.root), name="Above")
    below = create_folder(owner, above.id, name="Below")
    set_folder_defaults(owner, above.id, defaults={"State": "old", "Who": "@me"})
    set_folder_defaults(owner, below.id, defaults={"State": "new"})
    member = world.actor("member")

    def made(folder: ItemId, **values: object) -> tuple[object, object]:
        one = create_item(member, parts.id, values=values, parent=folder)
        return value(one, "State"), value(one, "Who")

    assert made(ItemId(parts.root)) == ("new", None)
    assert made(above.id) == ("old", member.principal)
    assert made(below.id) == ("new", member.principal)
    assert made(below.id, State="old", Who=None) == ("old", None)
    set_folder_defaults(owner, below.id, defaults={"State": None})
    assert made(below.id)[0] == "old"
    other = make_list(world, "Other")
    add(world, other.id, "State", "choice", choices=["new", "old"])
    move_item(owner, above.id, to=ItemId(other.root), name="Above")
    there = create_item(owner, other.id, values={}, parent=below.id)
    assert value(there, "State") == "old"
    for wrong in ({"State": "x"}, {"Nothing": 1}):
        with pytest.raises(Invalid) as caught:
            set_folder_defaults(owner, above.id, defaults=wrong)
        assert set(caught.value.fields) == set(wrong)
    with pytest.raises(Conflict):
        set_folder_defaults(owner, ItemId(parts.root), defaults={"State": "old"})
    for who, refusal in (("visitor", Forbidden), ("nobody", NotFound)):
        with pytest.raises(refusal):
            set_folder_defaults(world.actor(who), above.id, defaults={})


def test_a_default_that_is_gone_begins_with_nothing(
    world: World, parts: ListRecord
) -> None:
    owner = world.actor("owner")
    add(world, parts.id, "Who", "person", default=10**6)
    assert value(row(owner, parts.id, Title="a"), "Who") is None
