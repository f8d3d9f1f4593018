"""Files that lack values they need: marked, found, asked about in one form."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.contenttypes.commands import order_list_types
from hallway.core.contenttypes.queries import list_list_types
from hallway.core.items.queries import get_values, list_children
from hallway.core.lists.commands import add_column
from hallway.wire import typeids
from tests.core.contenttypes.world_of_types import content_type, site_column, use
from tests.faces.dav.asking import ask
from tests.faces.web.content.browsing import names, words
from tests.faces.web.content.conftest import Enter
from tests.world import SYSTEM, World

LIBRARY = "/sites/hr/Documents"
NEW = f"{LIBRARY}/new"


@pytest.fixture
def strict(world: World) -> World:
    """A library whose files need a topic and a state."""
    for name, type_, settings in (
        ("Topic", "text", {}),
        ("State", "choice", {"choices": ["draft", "final"]}),
    ):
        add_column(
            world.actor("owner"),
            world.documents,
            internal_name=name,
            title=name,
            type=type_,
            required=True,
            settings=settings,
        )
    world.items["new"] = world.folder("root", "new")
    return world


def number(world: World, name: str) -> int:
    return world.item(name).number


def three(world: World) -> list[int]:
    for name in ("a.txt", "b.txt", "c.txt"):
        world.items[name] = world.put("new", name, b"x")
    return [number(world, name) for name in ("a.txt", "b.txt", "c.txt")]


def values(world: World, name: str) -> tuple[Any, Any]:
    found = get_values(SYSTEM, world.items[name])
    return found.get("Topic"), found.get("State")


def test_an_upload_of_several_leads_to_one_form(enter: Enter, strict: World) -> None:
    member = enter("member")
    sent = member.send(f"{NEW}?do=upload", {"a.txt": b"1", "b.txt": b"2"})
    page = member.follow(sent)
    assert "2 files uploaded" in words(page)
    assert "2 files need values" in words(page)
    assert page.text.count('name="item"') == 2
    numbers = re.findall(r'name="item" value="(\d+)"', page.text)
    form = {"do": "fill", "of": numbers, "item": numbers}
    form |= {"c.Topic": "Audit", "c.State": "final"}
    done = member.follow(member.post(f"{NEW}?show=needs", form))
    assert "2 files have their values now" in words(done)
    assert names(done) == ["a.txt", "b.txt"]
    assert "Needs values" not in words(done)
    assert "Audit" in words(done)


def test_each_file_can_have_values_of_its_own(enter: Enter, strict: World) -> None:
    a, b, c = three(strict)
    form = {
        "do": "fill",
        "of": [a, b, c],
        "item": [a, b],
        "c.Topic": "Audit",
        "c.State": "draft",
        f"f{b}.c.State": "final",
    }
    member = enter("member")
    page = member.follow(member.post(f"{NEW}?show=needs", form))
    assert values(strict, "a.txt") == ("Audit", "draft")
    assert values(strict, "b.txt") == ("Audit", "final")
    assert values(strict, "c.txt") == (None, None)
    # What was not ticked is asked about next.
    assert "1 file needs values" in words(page)
    assert "c.txt" in words(page)


def test_what_is_wrong_is_said_and_nothing_is_half_kept(
    enter: Enter, strict: World
) -> None:
    a, b, _c = three(strict)
    member = enter("member")
    form = {"do": "fill", "of": [a, b], "item": [a, b], "c.Topic": "Audit"}
    page = member.post(f"{NEW}?show=needs", form)
    assert page.status == 400
    assert 'id="c-State-error"' in page.text
    assert 'value="Audit"' in page.text
    wrong = {**form, "c.State": "draft", f"f{b}.c.State": "elsewhere"}
    page = member.post(f"{NEW}?show=needs", wrong)
    assert page.status == 400
    assert f'id="f{b}-c-State-error"' in page.text
    nothing = member.post(f"{NEW}?show=needs", {"do": "fill", "of": [a, b]})
    assert nothing.status == 400
    assert "Choose a file first." in words(nothing)
    for name in ("a.txt", "b.txt"):
        assert values(strict, name) == (None, None)


def test_a_file_in_use_is_named_and_none_is_changed(
    enter: Enter, strict: World
) -> None:
    numbers = [number(strict, "locked"), number(strict, "welcome")]
    form = {"do": "fill", "of": numbers, "item": numbers}
    form |= {"c.Topic": "Audit", "c.State": "final"}
    page = enter("owner").post(f"{LIBRARY}?show=needs", form)
    assert page.status == 423
    assert "locked quillfern.txt: Locked by" in words(page)
    assert values(strict, "welcome") == (None, None)


def test_what_lacks_values_is_marked_counted_and_found(
    enter: Enter, strict: World
) -> None:
    three(strict)
    member = enter("member")
    page = member.get(NEW)
    assert "3 files need values" in words(page)
    assert words(page).count("Needs values") == 3
    shown = re.search(r'<a href="([^"]*lacking=1[^"]*)"', page.text)
    assert shown is not None
    found = member.get(unescape(shown[1]))
    assert names(found) == ["a.txt", "b.txt", "c.txt"]
    assert 'class="chip' in found.text
    # From above, what is below is found; what is hidden is not.
    above = enter("visitor").get(f"{LIBRARY}?lacking=1")
    assert "a.txt" in names(above)
    assert "payroll quillfern.txt" not in names(above)
    # A reader sees the mark, and is asked nothing.
    visitor = enter("visitor").get(NEW)
    assert "Needs values" in words(visitor)
    assert "files need values" not in words(visitor)


def test_whatever_brings_a_file_is_not_refused(enter: Enter, strict: World) -> None:
    put = ask("PUT", f"{NEW}/dav.txt", token=strict.token("member"), body=b"x")
    assert put.status == 201
    assert "1 file needs values" in words(enter("member").get(NEW))


def test_a_script_is_told_which_file_lacks_values(enter: Enter, strict: World) -> None:
    member = enter("member")
    token = member.token()
    member.accept = "text/plain"
    answer = member.send(f"{NEW}?do=upload", {"a.txt": b"1"}, token=token)
    assert answer.status == 200
    (made,) = list_children(SYSTEM, strict.item("new")).items
    assert answer.headers["hallway-needs-values"] == str(made.number)


def test_nobody_is_asked_about_what_he_may_not_change(
    enter: Enter, strict: World
) -> None:
    a, b, _c = three(strict)
    owner = strict.actor("owner")
    break_inheritance(owner, strict.securable("a.txt"), start=Inherit.CLEAR)
    member = enter("member")
    page = member.get(f"{NEW}?show=needs&item={a}&item={b}")
    assert "1 file needs values" in words(page)
    assert "a.txt" not in page.text
    form = {"do": "fill", "of": [a, b], "item": [a, b]}
    form |= {"c.Topic": "Audit", "c.State": "final"}
    member.post(f"{NEW}?show=needs", form)
    assert values(strict, "a.txt") == (None, None)
    assert values(strict, "b.txt") == ("Audit", "final")
    visitor = enter("visitor")
    assert "No file here needs values" in words(visitor.get(f"{NEW}?show=needs"))
    assert visitor.post(f"{NEW}?show=needs", form).status == 400
    assert enter("nobody").get(f"{NEW}?show=needs").status == 404


def test_the_form_takes_as_many_statements_for_3_as_for_30(
    enter: Enter, strict: World, statements: Callable[[], Any]
) -> None:
    member = enter("member")
    counts = []
    for at, files in (("few", 3), ("many", 30)):
        strict.items[at] = strict.folder("root", at)
        for n in range(files):
            strict.put(at, f"{n}.txt", b"x")
        member.get(f"{LIBRARY}/{at}?show=needs")
        for query in ("", "?show=needs"):
            with statements() as sent:
                page = member.get(f"{LIBRARY}/{at}{query}")
            assert f"{files} files need values" in words(page)
            counts.append(len(sent))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 32


def test_what_a_file_needs_is_what_its_type_says(enter: Enter, shelf: World) -> None:
    party = site_column(shelf, "Party", "text")
    memo = content_type(shelf, "Memo", party, parent=typeids.DOCUMENT)
    made = use(shelf, shelf.documents, memo)
    member = enter("member")
    # What is no memo needs no party.
    assert "Needs values" not in words(member.get(LIBRARY))
    owner = shelf.actor("owner")
    base = next(one for one in list_list_types(owner, shelf.documents) if one.is_base)
    order = [made.type_id, base.type_id]
    order_list_types(owner, shelf.documents, type_ids=order)
    shelf.items["new"] = shelf.folder("root", "new")
    (a, b, c) = three(shelf)
    page = words(member.get(NEW))
    assert "3 files need values" in page
    assert page.count("Needs values") == 3
    form = member.get(f"{NEW}?show=needs")
    assert 'id="c-Party"' in form.text
    assert 'id="c-State"' not in form.text
    # Those that are no memos lack nothing, and are not found.
    found = member.get(f"{LIBRARY}?lacking=1")
    assert names(found) == ["a.txt", "b.txt", "c.txt"]
    assert 'name="lacking"' in member.get(f"{LIBRARY}?show=filter").text
    sent = {"do": "fill", "of": [a, b, c], "item": [a, b, c], "c.Party": "Acme"}
    member.post(f"{NEW}?show=needs", sent)
    assert get_values(SYSTEM, shelf.items["c.txt"])["Party"] == "Acme"
    # In its properties a file becomes another type.
    welcome = shelf.item("welcome").number
    asked = {"do": "properties", "item": welcome, "type": made.type_id}
    refused = member.post(LIBRARY, {**asked, "c.State": "final", "c.Pages": "3"})
    assert refused.status == 400
    assert 'id="c-Party-error"' in refused.text
    given = {**asked, "c.State": "final", "c.Pages": "3", "c.Party": "Acme"}
    assert member.post(LIBRARY, given).status == 303
    assert get_values(SYSTEM, shelf.items["welcome"])["Party"] == "Acme"
