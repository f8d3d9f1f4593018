"""A list made of a file: what its columns become, and that it is all or nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.lists.queries import list_columns, list_lists
from hallway.core.sheets.commands import choose_table, drop_sheet, set_plan
from hallway.core.sheets.models import Sheet
from hallway.core.sheets.queries import get_sheet, iter_bad_rows, list_preview
from hallway.core.sheets.records import Bad, CellError, State
from tests.core.sheets.files import (
    again,
    bring,
    checked,
    csv,
    list_of,
    put,
    rows,
    types,
    xlsx,
)
from tests.world import SYSTEM, World

HEAD = ("Name", "Größe", "ID", "Kauf", "Preis", "Aktiv", "Art", "Wer", "Seite")
LINES = [
    (
        f"Thing {n}",
        f"{n},5",
        f"{n}",
        f"{n + 1}.12.2026",
        f"{n}.000,50 €",
        "ja" if n % 2 else "nein",
        "big" if n % 3 else "small",
        "member@world.example",
        f"https://a.example/{n}",
    )
    for n in range(12)
]


def lists(world: World) -> set[str]:
    return {one.title for one in list_lists(SYSTEM, world.hr)}


def test_types_are_found_and_rows_come_in(world: World) -> None:
    sheet = put(world, csv(HEAD, *LINES, separator=";"))
    found = checked(world, sheet)
    assert (found.found.added, found.found.bad, found.lines) == (12, 0, 12)
    done = bring(world, sheet)
    assert done.state is State.DONE
    made = list_of(done)
    assert made.title == "things"
    assert types(made.id) == {
        "Title": "text",
        "Grosse": "number",
        "ID2": "number",
        "Kauf": "date",
        "Preis": "currency",
        "Aktiv": "yesno",
        "Art": "choice",
        "Wer": "person",
        "Seite": "link",
    }
    found_rows = rows(made.id)
    assert len(found_rows) == 12
    assert found_rows[3] == {
        "Title": "Thing 3",
        "Grosse": 3.5,
        "ID2": 3.0,
        "Kauf": "2026-12-04",
        "Preis": 300050,
        "Aktiv": True,
        "Art": "small",
        "Wer": world.principal("member"),
        "Seite": {"url": "https://a.example/3", "text": ""},
    }
    titles = [one.title for one in list_columns(SYSTEM, made.id)]
    assert titles == list(HEAD)


def test_addresses_of_strangers_are_text_and_may_be_made_people(world: World) -> None:
    lines = [("Name", "Who"), ("a", "member@world.example"), ("b", "x@y.example")]
    sheet = put(world, csv(*lines))
    assert [one.type for one in sheet.plan.columns] == ["text", "text"]
    columns = (sheet.plan.columns[0], replace(sheet.plan.columns[1], type="person"))
    set_plan(world.actor("owner"), sheet.guid, replace(sheet.plan, columns=columns))
    found = checked(world, sheet)
    assert [(one.line, one.title) for one in found.found.errors] == [(3, "Who")]
    made = list_of(bring(world, sheet, bad=Bad.LEAVE))
    assert rows(made.id) == [{"Title": "a", "Who": world.principal("member")}]


def test_every_wrong_value_is_told_beside_its_cell(world: World) -> None:
    lines = [
        ("Title", "Points", "Due"),
        *[(f"row {n}", "1", "2026-01-01") for n in range(60)],
        ("bad number", "x1", "2026-01-01"),
        ("both bad", "y", "31.31.2026"),
        ("two\nlines", "1", ""),
    ]
    found = checked(world, put(world, csv(*lines[:-1], ['"two\nlines"', "1", ""])))
    assert found.found.bad == 2
    assert found.found.errors == (
        CellError(62, "Points", "x1", "A number is expected."),
        CellError(63, "Points", "y", "A number is expected."),
        CellError(63, "Due", "31.31.2026", "A date is expected, as 2026-12-31."),
    )
    before = lists(world)
    with pytest.raises(Conflict, match="errors"):
        bring(world, found)
    assert lists(world) == before
    bad = list(iter_bad_rows(world.actor("owner"), found.guid))
    assert [one[0] for one in bad] == [62, 63]
    assert bad[1][1] == ["both bad", "y", "31.31.2026"]
    assert "Points: A number" in bad[1][2]
    made = list_of(bring(world, found, bad=Bad.LEAVE))
    assert len(rows(made.id)) == 61


def test_the_preview_shows_what_is_wrong(world: World) -> None:
    sheet = put(world, csv(("A", "N"), *[("x", "1")] * 18, ("y", "no"), ("z", "2")))
    columns = (sheet.plan.columns[0], replace(sheet.plan.columns[1], type="number"))
    set_plan(world.actor("owner"), sheet.guid, replace(sheet.plan, columns=columns))
    shown = list_preview(world.actor("owner"), sheet.guid)
    assert len(shown) == 20
    assert shown[0].cells == [("x", ""), ("1", "")]
    assert shown[18].cells == [("y", ""), ("no", "A number is expected.")]
    assert shown[18].line == 20


def test_columns_are_left_out_and_named_by_the_person(world: World) -> None:
    sheet = put(world, csv(("A", "A", ""), ("1", "2", "3")))
    assert [one.title for one in sheet.plan.columns] == ["A", "A 2", "Column 3"]
    columns = (
        replace(sheet.plan.columns[0], name=""),
        replace(sheet.plan.columns[1], title="Häufig benutzt", type="text"),
        sheet.plan.columns[2],
    )
    plan = replace(sheet.plan, columns=columns, title="Other / name")
    set_plan(world.actor("owner"), sheet.guid, plan)
    checked(world, sheet)
    made = list_of(bring(world, sheet))
    assert (made.url_name, made.title) == ("Lists/Other name", "Other / name")
    assert types(made.id) == {"Title": "text", "Column3": "number"}
    assert rows(made.id) == [{"Title": "2", "Column3": 3.0}]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"type": "calculated"}, "column.0"),
        ({"type": "lookup"}, "column.0"),
        ({"title": ""}, "column.0"),
        ({"name": ""}, "columns"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(
    world: World, change: dict[str, Any], field: str
) -> None:
    sheet = put(world, csv(("A",), ("1",)))
    column = replace(sheet.plan.columns[0], **change)
    plan = replace(sheet.plan, columns=(column,))
    with pytest.raises(Invalid) as caught:
        set_plan(world.actor("owner"), sheet.guid, plan)
    assert set(caught.value.fields) == {field}


def test_a_taken_name_is_said_and_nothing_is_there(world: World) -> None:
    checked(world, first := put(world, csv(("A",), ("1",))))
    bring(world, first)
    checked(world, second := put(world, csv(("A",), ("1",))))
    before = lists(world)
    with pytest.raises(Conflict, match="already has a list"):
        bring(world, second)
    assert lists(world) == before
    assert again(world, second).state is State.CHECKED


def test_a_workbook_has_sheets_and_types(world: World) -> None:
    import io
    from datetime import datetime

    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["only this"])
    other = book.create_sheet("Other")
    other.append(["When", "Yes", "N"])
    other.append([datetime(2026, 7, 1, 12, 30), True, 5])  # noqa: DTZ001
    file = io.BytesIO()
    book.save(file)
    sheet = put(world, file.getvalue(), name="Book 1.xlsx")
    assert sheet.sheets == ("Sheet", "Other")
    choose_table(world.actor("owner"), sheet.guid, sheet="Other", has_head=True)
    checked(world, sheet)
    made = list_of(bring(world, sheet))
    assert types(made.id) == {"When": "datetime", "Yes": "yesno", "N": "number"}
    # Noon and a half in UTC: the tests have no other zone.
    assert rows(made.id) == [{"When": 1_782_909_000_000_000, "Yes": True, "N": 5.0}]


def test_without_a_head_every_row_counts(world: World) -> None:
    sheet = put(world, csv(("a", "1"), ("b", "2")))
    choose_table(world.actor("owner"), sheet.guid, sheet="", has_head=False)
    checked(world, sheet)
    made = list_of(bring(world, sheet))
    assert rows(made.id) == [
        {"Title": "a", "Column2": 1.0},
        {"Title": "b", "Column2": 2.0},
    ]


@pytest.mark.parametrize(
    ("who", "error"),
    [("visitor", Forbidden), ("nobody", NotFound), ("acme", NotFound)],
)
def test_who_may_make_no_list_stages_nothing(
    world: World, who: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        put(world, csv(("A",), ("1",)), who=who)
    assert not Sheet.unscoped.exists()


def test_a_sheet_is_its_owners_alone(world: World) -> None:
    sheet = checked(world, put(world, csv(("A",), ("1",))))
    for who in ("admin", "member", "nobody"):
        with pytest.raises(NotFound):
            get_sheet(world.actor(who), sheet.guid)
        with pytest.raises(NotFound):
            bring(world, sheet, who=who)
    with pytest.raises(NotFound):
        get_sheet(world.actor("owner"), "no guid")


def test_a_file_that_is_no_table_is_refused_with_its_line(world: World) -> None:
    for body in (b"", b'a,b\n1,"x', b"PK\x03\x04 broken", b"a\n\0"):
        with pytest.raises(Invalid) as caught:
            put(world, body)
        assert set(caught.value.fields) == {"file"}
    assert "Line 2" in caught.value.fields["file"]
    assert not Sheet.unscoped.exists()


def test_a_sheet_is_forgotten(world: World) -> None:
    sheet = put(world, xlsx(["A"], [1]))
    drop_sheet(world.actor("owner"), sheet.guid)
    with pytest.raises(NotFound):
        again(world, sheet)


def test_its_body_is_kept_as_long_as_the_sheet(world: World) -> None:
    from hallway.core.blobs.commands import collect_garbage
    from hallway.core.blobs.models import Blob

    sheet = checked(world, put(world, csv(("A",), ("1",))))
    held = Sheet.unscoped.get(guid=sheet.guid)
    Blob.unscoped.update(created=0)
    collect_garbage(SYSTEM)
    kept = {held.blob_id, held.result_id}
    assert Blob.unscoped.filter(pk__in=kept).count() == 2
    drop_sheet(world.actor("owner"), sheet.guid)
    collect_garbage(SYSTEM)
    assert not Blob.unscoped.filter(pk__in=kept).exists()
