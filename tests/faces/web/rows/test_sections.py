"""Items are filled in by their list's form: sections, and what is asked only then."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from hallway.core.items.forming import create_by_form
from hallway.core.items.models import Item
from hallway.core.items.queries import get_item, get_values
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.lists.itemform.commands import set_item_form
from hallway.core.lists.itemform.records import FormField, FormSection, ItemForm
from hallway.core.lists.records import ListRecord
from tests.core.lists.world_of_columns import add, make_list
from tests.faces.web.content.browsing import Browser, words
from tests.faces.web.content.conftest import Enter
from tests.world import SYSTEM, World

TRIPS = "/sites/hr/Lists/Trips"


@pytest.fixture
def trips(world: World) -> ListRecord:
    made = make_list(world, "Trips")
    add(world, made.id, "Where", "text", required=True)
    add(world, made.id, "Kind", "choice", choices=["train", "car"])
    add(world, made.id, "Plate", "text", max_length=8)
    add(world, made.id, "Boss", "text", default="Mo")
    add(world, made.id, "Seats", "number", min=1)
    set_item_form(
        world.actor("owner"),
        made.id,
        form=ItemForm(
            sections=(
                FormSection(
                    title="How <you> go",
                    note="By what",
                    fields=(
                        FormField(column="Kind"),
                        FormField(column="Plate", when='[Kind]="car"'),
                        FormField(column="Seats", when='[Kind]="car"'),
                        FormField(column="Boss", hidden=True),
                    ),
                ),
                FormSection(title="The trip", fields=(FormField(column="Where"),)),
            )
        ),
    )
    return made


@pytest.fixture
def trip(world: World, trips: ListRecord) -> ItemRecord:
    owner = world.actor("owner")
    return create_by_form(
        owner,
        get_item(owner, ItemId(trips.root)),
        values={"Where": "Rome", "Kind": "car", "Plate": "B 1"},
    )


def new(**typed: str) -> dict[str, str]:
    return {"do": "new", "once": str(uuid4())} | {
        f"c.{key}": value for key, value in typed.items()
    }


def last(of: ListRecord) -> dict[str, object]:
    row = Item.unscoped.filter(list_id=of.id).order_by("-pk").first()
    assert row is not None
    return dict(get_values(SYSTEM, row.pk))


def asked(browser: Browser, path: str, **typed: str) -> list[str]:
    answer = browser.post(
        path, {"do": "asked"} | {f"c.{key}": one for key, one in typed.items()}
    )
    assert answer.status == 200, answer.text
    assert "no-store" in answer.headers["cache-control"]
    return list(json.loads(answer.text)["asked"])


def entry(text: str, name: str) -> str:
    """The tag around a field that is not always asked."""
    found = re.search(rf'<div[^>]* data-field="{name}"[^>]*>', text)
    return found[0] if found else ""


@pytest.mark.usefixtures("trips")
def test_the_form_has_its_sections_in_order(enter: Enter) -> None:
    text = enter("owner").get(f"{TRIPS}?show=new").text
    shown = [
        text.index(one)
        for one in ("How &lt;you&gt; go", "By what", "c.Kind", "c.Plate", "The trip")
    ]
    assert shown == sorted(shown)
    assert text.index("The trip") < text.index('name="c.Where"')
    assert 'name="c.Boss"' not in text
    assert "Only asked when [Kind]=&quot;car&quot;" in text
    assert "data-unasked" in entry(text, "Plate")
    assert entry(text, "Kind") == ""
    assert "novalidate" in text


def test_a_list_without_a_form_has_one_as_ever(enter: Enter, world: World) -> None:
    plain = make_list(world, "Plain")
    add(world, plain.id, "Where", "text", required=True)
    text = enter("owner").get("/sites/hr/Lists/Plain?show=new").text
    assert "<hw-asked" not in text
    assert 'rows__section"' not in text
    assert "novalidate" not in text


@pytest.mark.usefixtures("trips")
def test_the_server_says_which_fields_are_asked(enter: Enter) -> None:
    owner = enter("owner")
    assert asked(owner, TRIPS) == ["Kind", "Where"]
    assert asked(owner, TRIPS, Kind="car") == ["Kind", "Plate", "Seats", "Where"]
    assert Item.unscoped.filter(list__title="Trips", is_folder=False).count() == 0


@pytest.mark.usefixtures("trips")
def test_only_who_may_fill_it_in_is_told(enter: Enter, trip: ItemRecord) -> None:
    path = f"{TRIPS}/{trip.number}"
    for who, status in (("visitor", 403), ("nobody", 404)):
        browser = enter(who)
        for address in (TRIPS, path):
            answer = browser.post(address, {"do": "asked", "c.Kind": "car"})
            assert answer.status == status
            assert "Plate" not in answer.text


def test_what_is_not_asked_is_not_taken(enter: Enter, trips: ListRecord) -> None:
    owner = enter("owner")
    sent = new(Where="Bonn", Kind="train", Plate="far too long", Seats="x", Boss="I")
    assert owner.post(TRIPS, sent).status == 303
    assert last(trips) == {"Where": "Bonn", "Kind": "train", "Boss": "Mo"}


@pytest.mark.usefixtures("trips")
def test_what_is_wrong_stands_beside_its_field(enter: Enter) -> None:
    owner = enter("owner")
    answer = owner.post(TRIPS, new(Kind="car", Plate="far too long", Seats="0"))
    assert answer.status == 400
    for name in ("Where", "Plate", "Seats"):
        assert f'id="c-{name}-error"' in answer.text
    assert "data-unasked" not in answer.text


def test_an_item_keeps_what_is_not_asked(
    enter: Enter, trips: ListRecord, trip: ItemRecord
) -> None:
    owner = enter("owner")
    path = f"{TRIPS}/{trip.number}"
    text = owner.get(path).text
    assert entry(text, "Plate")
    assert "data-unasked" not in entry(text, "Plate")
    assert asked(owner, path, Where="Rome", Kind="train") == ["Kind", "Where"]
    sent = {
        "do": "save",
        "version": str(trip.version),
        "c.Where": "Rome",
        "c.Kind": "train",
        "c.Plate": "",
    }
    assert owner.post(path, sent).status == 303
    assert last(trips)["Plate"] == "B 1"
    assert last(trips)["Kind"] == "train"


def test_the_panel_has_the_same_form(
    enter: Enter, trips: ListRecord, trip: ItemRecord
) -> None:
    text = enter("owner").get(f"{TRIPS}?show=item&item={trip.number}").text
    assert "The trip" in text
    assert entry(text, "Plate")
    assert 'name="c.Boss"' not in text
    assert trips.title in text


def test_what_is_wrong_with_a_field_that_is_not_shown_is_told(
    enter: Enter, world: World, trips: ListRecord
) -> None:
    from hallway.core.lists.commands import set_column
    from tests.core.lists.world_of_columns import column

    boss = column(trips.id, "Boss")
    rule = {"formula": '[Boss]<>"Mo"', "message": "Not Mo."}
    set_column(
        world.actor("owner"),
        trips.id,
        boss.id,
        required=False,
        settings={"default": "Mo", "rule": rule},
    )
    answer = enter("owner").post(TRIPS, new(Where="Bonn"))
    assert answer.status == 400
    assert "Not Mo." in words(answer)


def test_a_form_costs_a_few_statements_and_none_costs_nothing(
    enter: Enter, world: World, trips: ListRecord, statements: Callable[[], Any]
) -> None:
    plain = make_list(world, "Plain")
    add(world, plain.id, "Where", "text", required=True)
    owner = enter("owner")
    counts = []
    for path in ("/sites/hr/Lists/Plain?show=new", f"{TRIPS}?show=new"):
        owner.get(path)
        with statements() as found:
            owner.get(path)
        counts.append(len(found))
    assert counts[0] <= 12
    assert counts[1] <= counts[0] + 4, counts
    assert trips.title
