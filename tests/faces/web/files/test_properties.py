"""What is known of a file: its form, the pane, its past."""

from __future__ import annotations

import re

from hallway.core.items.commands import update_values
from hallway.core.items.queries import get_values
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.world import SYSTEM, World

LIBRARY = "/sites/hr/Documents"


def test_properties_are_changed_by_a_form(enter: Enter, shelf: World) -> None:
    member = enter("member")
    item = shelf.item("welcome")
    menu = member.get(f"{LIBRARY}?show=menu&item={item.number}")
    assert f"show=properties&amp;item={item.number}" in menu.text
    page = member.get(f"{LIBRARY}?show=properties&item={item.number}")
    assert "Properties of “Welcome quillfern.txt”" in words(page)
    assert '<option value="final" selected>' in page.text
    sent = {
        "do": "properties",
        "item": item.number,
        "version": item.version,
        "c.State": "draft",
        "c.Pages": "3",
    }
    done = member.follow(member.post(LIBRARY, sent))
    assert "Saved" in words(done)
    assert get_values(SYSTEM, item.id)["State"] == "draft"
    # The pane it leads to says what is known, and what was changed.
    pane = done.text[done.text.index('class="pane') :]
    assert "draft" in pane
    past = member.get(f"{LIBRARY}?show=versions&item={item.number}")
    assert "State: final → draft" in words(past)
    assert "State: final → draft" in words(
        member.get(f"{LIBRARY}?show=properties&item={item.number}")
    )
    same = {**sent, "version": shelf.item("welcome").version}
    again = member.follow(member.post(LIBRARY, same))
    assert "Nothing to change" in words(again)


def test_what_is_wrong_stands_beside_its_field(enter: Enter, shelf: World) -> None:
    item = shelf.item("welcome")
    sent = {"do": "properties", "item": item.number, "c.State": "final"}
    page = enter("owner").post(LIBRARY, {**sent, "c.Pages": "many"})
    assert page.status == 400
    error = re.search(r'id="c-Pages-error">(.*?)</p>', page.text)
    assert error is not None
    assert "A number is expected." in error[1]
    assert 'value="many"' in page.text
    assert get_values(SYSTEM, item.id)["Pages"] == 3


def test_what_another_changed_is_seen_first(enter: Enter, shelf: World) -> None:
    item = shelf.item("welcome")
    update_values(SYSTEM, item.id, values={"Pages": 9})
    sent = {
        "do": "properties",
        "item": item.number,
        "version": item.version,
        "c.State": "final",
        "c.Pages": "7",
    }
    page = enter("owner").post(LIBRARY, sent)
    assert page.status == 409
    assert "It is by now: 9" in words(page)
    assert get_values(SYSTEM, item.id)["Pages"] == 9


def test_a_locked_file_keeps_what_was_typed(enter: Enter, shelf: World) -> None:
    item = shelf.item("locked")
    sent = {"do": "properties", "item": item.number, "c.Pages": "7"}
    page = enter("owner").post(LIBRARY, sent)
    assert page.status == 423
    assert 'value="7"' in page.text
    assert "Pages" not in get_values(SYSTEM, item.id)


def test_who_may_only_read_sees_values_and_changes_none(
    enter: Enter, shelf: World
) -> None:
    visitor = enter("visitor")
    number = shelf.item("welcome").number
    pane = words(visitor.get(f"{LIBRARY}?show=details&item={number}"))
    assert "final" in pane
    menu = visitor.get(f"{LIBRARY}?show=menu&item={number}")
    assert "show=properties" not in menu.text
    assert visitor.get(f"{LIBRARY}?show=properties&item={number}").status == 403
    sent = {"do": "properties", "item": number, "c.State": "draft"}
    assert visitor.post(LIBRARY, sent).status == 403
    hidden = shelf.item("payroll").number
    absent = visitor.get(f"{LIBRARY}?show=properties&item=99999")
    at = f"{LIBRARY}/Salaries%20quillfern"
    for page in (
        visitor.get(f"{LIBRARY}?show=properties&item={hidden}"),
        visitor.get(f"{at}?show=properties&item={hidden}"),
        visitor.post(LIBRARY, {**sent, "item": hidden}),
    ):
        assert page.status == absent.status == 404


def test_a_folder_says_what_new_files_begin_with(enter: Enter, shelf: World) -> None:
    owner = enter("owner")
    at = f"{LIBRARY}/Plans%20quillfern"
    assert "show=defaults" in owner.get(at).text
    sent = {"do": "defaults", "d.State": "draft"}
    assert owner.post(f"{at}?show=defaults", sent).status == 303
    item = shelf.put("plans", "new.txt", b"x")
    assert get_values(SYSTEM, item)["State"] == "draft"
    assert enter("visitor").get(f"{at}?show=defaults").status == 403


def test_many_files_are_changed_at_once(enter: Enter, shelf: World) -> None:
    member = enter("member")
    numbers = [shelf.item(name).number for name in ("welcome", "notes")]
    assert 'value="ask-bulk"' in member.get(LIBRARY).text
    asked = member.post(LIBRARY, {"do": "ask-bulk", "item": numbers})
    assert "Edit 2 items" in words(member.follow(asked))
    sent = {"do": "bulk", "item": numbers, "way.State": "set", "c.State": "draft"}
    done = member.follow(member.post(LIBRARY, sent))
    assert "2 items changed" in words(done)
    for name in ("welcome", "notes"):
        assert get_values(SYSTEM, shelf.items[name])["State"] == "draft"
    nothing = member.post(LIBRARY, {"do": "ask-bulk"})
    assert nothing.status == 400
    assert "Choose what to edit first." in words(nothing)
    assert 'value="ask-bulk"' not in enter("visitor").get(LIBRARY).text
