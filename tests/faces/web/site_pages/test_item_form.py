"""The page that arranges the form of a list's items."""

from __future__ import annotations

import re
from html import unescape

import pytest

from hallway.core.lists.commands import add_list
from hallway.core.lists.itemform.queries import get_item_form
from hallway.core.lists.itemform.records import ItemForm
from hallway.core.lists.queries import list_lists
from hallway.core.lists.records import ListRecord
from tests.core.lists.world_of_columns import add, make_list
from tests.faces.web.content.browsing import Browser, words
from tests.faces.web.content.conftest import Enter
from tests.world import SYSTEM, World


@pytest.fixture
def trips(world: World) -> ListRecord:
    made = make_list(world, "Trips")
    add(world, made.id, "Where", "text", required=True)
    add(world, made.id, "Kind", "choice", choices=["train", "car"])
    add(world, made.id, "Plate", "text")
    return made


def page_of(of: ListRecord) -> str:
    return f"/sites/hr/_layouts/list?list={of.guid}&show=item-form"


def typed(browser: Browser, of: ListRecord) -> dict[str, str | list[str]]:
    """What the page would send as it stands."""
    text = browser.get(page_of(of)).text
    found: dict[str, str | list[str]] = {"section": [], "field": []}
    for tag in re.findall(r"<(?:input|textarea|select)[^>]*>", text):
        name = re.search(r' name="([^"]+)"', tag)
        value = re.search(r' value="([^"]*)"', tag)
        if name is None or ("checkbox" in tag and "checked" not in tag):
            continue
        here = unescape(value[1]) if value else ""
        kept = found.get(name[1])
        if isinstance(kept, list):
            kept.append(here)
        else:
            found[name[1]] = here
    for tag, here in re.findall(r"(<textarea[^>]*>)([^<]*)<", text):
        name = re.search(r' name="([^"]+)"', tag)
        if name is not None:
            found[name[1]] = unescape(here)
    for to in re.findall(r'name="(f\.\w+\.to)"', text):
        found[to] = found[to.replace(".to", ".at")]
    found.pop("csrfmiddlewaretoken", None)
    return found


def press(browser: Browser, of: ListRecord, step: str = "", **changed: str) -> int:
    sent = typed(browser, of)
    sent |= {"do": "item-form", "step": step}
    sent |= {key.replace("_", "."): value for key, value in changed.items()}
    return browser.post(page_of(of), sent).status


def kept(world: World, of: ListRecord) -> list[tuple[str, list[str]]]:
    form = get_item_form(world.actor("owner"), of.id) or ItemForm()
    return [
        (one.title, [field.column for field in one.fields]) for one in form.sections
    ]


def test_sections_are_added_named_filled_moved_and_removed(
    enter: Enter, world: World, trips: ListRecord
) -> None:
    owner = enter("owner")
    assert press(owner, trips, s_0_title="The trip", s_0_note="Where to?") == 303
    assert kept(world, trips) == [("The trip", ["Where", "Kind", "Plate"])]
    assert press(owner, trips, "add") == 303
    assert kept(world, trips)[1] == ("Section 2", [])
    assert press(owner, trips, f_Plate_to="1", s_1_title="How") == 303
    assert kept(world, trips) == [("The trip", ["Where", "Kind"]), ("How", ["Plate"])]
    form = get_item_form(SYSTEM, trips.id)
    assert form is not None
    assert form.sections[0].note == "Where to?"
    assert press(owner, trips, "section-up:1") == 303
    assert kept(world, trips) == [("How", ["Plate"]), ("The trip", ["Where", "Kind"])]
    assert press(owner, trips, "section-remove:0") == 303
    assert kept(world, trips) == [("The trip", ["Plate", "Where", "Kind"])]
    assert press(owner, trips, "section-remove:0") == 303
    assert kept(world, trips) == [("", ["Plate", "Where", "Kind"])]
    form = get_item_form(SYSTEM, trips.id)
    assert form is not None
    assert form.sections[0].note == ""
    assert press(owner, trips, "none") == 303
    assert get_item_form(SYSTEM, trips.id) is None


