"""The forms of a list in its settings: made, changed, closed, renewed, deleted."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from hallway.core.forms.queries import list_forms
from hallway.core.forms.records import FormRecord
from hallway.core.lists.records import ListRecord
from tests.core.lists.world_of_columns import add, make_list
from tests.faces.web.content.browsing import words
from tests.world import SYSTEM, World

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.faces.web.content.conftest import Enter


@pytest.fixture
def wishes(world: World, settings: Settings) -> ListRecord:
    """A list with columns to ask, where strangers may be asked."""
    settings.HALLWAY = replace(settings.HALLWAY, guest_forms=True)
    made = make_list(world, "Wishes")
    add(world, made.id, "Wish", "text", required=True)
    add(world, made.id, "Kind", "choice", choices=["room", "meal"])
    add(world, made.id, "Who", "person")
    return made


def page(of: ListRecord, show: str = "forms", guid: str = "") -> str:
    end = f"&form={guid}" if guid else ""
    return f"/sites/hr/_layouts/list?list={of.guid}&show={show}{end}"


def typed(**changed: Any) -> dict[str, Any]:
    filled = {
        "do": "make-form",
        "title": "For the feast",
        "intro": "Tell us.",
        "audience": "anybody",
        "ask": ["Wish", "Kind"],
        "place.Wish": "2",
        "place.Kind": "1",
        "tells": "1",
    }
    return filled | {key.replace("__", "."): value for key, value in changed.items()}


def only(of: ListRecord) -> FormRecord:
    (form,) = list_forms(SYSTEM, of.id)
    return form


def test_a_form_is_made_and_its_address_shown(enter: Enter, wishes: ListRecord) -> None:
    owner = enter("owner")
    assert "Nothing is collected yet" in words(owner.get(page(wishes)))
    answer = owner.post(page(wishes, "form"), typed(closes="2031-01-02T10:00"))
    form = only(wishes)
    assert form.content.columns == ("Kind", "Wish")
    assert form.content.tells
    shown = owner.follow(answer).text
    link = re.search(r'id="form-link" value="([^"]+)"', shown)
    assert link is not None
    assert link[1] == f"http://127.0.0.1:8000/f/{form.token}"
    assert 'value="2031-01-02T10:00"' in shown
    listed = words(owner.get(page(wishes)))
    assert "For the feast" in listed
    assert "0 answers" in listed
    assert "show=forms" in unescape(owner.get(page(wishes, "settings")).text)


def test_the_address_is_a_code_to_be_printed(
    enter: Enter, world: World, wishes: ListRecord
) -> None:
    owner = enter("owner")
    owner.post(page(wishes, "form"), typed(title='For "the" <feast>'))
    form = only(wishes)
    shown = owner.get(f"{page(wishes, 'form')}&form={form.guid}").text
    drawn = re.search(r"<svg [^>]*viewBox.*?</svg>", shown)
    assert drawn is not None
    name = "QR code of the address of “For &quot;the&quot; &lt;feast&gt;”"
    assert f'role="img" aria-label="{name}"' in drawn[0]
    assert "style=" not in drawn[0]
    here = f"{page(wishes, 'form-code')}&form={form.guid}"
    assert here in unescape(shown)
    file = owner.get(here)
    assert file.headers["content-type"] == "image/svg+xml"
    assert file.headers["content-disposition"].startswith("attachment")
    assert file.text == drawn[0]
    # Another address is another code.
    again = {"do": "renew-form"}
    owner.post(f"{page(wishes, 'form')}&form={form.guid}", again)
    assert owner.get(here).text != file.text
    for who in ("visitor", "nobody"):
        assert enter(who).get(here).status in (403, 404)
    assert owner.get(f"{page(wishes, 'form-code')}&form={'0' * 32}").status == 404


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"intro": "x" * 5001}, "intro"),
        ({"ask": []}, "columns"),
        ({"ask": ["Wish", "Who"]}, "columns"),
        ({"ask": ["Wish", "Gone"]}, "columns"),
        ({"opens": "soon"}, "opens"),
        ({"closes": "2026-99-01T00:00"}, "closes"),
        ({"opens": "2026-02-01T00:00", "closes": "2026-01-01T00:00"}, "closes"),
        ({"most": "many"}, "most"),
        ({"most": "0"}, "most"),
        ({"most": "9" * 30}, "most"),
        ({"audience": "friends"}, "audience"),
        ({"single": "1"}, "single"),
    ],
)
def test_what_makes_no_form_stands_beside_its_field(
    enter: Enter, wishes: ListRecord, changed: dict[str, Any], field: str
) -> None:
    answer = enter("owner").post(
        page(wishes, "form"), typed(thanks="kept & all", **changed)
    )
    assert answer.status == 400
    assert f'id="{field}-error"' in answer.text
    assert "kept & all" in unescape(answer.text)
    assert list_forms(SYSTEM, wishes.id) == []


def test_a_form_is_changed_closed_renewed_and_deleted(
    enter: Enter, wishes: ListRecord
) -> None:
    owner = enter("owner")
    owner.post(page(wishes, "form"), typed())
    form = only(wishes)
    here = page(wishes, "form", form.guid)
    for do, told in (
        ("change-form", "Saved"),
        ("end-form", "Closed"),
        ("reopen-form", "Open"),
        ("renew-form", "Open"),
    ):
        answer = owner.post(here, typed(do=do, title="Other words"))
        assert answer.status == 303, do
        assert told in words(owner.follow(answer)), do
    now = only(wishes)
    assert now.content.title == "Other words"
    assert now.token != form.token
    answer = owner.post(here, {"do": "delete-form"})
    assert "Nothing is collected yet" in words(owner.follow(answer))
    assert owner.get(here).status == 404


def test_forms_are_for_who_manages_the_list(enter: Enter, wishes: ListRecord) -> None:
    enter("owner").post(page(wishes, "form"), typed())
    form = only(wishes)
    assert enter("acme").get(page(wishes)).status == 404
    for who, status in (("visitor", 403), ("nobody", 404)):
        other = enter(who)
        assert other.get(page(wishes)).status == status
        assert other.get(page(wishes, "form", form.guid)).status == status
        for do in ("make-form", "change-form", "renew-form", "delete-form"):
            answer = other.post(page(wishes, "form", form.guid), typed(do=do))
            assert answer.status == status
            assert form.token not in answer.text
    assert only(wishes).token == form.token


def test_a_library_has_no_forms(enter: Enter, world: World) -> None:
    from hallway.core.lists.queries import list_lists

    library = next(one for one in list_lists(SYSTEM, world.hr) if one.kind != "generic")
    assert enter("owner").get(page(library)).status == 404


def test_where_strangers_are_not_asked_it_says_so(
    enter: Enter, wishes: ListRecord, settings: Settings
) -> None:
    settings.HALLWAY = replace(settings.HALLWAY, guest_forms=False)
    owner = enter("owner")
    assert "turned off in this installation" in words(owner.get(page(wishes, "form")))
    answer = owner.post(page(wishes, "form"), typed())
    assert answer.status == 400
    assert 'id="audience-error"' in answer.text
