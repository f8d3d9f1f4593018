"""Exports of a list with several content types, and what imports make of them."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from hallway.core.items.commands import create_item
from hallway.core.lists.records import ListId
from hallway.faces.web.rows import export
from tests.core.contenttypes.world_of_types import content_type, site_column, use
from tests.core.lists.world_of_columns import add, make_list
from tests.core.sheets.files import checked, put
from tests.faces.web.content.conftest import Enter
from tests.world import World

VISITS = "/sites/hr/Lists/Visits"


@pytest.fixture
def visits(world: World) -> ListId:
    """Two items and a visit, which needs a host."""
    made = make_list(world, "Visits")
    add(world, made.id, "Title", "text")
    visit = content_type(world, "Visit", site_column(world, "Host", "text"))
    use(world, made.id, visit)
    for values in (
        {"Title": "There"},
        {"Title": "Here", "Host": "Petra", "ContentType": "Visit"},
        {"Title": "Away"},
    ):
        create_item(world.actor("owner"), made.id, values=values)
    return made.id


@pytest.mark.parametrize(
    ("language", "head", "item"),
    [("en", "Content type", "Item"), ("de", "Inhaltstyp", "Element")],
)
def test_a_file_says_the_type_of_each_row(
    enter: Enter,
    visits: ListId,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    head: str,
    item: str,
) -> None:
    # A row at a time: those of later pages are typed too.
    monkeypatch.setattr(export, "FIRST", 1)
    monkeypatch.setattr(export, "CHUNK", 1)
    at = f"{VISITS}?sort=ID&export="
    browser = enter("visitor")
    text = browser.get(f"{at}csv", Accept_Language=language).text.lstrip("\ufeff")
    lines = list(csv.reader(io.StringIO(text)))
    assert lines[0][:3] == ["Title", "Host", head]
    assert [line[:3] for line in lines[1:]] == [
        ["There", "", item],
        ["Here", "Petra", "Visit"],
        ["Away", "", item],
    ]
    body = browser.get(f"{at}xlsx", Accept_Language=language).body
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    assert [cell.value for cell in sheet["C"]] == [head, item, "Visit", item]


def test_the_rows_of_one_type_have_no_column_for_it(enter: Enter, world: World) -> None:
    made = make_list(world, "Visits")
    add(world, made.id, "Title", "text")
    create_item(world.actor("owner"), made.id, values={"Title": "There"})
    head = enter("visitor").get(f"{VISITS}?export=csv").text.splitlines()[0]
    assert "Content type" not in head


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_was_only_exported_changes_nothing(
    enter: Enter, world: World, visits: ListId, ending: str
) -> None:
    body = enter("owner").get(f"{VISITS}?export={ending}").body
    sheet = put(world, body, into=visits, name=f"Visits.{ending}")
    names = [one.name for one in sheet.plan.columns]
    assert "ContentType" in names
    assert sheet.plan.keys == (("GUID",) if ending == "xlsx" else ("ID",))
    found = checked(world, sheet).found
    assert (found.same, found.errors, found.changes) == (3, (), ())


def test_a_type_that_was_changed_in_the_file_is_a_change(
    enter: Enter, world: World, visits: ListId
) -> None:
    body = enter("owner").get(f"{VISITS}?sort=ID&export=xlsx").body
    book = openpyxl.load_workbook(io.BytesIO(body))
    book.active["B2"].value, book.active["C2"].value = "Paul", "Visit"
    book.active["C4"].value = "Visit"
    file = io.BytesIO()
    book.save(file)
    sheet = put(world, file.getvalue(), into=visits, name="Visits.xlsx")
    found = checked(world, sheet).found
    assert (found.changed, found.same, found.bad) == (1, 1, 1)
    assert [(one.title, one.new) for one in found.changes] == [
        ("Host", "Paul"),
        ("Content type", "Visit"),
    ]
    assert [(one.line, one.title) for one in found.errors] == [(4, "Host")]
