"""A form that is answered follows the form of its list's items."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import pytest

from hallway.core.forms.commands import end_form, make_form
from hallway.core.lists.itemform.commands import set_item_form
from hallway.core.lists.itemform.records import FormField, FormSection, ItemForm
from hallway.core.lists.records import ListRecord
from hallway.faces.web.forms import page
from tests.core.lists.world_of_columns import add, make_list
from tests.faces.web.forms.test_answer import (
    Stranger,
    address,
    content,
    filled,
    values,
)
from tests.world import HR_SECRET, World

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def _counted_anew(settings: Settings) -> Iterator[None]:
    from django.core.cache import cache

    settings.HALLWAY = replace(settings.HALLWAY, guest_forms=True)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def wishes(world: World) -> ListRecord:
    """A list named by what nobody may know, with one item that nobody may see."""
    from hallway.core.items.commands import create_item

    made = make_list(world, f"Wishes {HR_SECRET}")
    add(world, made.id, "Wish", "text", required=True)
    add(world, made.id, "Kind", "choice", choices=["room", "meal"])
    add(world, made.id, "Note", "note")
    add(world, made.id, "Count", "number")
    add(world, made.id, "Day", "date")
    create_item(world.actor("owner"), made.id, values={"Wish": f"old {HR_SECRET}"})
    return made


COLUMNS = ("Wish", "Kind", "Note", "Count", "Day")


def arrange(world: World, of: ListRecord) -> None:
    """Give the list a form with a hidden column, and two asked only sometimes."""
    set_item_form(
        world.actor("owner"),
        of.id,
        form=ItemForm(
            sections=(
                FormSection(
                    title=f"Never {HR_SECRET}", fields=(FormField(column="X"),)
                ),
                FormSection(
                    title="What",
                    note="Say what",
                    fields=(
                        FormField(column="Kind"),
                        FormField(column="Note", when='[Kind]="meal"'),
                        FormField(column="Count", when=f'[X]<>"{HR_SECRET}"'),
                        FormField(column="Day", hidden=True),
                        FormField(column="Wish"),
                    ),
                ),
            )
        ),
    )


def test_the_sections_of_the_list_are_those_of_the_form(
    world: World, wishes: ListRecord
) -> None:
    add(world, wishes.id, "X", "text")
    arrange(world, wishes)
    form = make_form(world.actor("owner"), wishes.id, content=content(columns=COLUMNS))
    nobody = Stranger()
    sent = filled(nobody, form, Wish="cake", Kind="room", Note="no", Day="2026-04-01")
    text = nobody.get(address(form)).text
    assert HR_SECRET not in text
    assert "[X]" not in text
    assert text.index("Say what") < text.index('name="c.Kind"')
    assert text.index('name="c.Note"') < text.index('name="c.Wish"')
    assert 'Only asked when [Kind]="meal"' in unescape(text)
    assert 'name="c.Day"' in text
    answer = nobody.post(address(form), sent | {"do": "asked"})
    assert "Note" not in json.loads(answer.text)["asked"]
    assert "noindex" in answer.headers["x-robots-tag"]
    assert "no-store" in answer.headers["cache-control"]
    answer = nobody.post(address(form), sent | {"do": "asked", "c.Kind": "meal"})
    assert {"Note", "Wish"} <= set(json.loads(answer.text)["asked"])
    assert values(wishes) == []
    answer = nobody.post(address(form), sent)
    assert answer.status == 303, answer.text
    (made,) = values(wishes)
    assert made["Day"] == "2026-04-01"
    assert "Note" not in made


def test_a_closed_form_does_not_tell_what_it_asks(
    world: World, wishes: ListRecord
) -> None:
    add(world, wishes.id, "X", "text")
    arrange(world, wishes)
    form = make_form(world.actor("owner"), wishes.id, content=content(columns=COLUMNS))
    nobody = Stranger()
    sent = filled(nobody, form, Kind="meal")
    end_form(world.actor("owner"), wishes.id, form.guid)
    answer = nobody.post(address(form), sent | {"do": "asked"})
    assert answer.status == 410
    assert "Note" not in answer.text


def test_a_form_asks_no_more_often_than_people_type(
    world: World, wishes: ListRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = make_form(world.actor("owner"), wishes.id, content=content(columns=COLUMNS))
    monkeypatch.setattr(page, "LIVE", replace(page.LIVE, times=1))
    nobody = Stranger()
    sent = filled(nobody, form) | {"do": "asked"}
    assert nobody.post(address(form), sent).status == 200
    answer = nobody.post(address(form), sent)
    assert answer.status == 429
    assert int(answer.headers["retry-after"]) > 0
