"""A column of every type: made in a form, filled in one, read in table and export."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from hallway.core import clock
from hallway.core.items.commands import create_folder, create_item, update_values
from hallway.core.items.queries import get_values
from hallway.core.items.records import ItemId
from hallway.core.lists.commands import add_list
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ListRecord
from hallway.core.query.queries import list_rows
from hallway.core.query.records import Asking, Row
from hallway.wire.query import Query
from tests.core.lists.test_references import close
from tests.core.lists.world_of_columns import add, column, row
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.world import HR_SECRET, SYSTEM, World

THINGS = "/sites/hr/Lists/Things"


@pytest.fixture
def countries(world: World) -> ListRecord:
    made = add_list(world.actor("owner"), world.hr, name="Countries", kind="generic")
    add(world, made.id, "Title", "text")
    for name in ("Austria", "Belgium", "Chad"):
        row(world.actor("owner"), made.id, Title=f"{name} {HR_SECRET}")
    return made


@pytest.fixture
def things(world: World) -> ListRecord:
    return add_list(world.actor("owner"), world.hr, name="Things", kind="generic")


def rows_of(of: ListRecord) -> list[Row]:
    return list_rows(SYSTEM, of.id, Query(), asking=Asking(now=clock.now())).rows


def settings(of: ListRecord, **query: str) -> str:
    more = "".join(f"&{key}={value}" for key, value in query.items())
    return f"/sites/hr/_layouts/list?list={of.guid}{more}"


def make_all(enter: Enter, things: ListRecord, countries: ListRecord) -> None:
    owner = enter("owner")
    chooser = owner.get(settings(things, show="add-column"))
    forms: dict[str, dict[str, str]] = {
        "text": {"title": "Title", "required": "1", "max_length": "40"},
        "note": {"title": "Notes", "format": "markdown"},
        "number": {"title": "Share", "percent": "1", "min": "0", "max": "50"},
        "currency": {"title": "Price", "currency": "chf", "min": "1", "default": "9,5"},
        "yesno": {"title": "Done", "default": "yes"},
        "choice": {"title": "State", "choices": "new\nold", "fill": "1"},
        "choices": {"title": "Tags", "choices": "red\nblue", "default": "blue"},
        "date": {"title": "Due", "min": "2026-01-01", "default": "@today+7"},
        "datetime": {"title": "Seen", "default": "@now"},
        "person": {"title": "Who", "default": "@me"},
        "persons": {"title": "Team", "groups": "1"},
        "lookup": {
            "title": "Country",
            "target": countries.guid,
            "deleting": "restrict",
        },
        "lookups": {"title": "Countries", "target": countries.guid},
        "link": {"title": "Page"},
        "picture": {"title": "Photo"},
        "location": {"title": "Place"},
        "rating": {"title": "Stars", "max": "3"},
        "autonumber": {"title": "Case"},
    }
    for kind, form in forms.items():
        here = settings(things, show="add-column", type=kind)
        assert here.replace("&", "&amp;") in chooser.text
        assert owner.get(here).status == 200
        sent = {"do": "add-column", "type": kind, **form}
        assert owner.post(here, sent).status == 303, (kind, form)
        name = column(things.id, form["title"]).internal_name
        # What the form of the column shows is what is stored.
        there = settings(things, show="column", column=name)
        before = list_columns(SYSTEM, things.id)
        shown = owner.get(there)
        assert shown.status == 200
        assert owner.post(there, {"do": "column", **inputs(shown.text)}).status == 303
        assert list_columns(SYSTEM, things.id) == before, kind


def inputs(page: str) -> dict[str, str]:
    """What a browser would send of the last form of a page."""
    form = page[page.index('id="title"') - 400 :]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name = re.search(r' name="([^"]+)"', tag)
        value = re.search(r' value="([^"]*)"', tag)
        is_box = 'type="checkbox"' in tag
        if name and name[1] != "csrf" and (not is_box or " checked" in tag):
            found[name[1]] = unescape(value[1]) if value else ""
    for name, body in re.findall(
        r'<textarea [^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL
    ):
        found[name] = unescape(body)
    for name, body in re.findall(
        r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = unescape(chosen[1]) if chosen else ""
    return found


FILLED: dict[str, Any] = {
    "c.Title": "Chair",
    "c.Notes": "**soft** <b>x</b>",
    "c.Share": "12,5",
    "c.Price": "1,234.50",
    "c.Done": "1",
    "c.State": "",
    "c.State.other": "lost",
    "c.Tags": ["red", "blue"],
    "c.Due": "2026-04-01",
    "c.Seen": "2026-04-01T08:30",
    "c.Who": "visitor@world.example",
    "c.Team": "member@world.example, visitor@world.example",
    "c.Country": "#2",
    "c.Countries": ["#1", "#3"],
    "c.Page.url": "https://a.example/x",
    "c.Page.text": "Shop",
    "c.Photo.url": "/sites/hr/p.png",
    "c.Place.name": "Bern",
    "c.Place.latitude": "46,9",
    "c.Place.longitude": "7.4",
    "c.Stars": "2",
}


def test_every_type_from_form_to_export(
    enter: Enter, world: World, things: ListRecord, countries: ListRecord
) -> None:
    make_all(enter, things, countries)
    member = enter("member")
    new = member.get(f"{THINGS}?show=new")
    assert 'value="9.50"' in new.text
    assert 'name="c.Case' not in new.text
    assert member.post(THINGS, {"do": "new", **FILLED}).status == 303
    (found,) = rows_of(things)
    values = found.values
    assert values["Share"] == 0.125
    assert values["Price"] == 123450
    assert values["State"] == "lost"
    assert values["Tags"] == ["red", "blue"]
    assert values["Team"] == [world.principal("member"), world.principal("visitor")]
    assert len(values["Countries"]) == 2
    assert values["Page"] == {"url": "https://a.example/x", "text": "Shop"}
    assert values["Place"]["latitude"] == 46.9
    assert (values["Stars"], values["Case"]) == (2, 1)
    here = f"{THINGS}/{found.item.number}"
    shown = member.get(here)
    assert "<strong>soft</strong>" in shown.text
    assert "<b>x</b>" not in shown.text
    for piece in ('value="12.5"', 'value="1234.50"', 'value="46.9"', 'value="lost"'):
        assert piece in shown.text, piece
    # What the form shows is what is sent back: nothing changes on the way.
    sent = FILLED | {"do": "save", "version": str(found.item.version)}
    sent["c.Price"] = "1234.50"
    sent["c.Place.latitude"] = "46.9"
    sent["c.Who"] = f"#{world.principal('visitor')}"
    sent["c.Team"] = [f"#{one}" for one in values["Team"]]
    sent["c.Share"] = "12.5"
    assert "Nothing to change" in words(member.follow(member.post(here, sent)))
    table = words(member.get(THINGS))
    for piece in ("12.5 %", "CHF 1,234.50", "lost", "red blue", f"Belgium {HR_SECRET}"):
        assert piece in table, piece
    assert '<img class="rows__picture" src="/sites/hr/p.png"' in member.get(THINGS).text
    export = member.get(f"{THINGS}?export=csv").text
    for piece in ("1234.50", "red; blue", "Shop <https://a.example/x>", "46.9, 7.4"):
        assert piece in export, piece
    visitor = enter("visitor").get(here)
    assert "2 of 3 stars" in visitor.text
    assert "<strong>soft</strong>" in visitor.text


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("Share", "51"),
        ("Price", "x"),
        ("Price", "1.005"),
        ("Stars", "9"),
        ("Due", "2025-12-31"),
        ("Country", "Nowhere"),
        ("Countries", "#99"),
        ("Team", "nobody at all"),
        ("Tags", "green"),
        ("Page.url", "javascript:alert(1)"),
        ("Place.latitude", "north"),
        ("Photo.url", "mailto:a@b.example"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    enter: Enter,
    world: World,
    things: ListRecord,
    countries: ListRecord,
    name: str,
    wrong: str,
) -> None:
    make_all(enter, things, countries)
    sent = {"do": "new", **FILLED, f"c.{name}": wrong}
    answer = enter("member").post(THINGS, sent)
    assert answer.status == 400
    assert f'id="c-{name.split(".", maxsplit=1)[0]}-error"' in answer.text
    assert rows_of(things) == []
    if name not in ("Tags", "Stars", "Country", "Countries"):
        assert f'value="{wrong}"' in answer.text


@pytest.mark.parametrize(
    ("kind", "name", "wrong"),
    [
        ("currency", "currency", "XXX"),
        ("number", "max", "many"),
        ("number", "decimals", "99"),
        ("rating", "max", "1"),
        ("lookup", "target", ""),
        ("date", "default", "@tomorrow"),
        ("text", "max_length", "0"),
        ("choices", "choices", ""),
        ("persons", "title", ""),
    ],
)
def test_a_wrong_setting_is_told_beside_it(
    enter: Enter, things: ListRecord, kind: str, name: str, wrong: str
) -> None:
    here = settings(things, show="add-column", type=kind)
    form = {"do": "add-column", "type": kind, "title": "X", "choices": "a", name: wrong}
    answer = enter("owner").post(here, form)
    assert answer.status == 400
    assert f'id="{name}-error"' in answer.text
    assert list_columns(SYSTEM, things.id) == []


def test_lookups_suggest_what_the_reader_sees(
    enter: Enter, world: World, things: ListRecord, countries: ListRecord
) -> None:
    add(world, things.id, "Country", "lookup", list=countries.guid)
    here = f"{THINGS}?show=suggest&column=Country"
    member = enter("member")
    assert "Belgium" in member.get(f"{here}&q=bel").text
    assert "Belgium" not in member.get(f"{here}&q=aus").text
    from hallway.core.items.models import Item

    close(world, Item.unscoped.get(list_id=countries.id, number=2).pk)
    assert "Belgium" not in member.get(f"{here}&q=bel").text
    assert "Belgium" not in member.get(f"{THINGS}?show=new").text
    for wrong in ("Title", "Nothing", ""):
        assert member.get(f"{THINGS}?show=suggest&column={wrong}&q=a").status == 404
    assert enter("nobody").get(f"{here}&q=a").status == 404


def test_a_long_list_is_searched(
    enter: Enter,
    world: World,
    things: ListRecord,
    countries: ListRecord,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from hallway.faces.web.rows import form

    monkeypatch.setattr(form, "LISTED", 2)
    add(world, things.id, "Country", "lookup", list=countries.guid)
    add(world, things.id, "Several", "lookups", list=countries.guid)
    member = enter("member")
    assert 'data-suggest="/sites/hr/Lists/Things?show=suggest' in unescape(
        member.get(f"{THINGS}?show=new").text
    )
    # Without script a name or a number does.
    sent = {"do": "new", "c.Country": f"chad {HR_SECRET}", "c.Several": ["#1", "2"]}
    assert member.post(THINGS, sent).status == 303
    (found,) = rows_of(things)
    assert len(found.values["Several"]) == 2
    page = member.get(f"{THINGS}/{found.item.number}")
    assert 'value="#3"' in page.text
    bad = member.post(THINGS, {"do": "new", "c.Country": "Atlantis"})
    assert bad.status == 400
    assert "Atlantis" in bad.text


def test_what_is_only_added_to_shows_its_history(
    enter: Enter, world: World, things: ListRecord
) -> None:
    add(world, things.id, "Log", "note", append=True)
    owner = world.actor("owner")
    made = create_item(owner, things.id, values={"Log": "first words"})
    update_values(world.actor("member"), made.id, values={"Log": "second words"})
    page = enter("member").get(f"{THINGS}/{made.number}")
    shown = words(page)
    assert shown.index("second words") < shown.index("first words")
    sent = {"do": "save", "c.Log": ""}
    assert enter("member").post(f"{THINGS}/{made.number}", sent).status == 303
    assert get_values(SYSTEM, made.id)["Log"] == "second words"


def test_hidden_columns_are_left_out(
    enter: Enter, world: World, things: ListRecord
) -> None:
    add(world, things.id, "Title", "text")
    add(world, things.id, "Inner", "text", hidden=True, default="seedword")
    add(world, things.id, "Fixed", "text", read_only=True, default="stoneword")
    member = enter("member")
    assert member.post(THINGS, {"do": "new", "c.Title": "a"}).status == 303
    (found,) = rows_of(things)
    assert found.values["Inner"] == "seedword"
    number = found.item.number
    for address in (THINGS, f"{THINGS}/{number}", f"{THINGS}?export=csv"):
        text = member.get(address).text
        assert "stoneword" in text
        assert "seedword" not in text
    assert 'name="c.Fixed"' not in member.get(f"{THINGS}/{number}").text


def test_a_removed_column_comes_back(
    enter: Enter, world: World, things: ListRecord
) -> None:
    code = add(world, things.id, "Code", "text")
    owner = enter("owner")
    form = {"do": "remove-column", "column": "Code"}
    assert owner.post(settings(things), form).status == 303
    page = owner.get(settings(things))
    assert "1 removed column" in words(page)
    back = {"do": "restore-column", "removed": str(code.id)}
    assert enter("visitor").post(settings(things), back).status == 403
    assert owner.post(settings(things), back).status == 303
    assert column(things.id, "Code") == code
    assert owner.post(settings(things), back).status == 404


def test_an_item_shows_who_points_to_it(
    enter: Enter, world: World, things: ListRecord, countries: ListRecord
) -> None:
    add(world, things.id, "Title", "text")
    add(world, things.id, "Country", "lookup", list=countries.guid)
    made = row(world.actor("owner"), things.id, Title="pointerword", Country=1)
    there = "/sites/hr/Lists/Countries/1"
    assert "pointerword" in enter("member").get(there).text
    close(world, made.id)
    assert "pointerword" not in enter("member").get(there).text


def test_formulas_are_written_in_the_settings(
    enter: Enter, world: World, things: ListRecord
) -> None:
    owner = enter("owner")
    make = settings(things, show="add-column", type="calculated")
    chooser = settings(things, show="add-column")
    sent = {"do": "add-column", "type": "calculated", "title": "Sum"}
    assert owner.post(make, {**sent, "formula": "A + B"}).status == 400
    assert "type=calculated" in owner.get(chooser).text
    for name in ("A", "B"):
        add(world, things.id, name, "number")
    wrong = owner.post(make, {**sent, "formula": "A + X"})
    assert wrong.status == 400
    assert "X" in unescape(wrong.text)
    assert 'id="formula-error"' in wrong.text
    assert owner.post(make, {**sent, "formula": "A + B"}).status == 303
    of_a = settings(things, show="column", column="A")
    rule = {"do": "column", "title": "A", "rule": "A < B", "message": "Too much."}
    assert owner.post(of_a, {**rule, "rule": "A + B"}).status == 400
    assert owner.post(of_a, rule).status == 303
    page = owner.get(of_a).text
    assert "=[A]&lt;[B]</textarea>" in page
    assert 'value="Too much."' in page
    of_all = {"do": "rule", "rule": "A < Sum", "message": "Never."}
    bad = owner.post(settings(things), {**of_all, "rule": "A"})
    assert bad.status == 400
    assert 'id="rule-error"' in bad.text
    assert owner.post(settings(things), of_all).status == 303
    assert 'value="Never."' in owner.get(settings(things)).text
    answer = owner.post(THINGS, {"do": "new", "c.A": "3", "c.B": "2"})
    assert answer.status == 400
    assert 'id="c-A-error"' in answer.text
    answer = owner.post(THINGS, {"do": "new", "c.A": "-3", "c.B": "-2"})
    assert answer.status == 400
    assert "Never." in answer.text
    assert owner.post(THINGS, {"do": "new", "c.A": "1", "c.B": "2"}).status == 303
    (found,) = rows_of(things)
    assert found.values["Sum"] == 3.0
    assert 'name="c.Sum"' not in owner.get(f"{THINGS}/{found.item.number}").text


def test_a_folder_says_what_begins_in_it(
    enter: Enter, world: World, things: ListRecord
) -> None:
    add(world, things.id, "Share", "number", percent=True)
    add(world, things.id, "State", "choice", choices=["new", "old"])
    add(world, things.id, "Place", "location")
    owner = enter("owner")
    create_folder(world.actor("owner"), ItemId(things.root), name="F")
    here = f"{THINGS}/F"
    assert "show=defaults" in owner.get(here).text
    assert "show=defaults" not in owner.get(THINGS).text
    form = owner.get(f"{here}?show=defaults")
    assert 'name="d.State"' in form.text
    assert 'name="d.Place"' not in form.text
    sent = {"do": "defaults", "d.Share": "12,5", "d.State": "old"}
    for name, wrong in (("Share", "x"), ("State", "none of them")):
        answer = owner.post(here, {**sent, f"d.{name}": wrong})
        assert answer.status == 400
        assert f'id="d.{name}-error"' in answer.text
    assert owner.post(here, sent).status == 303
    assert 'value="12.5"' in owner.get(f"{here}?show=defaults").text
    new = enter("member").get(f"{here}?show=new").text
    assert 'value="12.5"' in new
    assert '<option value="old" selected>' in new
    assert owner.post(THINGS, sent).status == 409
    for who, status in (("visitor", 403), ("nobody", 404)):
        assert enter(who).get(f"{here}?show=defaults").status == status
        assert enter(who).post(here, sent).status == status


def test_groups_in_a_column_of_people_have_no_page(
    enter: Enter, world: World, things: ListRecord
) -> None:
    add(world, things.id, "Title", "text")
    add(world, things.id, "Team", "persons", groups=True)
    group, person = world.groups["hr_members"].id, world.principal("member")
    row(world.actor("owner"), things.id, Title="One", Team=[group, person])
    page = enter("owner").get(THINGS)
    assert f'href="/people/{person}"' in page.text
    assert f"/people/{group}" not in page.text
