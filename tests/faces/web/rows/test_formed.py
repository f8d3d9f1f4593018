"""What people read of items, and write without the form, goes by the list's form."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from hallway.core.items.queries import get_item, get_values
from hallway.core.items.records import ItemRecord
from hallway.core.lists.itemform.commands import set_item_form
from hallway.core.lists.itemform.records import FormField, FormSection, ItemForm
from hallway.core.lists.records import ListRecord
from hallway.core.lists.views.commands import add_view
from hallway.core.lists.views.records import Audience, Content, Layout
from tests.core.lists.world_of_columns import add, make_list, row
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.world import SYSTEM, World

TRIPS = "/sites/hr/Lists/Trips"
UNMET = "The form asks for this only under a condition that is not met here."


@pytest.fixture
def trips(world: World) -> ListRecord:
    made = make_list(world, "Trips")
    add(world, made.id, "Title", "text", required=True)
    add(world, made.id, "Kind", "choice", choices=["train", "car"])
    add(world, made.id, "Plate", "text")
    add(world, made.id, "Fuel", "choice", choices=["gas", "sun"])
    add(world, made.id, "Boss", "text")
    sections = (
        FormSection(
            title="How <you> go",
            note="By what",
            fields=(
                FormField(column="Kind"),
                FormField(column="Plate", when='[Kind]="car"'),
                FormField(column="Boss", hidden=True),
            ),
        ),
        FormSection(
            title="With what",
            fields=(FormField(column="Fuel", when='[Kind]="car"'),),
        ),
        FormSection(fields=(FormField(column="Title"),)),
    )
    owner = world.actor("owner")
    set_item_form(owner, made.id, form=ItemForm(sections=sections))
    return made


@pytest.fixture
def car(world: World, trips: ListRecord) -> ItemRecord:
    return trip(world, trips, Title="Rome", Kind="car", Plate="B 1", Fuel="sun")


@pytest.fixture
def train(world: World, trips: ListRecord) -> ItemRecord:
    return trip(world, trips, Title="Bonn", Kind="train", Plate="B 9", Boss="Mo")


def trip(world: World, of: ListRecord, **values: Any) -> ItemRecord:
    return row(world.actor("owner"), of.id, **values)


def kept(item: ItemRecord) -> dict[str, Any]:
    return dict(get_values(SYSTEM, item.id))


def terms(text: str) -> list[str]:
    """What is named in the part of a page that shows values."""
    part = text[text.index("rows__read") :]
    return re.findall(r"<dt>(.*?)</dt>", part[: part.index("</div>")])


@pytest.mark.parametrize(
    "address", ["{path}/{number}", "{path}?show=item&item={number}"]
)
def test_who_reads_an_item_sees_it_as_its_form(
    enter: Enter, car: ItemRecord, train: ItemRecord, address: str
) -> None:
    visitor = enter("visitor")
    text = visitor.get(address.format(path=TRIPS, number=car.number)).text
    shown = [
        text.index(one)
        for one in (
            "How &lt;you&gt; go",
            "<dt>Kind",
            "<dt>Plate",
            "With what",
        )
    ]
    assert shown == sorted(shown)
    assert terms(text) == ["Kind", "Plate", "Fuel", "Title"]
    # That is for who fills it in.
    assert "By what" not in text
    text = visitor.get(address.format(path=TRIPS, number=train.number)).text
    # What the condition hides is kept, and so is what the form hides.
    assert terms(text) == ["Kind", "Title"]
    assert "With what" not in text
    assert kept(train)["Plate"] == "B 9"
    page = visitor.get(f"{TRIPS}?view=").text
    assert "B 9" in page


def test_a_list_without_a_form_shows_its_columns_in_order(
    enter: Enter, world: World, car: ItemRecord
) -> None:
    set_item_form(world.actor("owner"), car.list, form=None)
    text = enter("visitor").get(f"{TRIPS}/{car.number}").text
    assert terms(text) == ["Title", "Kind", "Plate", "Fuel", "Boss"]
    assert 'rows__section"' not in text


def test_many_items_are_edited_in_the_order_of_the_form(
    enter: Enter, car: ItemRecord, train: ItemRecord
) -> None:
    owner = enter("owner")
    both = f"item={car.number}&item={train.number}"
    text = owner.get(f"{TRIPS}?show=bulk&{both}").text
    names = re.findall(r'<select[^>]* name="way\.(\w+)"', text)
    assert names == ["Kind", "Plate", "Boss", "Fuel", "Title"]
    shown = [
        text.index(one)
        for one in (
            "How &lt;you&gt; go",
            "By what",
            "way.Plate",
            "With what",
            "way.Fuel",
        )
    ]
    assert shown == sorted(shown)
    assert text.count("Only for items where [Kind]=&quot;car&quot;") == 2
    sent: dict[str, object] = {"item": [str(car.number), str(train.number)]}
    sent |= {"way.Fuel": "set", "c.Fuel": "gas", "way.Kind": "keep"}
    question = words(owner.post(TRIPS, {"do": "confirm-bulk", **sent}))
    assert "Change 2 items" in question
    told = owner.post(TRIPS, {"do": "bulk", **sent})
    assert told.status == 200
    assert "1 item changed" in words(told)
    assert f"Bonn Fuel: {UNMET}" in words(told)
    assert kept(car)["Fuel"] == "gas"
    assert "Fuel" not in kept(train)


def test_a_cell_says_why_it_is_not_filled(
    enter: Enter, car: ItemRecord, train: ItemRecord
) -> None:
    def entry(item: ItemRecord) -> dict[str, Any]:
        version = get_item(SYSTEM, item.id).version
        cells = {"Fuel": "gas", "Boss": "Jo"}
        return {"number": item.number, "version": version, "cells": cells}

    rows = json.dumps([entry(car), entry(train)])
    sent = {"do": "cells", "rows": rows}
    answer = enter("owner").post(f"{TRIPS}?edit=grid", sent)
    done = json.loads(answer.text)["rows"]
    assert [one["state"] for one in done] == ["saved", "refused"]
    assert done[1]["errors"] == {"Fuel": UNMET}
    assert kept(car)["Boss"] == "Jo"
    assert kept(train)["Boss"] == "Mo"


def test_a_card_stays_where_its_condition_is_not_met(
    enter: Enter, world: World, car: ItemRecord, train: ItemRecord
) -> None:
    of = world.actor("owner")
    board = Content(layout=Layout.BOARD, board="Fuel")
    name = add_view(
        of, car.list, title="Board", audience=Audience.EVERYBODY, content=board
    )
    owner = enter("owner")
    at = f"{TRIPS}?view={name}"
    moved = owner.post(at, {"do": "move-card", "item": str(car.number), "lane": "gas"})
    assert moved.status == 303
    refused = owner.post(
        at, {"do": "move-card", "item": str(train.number), "lane": "gas"}
    )
    assert refused.status == 400
    assert UNMET in words(refused)
    assert "Fuel" not in kept(train)
