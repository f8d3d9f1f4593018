"""A column of content types in a file: read, compared, checked before it is done."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from hallway.core.items.commands import create_item
from hallway.core.items.records import ItemId
from hallway.core.lists.records import ListId
from tests.core.contenttypes.world_of_types import (
    content_type,
    site_column,
    type_of,
    use,
)
from tests.core.lists.world_of_columns import add, make_list
from tests.core.sheets.files import bring, checked, csv, keyed, put, rows, xlsx
from tests.world import World


@pytest.fixture
def visits(world: World) -> ListId:
    """A list of items and of visits, which need a host, with one item."""
    made = make_list(world, "Visits")
    add(world, made.id, "Title", "text")
    visit = content_type(world, "Visit", site_column(world, "Host", "text"))
    use(world, made.id, visit)
    item = create_item(world.actor("owner"), made.id, values={"Title": "There"})
    world.items["there"] = item.id
    return made.id


HEAD = ["Title", "Content type", "Host"]


@pytest.mark.parametrize("is_book", [False, True])
def test_new_rows_are_of_the_type_that_they_say(
    world: World, visits: ListId, is_book: bool
) -> None:
    lines = [HEAD, ["One", "visit", "Petra"], ["Two", "Item", ""], ["Three", "", ""]]
    body = xlsx(*lines) if is_book else csv(*lines)
    name = "v.xlsx" if is_book else "v.csv"
    sheet = put(world, body, into=visits, name=name)
    assert [one.name for one in sheet.plan.columns] == ["Title", "ContentType", "Host"]
    found = checked(world, sheet).found
    assert (found.added, found.bad) == (3, 0)
    bring(world, sheet)
    assert [row["Title"] for row in rows(visits)] == ["There", "One", "Two", "Three"]
    assert types_in(world, visits) == ["Item", "Visit", "Item", "Item"]


def test_what_a_type_needs_and_no_type_is_told_first(
    world: World, visits: ListId
) -> None:
    body = csv(HEAD, ["One", "Visit", ""], ["Two", "Journey", ""], ["Three", "", ""])
    found = checked(world, put(world, body, into=visits)).found
    assert (found.added, found.bad) == (1, 2)
    assert [(one.line, one.title, one.message) for one in found.errors] == [
        (2, "Host", "A value is needed."),
        (3, "Content type", "This list has no such content type."),
    ]


def test_only_another_type_is_a_change(world: World, visits: ListId) -> None:
    def told(kind: str, host: str = "") -> tuple[int, int, int]:
        sheet = put(world, csv(HEAD, ["There", kind, host]), into=visits)
        found = checked(world, keyed(world, sheet, "Title")).found
        return found.changed, found.same, found.bad

    assert told("Item") == (0, 1, 0)
    # An empty cell says nothing, and names are known in other languages too.
    assert told("") == (0, 1, 0)
    assert told("Element") == (0, 1, 0)
    with override("de"):
        assert told("Item") == (0, 1, 0)
    # It would lack what a visit needs.
    assert told("Visit") == (0, 0, 1)
    assert told("Visit", "Petra") == (1, 0, 0)
    sheet = put(world, csv(HEAD, ["There", "Visit", "Petra"]), into=visits)
    sheet = keyed(world, sheet, "Title")
    (kind, host) = checked(world, sheet).found.changes
    assert (kind.title, kind.old, kind.new) == ("Content type", "Item", "Visit")
    assert (host.title, host.new) == ("Host", "Petra")
    bring(world, sheet)
    assert types_in(world, visits) == ["Visit"]


def types_in(world: World, visits: ListId) -> list[str]:
    """Give the types of a list's items, by number."""
    from hallway.core.items.models import Item

    items = Item.unscoped.filter(list_id=visits, parent__isnull=False)
    return [type_of(ItemId(one.pk)) for one in items.order_by("number")]