def test_fields_are_moved_by_buttons_also_into_the_next_section(
    enter: Enter, world: World, trips: ListRecord
) -> None:
    owner = enter("owner")
    press(owner, trips, "add")
    press(owner, trips, "up:Plate")
    assert kept(world, trips)[0][1] == ["Where", "Plate", "Kind"]
    press(owner, trips, "down:Kind")
    assert kept(world, trips) == [("", ["Where", "Plate"]), ("Section 2", ["Kind"])]
    press(owner, trips, "up:Kind")
    assert kept(world, trips)[0][1] == ["Where", "Plate", "Kind"]
    press(owner, trips, "up:Where")
    press(owner, trips, "down:Kind")
    press(owner, trips, "down:Kind")
    assert kept(world, trips) == [("", ["Where", "Plate"]), ("Section 2", ["Kind"])]
    assert press(owner, trips, "up:Nowhere") == 404
    assert press(owner, trips, "section-down:7") == 404
    assert press(owner, trips, "dance") == 400


def test_a_condition_is_written_with_titles_and_told_beside_its_field(
    enter: Enter, world: World, trips: ListRecord
) -> None:
    owner = enter("owner")
    sent = typed(owner, trips) | {"do": "item-form", "f.Plate.when": "[Kind]+"}
    answer = owner.post(page_of(trips), sent)
    assert answer.status == 400
    assert 'value="[Kind]+"' in answer.text
    assert 'id="when-Plate-error"' in answer.text
    assert get_item_form(SYSTEM, trips.id) is None
    assert press(owner, trips, f_Plate_when='[Kind]="car"') == 303
    text = owner.get(page_of(trips)).text
    assert 'value="[Kind]=&quot;car&quot;"' in text
    form = get_item_form(SYSTEM, trips.id)
    assert form is not None
    assert form.fields[2].when == '=[Kind]="car"'


def test_what_is_typed_stays_when_something_is_wrong(
    enter: Enter, trips: ListRecord
) -> None:
    owner = enter("owner")
    sent = typed(owner, trips)
    sent |= {"do": "item-form", "step": "up:Plate", "s.0.title": "x" * 256}
    answer = owner.post(page_of(trips), sent)
    assert answer.status == 400
    assert 'id="s.0.title-error"' in answer.text
    assert re.findall(r'name="field" value="(\w+)"', answer.text) == [
        "Where",
        "Plate",
        "Kind",
    ]


def test_what_needs_a_value_is_always_asked(
    enter: Enter, world: World, trips: ListRecord
) -> None:
    owner = enter("owner")
    text = owner.get(page_of(trips)).text
    assert 'name="f.Where.when"' not in text
    assert "Always asked" in text
    sent = typed(owner, trips) | {"do": "item-form", "f.Where.when": "[Kind]=1"}
    sent.pop("f.Plate.shown")
    assert owner.post(page_of(trips), sent).status == 303
    form = get_item_form(SYSTEM, trips.id)
    assert form is not None
    assert [(one.when, one.hidden) for one in form.fields] == [
        ("", False),
        ("", False),
        ("", True),
    ]
    assert (
        'name="f.Plate.shown" value="1" checked' not in owner.get(page_of(trips)).text
    )


def test_only_who_manages_the_list_sees_the_page(
    enter: Enter, trips: ListRecord
) -> None:
    for who, status in (("visitor", 403), ("nobody", 404)):
        browser = enter(who)
        assert browser.get(page_of(trips)).status == status
        assert browser.post(page_of(trips), {"do": "item-form"}).status == status
    assert get_item_form(SYSTEM, trips.id) is None


def test_what_has_a_page_of_its_own_has_no_such_page(
    enter: Enter, world: World
) -> None:
    news = add_list(world.actor("owner"), world.hr, name="Papers", kind="news")
    owner = enter("owner")
    settings = f"/sites/hr/_layouts/list?list={news.guid}"
    assert "show=item-form" not in owner.get(settings).text
    assert "In which sections" not in owner.get(f"{settings}&show=item-form").text
    answer = owner.post(settings, {"do": "item-form", "step": "none"})
    assert answer.status == 409


def test_a_library_arranges_the_properties_of_its_files(
    enter: Enter, world: World
) -> None:
    library = next(
        one for one in list_lists(SYSTEM, world.hr) if one.kind == "documents"
    )
    add(world, library.id, "Kind", "text")
    owner = enter("owner")
    settings = f"/sites/hr/_layouts/list?list={library.guid}"
    assert "show=item-form" in owner.get(settings).text
    # It collects no answers, and has no page for a new file.
    assert "show=forms" not in owner.get(settings).text
    page = owner.get(page_of(library))
    assert "in the properties of a file" in words(page)
    assert "show=new" not in page.text
    sent = typed(owner, library) | {"do": "item-form", "s.0.title": "What it is"}
    assert owner.post(page_of(library), sent).status == 303
    form = get_item_form(SYSTEM, library.id)
    assert form is not None
    assert [one.title for one in form.sections] == ["What it is"]
