"""Rows brought into a list that is there: added and changed by their keys."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from hallway.core.items.commands import update_values
from hallway.core.items.records import ItemRecord
from hallway.core.lists.records import ListId
from hallway.core.sheets.commands import set_plan, stage_sheet
from hallway.core.sheets.models import Sheet
from hallway.core.sheets.records import Bad, CellChange, CellError, Mode, State
from hallway.core.versions.models import Version
from tests.core.lists.world_of_columns import add, make_list, row
from tests.core.sheets.files import (
    again,
    bring,
    checked,
    csv,
    keyed,
    put,
    rows,
    xlsx,
)
from tests.core.terms.world_of_terms import make_places
from tests.world import World, stage


@pytest.fixture
def stock(world: World) -> ListId:
    made = make_list(world, "Stock")
    add(world, made.id, "Title", "text", required=True)
    add(world, made.id, "Code", "text", unique=True)
    add(world, made.id, "Count", "number", min=0)
    add(world, made.id, "Price", "currency", currency="EUR")
    add(world, made.id, "Tags", "choices", choices=["a", "b", "c"])
    add(world, made.id, "Keeper", "person")
    add(world, made.id, "Seen", "datetime")
    add(world, made.id, "Text", "note")
    return made.id


def thing(world: World, stock: ListId, n: int, **more: Any) -> ItemRecord:
    values = {
        "Title": f"Thing {n}",
        "Code": f"C{n}",
        "Count": n,
        "Price": "1.50",
        "Tags": ["a", "b"],
        "Keeper": world.principal("member"),
        "Seen": 1_700_000_000_123_456,
        "Text": "=two\nlines",
        **more,
    }
    return row(world.actor("owner"), stock, **values)


def versions(item: ItemRecord) -> int:
    return int(Version.unscoped.filter(item=item.id).count())


HEAD = ("Title", "Code", "Count", "Price", "Tags", "Keeper", "Seen", "Text")


def line(n: int, **more: str) -> tuple[str, ...]:
    cells = {
        "Title": f"Thing {n}",
        "Code": f"C{n}",
        "Count": str(n),
        "Price": "1.50",
        "Tags": "b; a",
        "Keeper": "Member",
        "Seen": "2023-11-14T22:13:20Z",
        "Text": '"\'=two\nlines"',
        **more,
    }
    return tuple(cells[name] for name in HEAD)


def test_the_dry_run_tells_new_changed_same_and_wrong(
    world: World, stock: ListId
) -> None:
    items = [thing(world, stock, n) for n in range(3)]
    sheet = put(
        world,
        csv(
            HEAD,
            line(0),
            line(1, Count="5", Price="2 €"),
            line(2, Count="-1"),
            line(3),
            line(4, Keeper="nobody.knows@x.example"),
        ),
        into=stock,
    )
    sheet = checked(world, keyed(world, sheet, "Code"))
    found = sheet.found
    assert (found.added, found.changed, found.same, found.bad) == (1, 1, 1, 2)
    assert found.changes == (
        CellChange(4, 2, "Count", "1", "5"),
        CellChange(4, 2, "Price", "1.5", "2 €"),
    )
    assert [(one.line, one.title, one.message) for one in found.errors] == [
        (6, "Count", "At least 0."),
        (10, "Keeper", "Nobody here has this name or address."),
    ]
    done = bring(world, sheet, bad=Bad.LEAVE)
    assert done.state is State.DONE
    there = rows(stock)
    assert [one["Code"] for one in there] == ["C0", "C1", "C2", "C3"]
    assert (there[1]["Count"], there[1]["Price"]) == (5.0, 200)
    assert there[1]["Seen"] == 1_700_000_000_123_456
    assert {**there[3], "Seen": 0} == {
        "Title": "Thing 3",
        "Code": "C3",
        "Count": 3.0,
        "Price": 150,
        "Tags": ["b", "a"],
        "Keeper": world.principal("member"),
        "Seen": 0,
        "Text": "=two\nlines",
    }
    # A version for each row that changed, and for no other.
    assert [versions(one) for one in items] == [1, 2, 1]


def test_again_there_is_nothing_to_do(world: World, stock: ListId) -> None:
    thing(world, stock, 1)
    sheet = checked(
        world, keyed(world, put(world, csv(HEAD, line(1)), into=stock), "Title", "Code")
    )
    assert (sheet.found.same, sheet.found.lines) == (1, 1)
    assert bring(world, sheet).state is State.DONE


@pytest.mark.parametrize(
    ("mode", "counts"),
    [(Mode.ADD, (1, 0, 1, 0)), (Mode.CHANGE, (0, 1, 0, 1))],
)
def test_a_mode_only_adds_or_only_changes(
    world: World, stock: ListId, mode: Mode, counts: tuple[int, ...]
) -> None:
    thing(world, stock, 1)
    sheet = put(world, csv(HEAD, line(1, Count="7"), line(2)), into=stock)
    found = checked(world, keyed(world, sheet, "Code", mode=mode)).found
    assert (found.added, found.changed, found.same, found.bad) == counts


def test_without_a_key_all_rows_are_added(world: World, stock: ListId) -> None:
    sheet = put(world, csv(("title", "unknown"), ("a", "1"), ("a", "2")), into=stock)
    assert sheet.plan.mode is Mode.ADD
    assert [one.name for one in sheet.plan.columns] == ["Title", ""]
    bring(world, checked(world, sheet))
    assert [one["Title"] for one in rows(stock)] == ["a", "a"]


def test_items_are_known_by_number_and_guid(world: World, stock: ListId) -> None:
    one, two = thing(world, stock, 1), thing(world, stock, 2)
    for body in (
        csv(("ID", "Title"), (str(one.number), "x"), ("", "new"), ("99", "gone")),
        xlsx(["GUID", "Title"], [two.guid.upper(), "y"], ["no guid", "z"]),
    ):
        sheet = put(world, body, into=stock)
        assert sheet.plan.keys in (("ID",), ("GUID",))
        found = checked(world, sheet)
        assert found.found.changed == 1
        assert found.found.bad == 1
        bring(world, found, bad=Bad.LEAVE)
    assert [row["Title"] for row in rows(stock)] == ["x", "y", "new"]


def test_keys_that_tell_nothing_are_errors(world: World, stock: ListId) -> None:
    for title in ("same", "Same", "other"):
        row(world.actor("owner"), stock, Title=title)
    sheet = put(
        world,
        csv(
            ("Title", "Count"),
            ("SAME", "1"),
            ("other", "1"),
            ("Other", "2"),
            ("", "3"),
        ),
        into=stock,
    )
    found = checked(world, keyed(world, sheet, "Title")).found
    assert [(one.line, one.message) for one in found.errors] == [
        (2, "Several items of the list have this key."),
        (4, "An earlier row has this key too."),
        (5, "The key is empty."),
    ]


def test_unique_and_needed_values_are_checked(world: World, stock: ListId) -> None:
    thing(world, stock, 1)
    sheet = put(
        world,
        csv(("Title", "Code"), ("a", "C1"), ("b", "C9"), ("c", "c9"), ("", "C7")),
        into=stock,
    )
    found = checked(world, sheet).found
    assert found.errors == (
        CellError(2, "Code", "C1", "Another item has this value already."),
        CellError(4, "Code", "c9", "Another item has this value already."),
        CellError(5, "Title", "", "A value is needed."),
    )


def test_stale_where_the_rows_changed_in_between(world: World, stock: ListId) -> None:
    item = thing(world, stock, 1)
    other = thing(world, stock, 2)
    owner = world.actor("owner")
    body = csv(HEAD, line(1, Count="7"), line(3))
    sheet = checked(world, keyed(world, put(world, body, into=stock), "Code"))
    # What the rows are not about may change.
    update_values(owner, other.id, values={"Count": 9})
    first = sheet.guid
    update_values(owner, item.id, values={"Title": "meanwhile"})
    with pytest.raises(Stale):
        bring(world, sheet)
    assert again(world, sheet).state is State.CHECKED
    sheet = checked(world, keyed(world, put(world, body, into=stock), "Code"))
    thing(world, stock, 3)
    with pytest.raises(Stale):
        bring(world, sheet)
    assert len(rows(stock)) == 3
    sheet = checked(world, keyed(world, put(world, body, into=stock), "Code"))
    assert sheet.guid != first
    assert bring(world, sheet).state is State.DONE


def test_all_rows_or_none(world: World, stock: ListId) -> None:
    body = csv(("Title", "Code"), ("a", "A"), ("b", "B"))
    sheet = checked(world, put(world, body, into=stock))
    # Nothing of the dry run tells: no key, no row changed.
    row(world.actor("owner"), stock, Title="x", Code="b")
    with pytest.raises(Invalid, match="Line 3"):
        bring(world, sheet)
    assert [one["Title"] for one in rows(stock)] == ["x"]


def test_a_link_is_told_by_its_address_and_a_place_by_its_name(
    world: World, stock: ListId
) -> None:
    add(world, stock, "Site", "link")
    add(world, stock, "Place", "location")
    add(world, stock, "Stars", "rating", max=5)
    thing(
        world,
        stock,
        1,
        Site={"url": "https://a.example/", "text": "A"},
        Place={"name": "Home", "address": "Street 1"},
        Stars=3,
    )
    head = ("Code", "Site", "Place", "Stars")
    same = ("C1", "https://a.example/", '"Home, Street 1"', "3")
    sheet = put(world, csv(head, same), into=stock)
    found = checked(world, keyed(world, sheet, "Code"))
    assert (found.found.same, found.found.errors) == (1, ())
    news = ("C1", "https://b.example/", "Work", "9")
    sheet = put(world, csv(head, news), into=stock)
    found = checked(world, keyed(world, sheet, "Code"))
    assert [one.title for one in found.found.errors] == ["Stars"]


def test_lookups_are_written_by_their_text_or_number(
    world: World, stock: ListId
) -> None:
    places = make_list(world, "Places")
    add(world, places.id, "Title", "text")
    owner = world.actor("owner")
    rome = row(owner, places.id, Title="Rome")
    for _ in range(2):
        row(owner, places.id, Title="Paris")
    hidden = row(owner, places.id, Title="Atlantis")
    break_inheritance(
        owner,
        replace(world.securable("tasks"), list=places.id, item=hidden.id),
        start=Inherit.CLEAR,
    )
    add(world, stock, "At", "lookup", list=places.guid, shown="Title")
    add(world, stock, "All", "lookups", list=places.guid, shown="Title")
    for n in (1, 6):
        thing(world, stock, n, At=rome.number, All=[2, 3])
    head = ("Code", "At", "All")
    lines = (
        ("C1", "rome", "#3; Paris"),
        ("C6", "Rome", "Paris; Paris"),
        ("C2", "#2", "Rome; 3"),
        ("C3", "Atlantis", ""),
        ("C4", f"#{hidden.number}", ""),
    )
    who = "member"
    sheet = put(world, csv(head, *lines), into=stock, who=who)
    found = checked(world, keyed(world, sheet, "Code", who=who), who)
    assert [(one.line, one.title, one.message) for one in found.found.errors] == [
        (2, "All", "Several items are called so. Write the number, as #12."),
        (4, "Title", "A value is needed."),
        (5, "At", "No item is called so."),
        (6, "At", "No item is called so."),
    ]
    # As it is read: which of them is meant was never in doubt.
    assert found.found.same == 1


@pytest.mark.parametrize("who", ["visitor", "nobody"])
def test_who_may_change_nothing_stages_nothing(
    world: World, stock: ListId, who: str
) -> None:
    error = Forbidden if who == "visitor" else NotFound
    with pytest.raises(error):
        put(world, csv(HEAD, line(1)), into=stock, who=who)
    assert not Sheet.unscoped.exists()


def test_hidden_rows_are_neither_found_nor_told(world: World, stock: ListId) -> None:
    item = thing(world, stock, 1)
    owner = world.actor("owner")
    securable = replace(world.securable("tasks"), list=stock, item=item.id)
    break_inheritance(owner, securable, start=Inherit.CLEAR)
    for key, value in (("Title", "Thing 1"), ("ID", str(item.number))):
        body = csv((key, "Count"), (value, "9"))
        sheet = put(world, body, into=stock, who="member")
        sheet = checked(world, keyed(world, sheet, key, who="member"), "member")
        assert sheet.found.changed == 0
        assert sheet.found.changes == ()


def test_rows_of_another_site_and_of_kinds_with_more_are_refused(
    world: World, stock: ListId
) -> None:
    from tests.kinds.intranet import furnish

    furnish(world)
    owner = world.actor("owner")
    with pytest.raises(NotFound):
        stage_sheet(owner, world.team, name="x", body=stage(b"Title\na"), list_id=stock)
    with pytest.raises(Conflict):
        put(world, b"Title\na", into=world.events)


def test_files_of_a_library_are_changed_and_never_added(world: World) -> None:
    add(world, world.documents, "Topic", "text")
    item = world.item("welcome")
    body = csv(("ID", "Topic"), (str(item.number), "Law"), ("", "New"))
    sheet = put(world, body, into=world.documents)
    assert sheet.plan.mode is Mode.CHANGE
    found = checked(world, sheet)
    assert (found.found.changed, found.found.bad) == (1, 1)
    bring(world, found, bad=Bad.LEAVE)
    assert world.item("welcome").version == item.version + 1


@pytest.mark.parametrize(
    ("keys", "names", "mode", "field"),
    [
        (("Tags",), {}, Mode.BOTH, "keys"),
        (("Keeper",), {}, Mode.BOTH, "keys"),
        (("Absent",), {}, Mode.BOTH, "keys"),
        ((), {}, Mode.BOTH, "keys"),
        (("Code",), {0: "Nothing"}, Mode.BOTH, "column.0"),
        (("Code",), {0: "Code"}, Mode.BOTH, "column.1"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(
    world: World,
    stock: ListId,
    keys: tuple[str, ...],
    names: dict[int, str],
    mode: Mode,
    field: str,
) -> None:
    sheet = put(world, csv(HEAD, line(1)), into=stock)
    columns = tuple(
        replace(one, name=names.get(one.at, one.name)) for one in sheet.plan.columns
    )
    plan = replace(sheet.plan, columns=columns, keys=keys, mode=mode)
    with pytest.raises(Invalid) as caught:
        set_plan(world.actor("owner"), sheet.guid, plan)
    assert field in caught.value.fields
    # A column that came meanwhile is no key of rows that are planned without.
    assert again(world, sheet).plan == sheet.plan


def test_terms_are_written_by_their_labels(world: World, stock: ListId) -> None:
    places, ids = make_places(world)
    add(world, stock, "Topic", "term", set=places.guid)
    add(world, stock, "Topics", "terms", set=places.guid)
    asia, germany = ids["asia"], ids["germany"]
    thing(world, stock, 1, Topic=asia, Topics=[germany, asia])
    head = ("Code", "Topic", "Topics")
    sheet = put(world, csv(head, ("C1", "ASIA", "Germany; Asia")), into=stock)
    assert checked(world, keyed(world, sheet, "Code")).found.same == 1
    lines = (("C1", "Nowhere", ""), ("C2", "Asia", "Nowhere; Asia"))
    sheet = put(world, csv(head, *lines), into=stock)
    found = checked(world, keyed(world, sheet, "Code")).found
    assert [(one.line, one.title, one.message) for one in found.errors][:2] == [
        (2, "Topic", "There is no such term."),
        (3, "Topics", "There is no such term."),
    ]
    # By what it is called in any language, and by its synonyms.
    sheet = put(world, csv(("Code", "Topic"), ("C1", "frg")), into=stock)
    bring(world, checked(world, keyed(world, sheet, "Code")))
    assert rows(stock)[0]["Topic"] == germany
