"""A list as a workbook: typed, and brought in again with only the changes."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from hallway.core.items.queries import get_item
from hallway.core.items.records import ItemId
from hallway.core.sheets.commands import set_plan
from hallway.core.sheets.records import Bad, Mode, State
from hallway.core.versions.models import Version
from tests.core.lists.world_of_columns import add, make_list, row
from tests.core.sheets.files import again, bring, checked, put, rows
from tests.faces.web.content.conftest import Enter
from tests.world import SYSTEM, World


@pytest.fixture
def all_types(world: World) -> list[ItemId]:
    """A list of every type a person writes, with three rows."""
    owner = world.actor("owner")
    places = make_list(world, "Places")
    add(world, places.id, "Title", "text")
    for title in ("Rome", "Paris", "Paris"):
        row(owner, places.id, Title=title)
    made = make_list(world, "Everything")
    world.lists["everything"] = made
    for name, kind, more in (
        ("Title", "text", {"required": True}),
        ("Note", "note", {}),
        ("Number", "number", {"decimals": 2}),
        ("Share", "number", {"percent": True}),
        ("Price", "currency", {"currency": "EUR"}),
        ("Yen", "currency", {"currency": "JPY"}),
        ("Flag", "yesno", {}),
        ("Choice", "choice", {"choices": ["a", "b"]}),
        ("Choices", "choices", {"choices": ["a", "b", "c"]}),
        ("Day", "date", {}),
        ("Moment", "datetime", {}),
        ("Who", "person", {}),
        ("People", "persons", {}),
        ("Place", "lookup", {"list": places.guid}),
        ("Places", "lookups", {"list": places.guid}),
        ("Link", "link", {}),
        ("Spot", "location", {}),
        ("Stars", "rating", {"max": 5}),
        ("Auto", "autonumber", {}),
        ("Secret", "text", {"hidden": True}),
    ):
        add(world, made.id, name, kind, **more)
    full: dict[str, Any] = {
        "Title": "=HYPERLINK(1)",
        "Note": "two\nlines _x000D_ 'quoted'",
        "Number": 0.1,
        "Share": 0.255,
        "Price": "1234.56",
        "Yen": "500",
        "Flag": True,
        "Choice": "a",
        "Choices": ["c", "a"],
        "Day": "1999-12-31",
        "Moment": 1_700_000_000_123_456,
        "Who": world.principal("member"),
        "People": [world.principal("owner"), world.principal("visitor")],
        "Place": 2,
        "Places": [1, 3],
        "Link": {"url": "https://a.example/?a=1&b=2", "text": "A"},
        "Spot": {"name": "Here", "address": "Street 1", "latitude": 1, "longitude": 2},
        "Stars": 4,
        "Secret": "word",
    }
    return [
        row(owner, made.id, **full).id,
        row(owner, made.id, Title="only a title").id,
        row(owner, made.id, **{**full, "Title": "-5", "Flag": False}).id,
    ]


def path(world: World) -> str:
    return "/sites/hr/Lists/Everything"


def export(enter: Enter, world: World, query: str = "") -> bytes:
    answer = enter("owner").get(f"{path(world)}?export=xlsx{query}")
    assert answer.status == 200
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    assert 'filename="Everything.xlsx"' in answer.headers["content-disposition"]
    return answer.body


def cells(data: bytes) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    head, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(head, line, strict=True)) for line in lines]


def versions(item: ItemId) -> int:
    return int(Version.unscoped.filter(item=item).count())


def test_cells_are_what_they_are(
    enter: Enter, world: World, all_types: list[ItemId]
) -> None:
    found = cells(export(enter, world, "&sort=ID"))
    first = found[0]
    assert first | {"Modified": 0, "GUID": 0} == {
        "Title": "=HYPERLINK(1)",
        "Note": "two\nlines _x005F_x000D_ 'quoted'",
        "Number": 0.1,
        "Share": 0.255,
        "Price": 1234.56,
        "Yen": 500,
        "Flag": True,
        "Choice": "a",
        "Choices": "c; a",
        "Day": datetime(1999, 12, 31),  # noqa: DTZ001
        "Moment": datetime(2023, 11, 14, 22, 13, 20, 123000),  # noqa: DTZ001
        "Who": "member@world.example",
        "People": "owner@world.example; visitor@world.example",
        "Place": "Paris",
        "Places": "Rome; Paris",
        "Link": "https://a.example/?a=1&b=2",
        "Spot": "Here, Street 1, 1, 2",
        "Stars": 4,
        "Auto": 1,
        "Modified": 0,
        "Modified by": "Owner",
        "ID": 1,
        "GUID": 0,
    }
    sheet = openpyxl.load_workbook(io.BytesIO(export(enter, world))).active
    assert sheet["E2"].number_format == '#,##0.00\\ "EUR"'
    assert sheet.freeze_panes == "A2"
    assert sheet["A2"].data_type == "s"


def test_it_has_the_rows_of_the_question(
    enter: Enter, world: World, all_types: list[ItemId]
) -> None:
    found = cells(export(enter, world, "&in.Flag=yes"))
    assert [one["ID"] for one in found] == [1]
    found = cells(export(enter, world, "&sort=-ID"))
    assert [one["ID"] for one in found] == [3, 2, 1]


def test_nobody_has_a_row_he_may_not_see(
    enter: Enter, world: World, all_types: list[ItemId]
) -> None:
    assert enter("nobody").get(f"{path(world)}?export=xlsx").status == 404
    assert enter("visitor").get(f"{path(world)}?export=xlsx").status == 200


def test_what_was_only_exported_changes_nothing(
    enter: Enter, world: World, all_types: list[ItemId]
) -> None:
    of = world.lists["everything"].id
    data = export(enter, world)
    sheet = put(world, data, into=of, name="Everything.xlsx")
    assert sheet.plan.keys == ("GUID",)
    found = checked(world, sheet).found
    assert (found.same, found.errors, found.changes) == (3, (), ())
    csv = enter("owner").get(f"{path(world)}?export=csv").body
    sheet = put(world, csv, into=of)
    # The list has a column called Number: the second one is the item's.
    columns = [
        replace(one, name="ID") if sheet.columns[one.at].head == "Number 2" else one
        for one in sheet.plan.columns
    ]
    plan = replace(sheet.plan, columns=tuple(columns), keys=("ID",), mode=Mode.BOTH)
    set_plan(world.actor("owner"), sheet.guid, plan)
    found = checked(world, sheet).found
    assert (found.same, found.errors, found.changes) == (3, (), ())


def test_only_the_changes_change(
    enter: Enter, world: World, all_types: list[ItemId]
) -> None:
    of = world.lists["everything"].id
    before = rows(of)
    book = openpyxl.load_workbook(io.BytesIO(export(enter, world, "&sort=ID")))
    sheet = book.active
    place = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, place["Number"]).value = 7
    sheet.cell(2, place["Day"]).value = datetime(2000, 1, 1)  # noqa: DTZ001
    sheet.cell(2, place["People"]).value = "member@world.example"
    sheet.cell(4, place["Stars"]).value = None
    sheet.append(["a new row"])
    file = io.BytesIO()
    book.save(file)
    staged = checked(world, put(world, file.getvalue(), into=of, name="E.xlsx"))
    found = staged.found
    assert (found.added, found.changed, found.same, found.bad) == (1, 2, 1, 0)
    assert [(one.number, one.title, one.new) for one in found.changes] == [
        (1, "Number", "7"),
        (1, "Day", "2000-01-01"),
        (1, "People", "member@world.example"),
        (3, "Stars", ""),
    ]
    assert bring(world, staged, bad=Bad.STOP).state is State.DONE
    after = rows(of)
    member = world.principal("member")
    changed = {"Number": 7.0, "Day": "2000-01-01", "People": [member]}
    assert after[0] == {**before[0], **changed}
    assert after[1] == before[1]
    assert after[2] == {k: v for k, v in before[2].items() if k != "Stars"}
    assert after[3] == {"Title": "a new row", "Auto": 4}
    assert [versions(one) for one in all_types] == [2, 1, 2]
    assert get_item(SYSTEM, all_types[1]).version == 1
    assert again(world, staged).state is State.DONE


def test_an_export_goes_on_from_page_to_page(
    enter: Enter, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_list(world, "Everything")
    add(world, made.id, "Title", "text")
    for n in range(7):
        row(world.actor("owner"), made.id, Title=f"row {n}")
    monkeypatch.setattr("hallway.faces.web.rows.export.FIRST", 2)
    monkeypatch.setattr("hallway.faces.web.rows.export.CHUNK", 3)
    found = cells(export(enter, world, "&sort=-ID"))
    assert [one["ID"] for one in found] == [7, 6, 5, 4, 3, 2, 1]
