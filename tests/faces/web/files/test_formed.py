"""The form of a library: properties, details, the grid, what an upload needs."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from hallway.core.items.commands import update_values
from hallway.core.items.queries import get_values
from hallway.core.lists.itemform.commands import set_item_form
from hallway.core.lists.itemform.records import FormField, FormSection, ItemForm
from tests.core.lists.world_of_columns import add
from tests.faces.web.content.conftest import Enter
from tests.world import SYSTEM, World

LIBRARY = "/sites/hr/Documents"
UNMET = "The form asks for this only under a condition that is not met here."


@pytest.fixture
def formed(shelf: World) -> World:
    """Pages are asked of what is final, as Welcome is; Owner is hidden."""
    shelf.items["draft"] = shelf.put("root", "draft.txt", b"x")
    update_values(SYSTEM, shelf.items["draft"], values={"State": "draft", "Pages": 5})
    add(shelf, shelf.documents, "Owner", "text")
    sections = (
        FormSection(
            title="How far it is",
            note="Drafts have no pages",
            fields=(
                FormField(column="Pages", when='[State]="final"'),
                FormField(column="State"),
                FormField(column="Owner", hidden=True),
            ),
        ),
    )
    set_item_form(
        shelf.actor("owner"), shelf.documents, form=ItemForm(sections=sections)
    )
    return shelf


def values(world: World, name: str) -> dict[str, Any]:
    return dict(get_values(SYSTEM, world.items[name]))


def properties(world: World, name: str, **typed: str) -> dict[str, object]:
    item = world.item(name)
    sent = {"do": "properties", "item": item.number, "version": item.version}
    return sent | {f"c.{key}": one for key, one in typed.items()}


def test_properties_are_asked_by_the_form(enter: Enter, formed: World) -> None:
    member = enter("member")
    number = formed.item("draft").number
    text = member.get(f"{LIBRARY}?show=properties&item={number}").text
    shown = [
        text.index(one)
        for one in ("How far it is", "Drafts have no pages", "c.Pages", "c.State")
    ]
    assert shown == sorted(shown)
    assert "c.Owner" not in text
    assert re.search(r'data-field="Pages" data-unasked', text)
    assert "<hw-asked" in text
    drafted = properties(formed, "draft", State="draft", Pages="7", Owner="Me")
    assert member.post(LIBRARY, drafted).status == 303
    assert values(formed, "draft") == {"State": "draft", "Pages": 5}
    final = properties(formed, "draft", State="final", Pages="7", Owner="Me")
    assert member.post(LIBRARY, final).status == 303
    assert values(formed, "draft") == {"State": "final", "Pages": 7}


def test_who_may_change_a_file_is_told_what_is_asked(
    enter: Enter, formed: World
) -> None:
    number = formed.item("draft").number
    sent = {"do": "asked", "item": number, "c.State": "final"}
    answer = enter("member").post(LIBRARY, sent)
    assert json.loads(answer.text) == {"asked": ["Pages", "State"]}
    assert "no-store" in answer.headers["cache-control"]
    assert values(formed, "draft")["State"] == "draft"
    assert enter("visitor").post(LIBRARY, sent).status == 403
    assert enter("nobody").post(LIBRARY, sent).status == 404


def test_details_are_in_the_order_of_the_form(enter: Enter, formed: World) -> None:
    update_values(SYSTEM, formed.items["draft"], values={"Owner": "Mo"})
    visitor = enter("visitor")

    def told(name: str) -> list[str]:
        number = formed.item(name).number
        text = visitor.get(f"{LIBRARY}?show=details&item={number}").text
        part = text[text.index("How far it is") :]
        return re.findall(r"<dt>(.*?)</dt>", part[: part.index("</dl>")])

    assert told("welcome") == ["Pages", "State"]
    # The pages of a draft are kept, but mean nothing.
    assert told("draft") == ["State"]
    assert values(formed, "draft")["Pages"] == 5


def test_the_grid_of_a_library_meets_the_conditions(
    enter: Enter, formed: World
) -> None:
    def cells(name: str) -> dict[str, Any]:
        item = formed.item(name)
        typed = {"Pages": "9", "Owner": "Mo"}
        return {"number": item.number, "version": item.version, "cells": typed}

    rows = json.dumps([cells("welcome"), cells("draft")])
    answer = enter("owner").post(LIBRARY, {"do": "cells", "rows": rows})
    done = json.loads(answer.text)["rows"]
    assert [one["state"] for one in done] == ["saved", "refused"]
    assert done[1]["errors"] == {"Pages": UNMET}
    assert values(formed, "welcome")["Owner"] == "Mo"
    assert "Owner" not in values(formed, "draft")


def test_after_an_upload_all_that_is_needed_is_asked_in_the_forms_order(
    enter: Enter, formed: World
) -> None:
    for name in ("Topic", "Code"):
        add(formed, formed.documents, name, "text", required=True)
    sections = (
        FormSection(
            title="Where it belongs",
            note="See the plan",
            fields=(FormField(column="Code"), FormField(column="Topic")),
        ),
    )
    owner, browser = formed.actor("owner"), enter("member")
    set_item_form(owner, formed.documents, form=ItemForm(sections=sections))
    sent = browser.send(f"{LIBRARY}?do=upload", {"a.txt": b"1", "b.txt": b"2"})
    text = browser.follow(sent).text
    shown = [
        text.index(one)
        for one in ("Where it belongs", "See the plan", "c.Code", "c.Topic", ".c.Code")
    ]
    assert shown == sorted(shown)
    assert "c.State" not in text
    assert text.rindex(".c.Code") < text.rindex(".c.Topic")
    numbers = re.findall(r'name="item" value="(\d+)"', text)
    form = {"do": "fill", "of": numbers, "item": numbers}
    form |= {"c.Topic": "Audit", "c.Code": "A"}
    assert browser.post(f"{LIBRARY}?show=needs", form).status == 303
