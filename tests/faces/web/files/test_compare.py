"""Two versions of a file on a page, and what is said of one."""

from __future__ import annotations

import pytest

from hallway.core.versions.queries import get_version
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.world import SYSTEM, World

ROOT = "/sites/hr/Documents"


@pytest.fixture
def written(world: World) -> World:
    for text in (b"a\n<b>old</b>\n", b"a\n<b>new</b>\n"):
        world.items["text"] = world.put("root", "text.txt", text)
    return world


def asked(world: World, show: str, version: str = "1.0") -> str:
    number = world.item("text").number
    return f"{ROOT}?show={show}&item={number}&version={version}"


def test_a_version_is_compared_with_the_current_one(
    enter: Enter, written: World
) -> None:
    visitor = enter("visitor")
    page = visitor.get(asked(written, "versions"))
    assert asked(written, "compare").replace("&", "&amp;") in page.text
    page = visitor.get(asked(written, "compare"))
    assert page.status == 200
    assert "&lt;b&gt;old&lt;/b&gt;" in page.text
    assert "<b>old" not in page.text
    said = words(page)
    assert "removed <b>old</b>" in said
    assert "added <b>new</b>" in said
    same = visitor.get(asked(written, "compare") + "&with=1.0")
    assert "Nothing differs in their text." in words(same)


def test_what_has_no_text_is_said(enter: Enter, written: World) -> None:
    written.put("root", "text.txt", b"%PDF-1.7 \x00")
    page = enter("visitor").get(asked(written, "compare"))
    assert "This kind of file has no text that could be compared." in words(page)


def test_a_label_and_a_comment_are_kept(enter: Enter, written: World) -> None:
    owner, number = enter("owner"), written.item("text").number
    form = owner.get(asked(written, "note"))
    assert "Label" in words(form)
    fields = {"do": "note-version", "item": number, "version": "1.0"}
    answer = owner.post(ROOT, {**fields, "label": " signed ", "comment": "as sent"})
    assert answer.status == 303
    kept = get_version(SYSTEM, written.text, major=1, minor=0)
    assert (kept.label, kept.comment) == ("signed", "as sent")
    said = words(owner.follow(answer))
    assert "signed" in said
    assert "as sent" in said
    # The same again changes nothing, and too long a label is told beside its field.
    same = {**fields, "label": "signed", "comment": "as sent"}
    assert owner.post(ROOT, same).status == 303
    answer = owner.post(ROOT, {**same, "label": "x" * 256})
    assert answer.status == 400
    assert "At most 255 characters." in words(answer)


@pytest.mark.parametrize("show", ["compare", "note"])
def test_who_may_not_see_it_gets_nothing(
    enter: Enter, written: World, show: str
) -> None:
    assert enter("nobody").get(asked(written, show)).status == 404
    for version in ("9.0", "x", "1.0.0", ""):
        address = asked(written, show, version)
        assert enter("owner").get(address).status == 404, version


def test_a_reader_says_nothing_of_a_version(enter: Enter, written: World) -> None:
    visitor, number = enter("visitor"), written.item("text").number
    assert visitor.get(asked(written, "note")).status == 403
    fields = {"do": "note-version", "item": number, "version": "1.0", "label": "x"}
    assert visitor.post(ROOT, fields).status == 403
    assert get_version(SYSTEM, written.text, major=1, minor=0).label == ""
