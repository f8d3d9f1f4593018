from __future__ import annotations

import pytest

from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.errors import Forbidden, Invalid, NotFound
from hallway.core.versions.commands import comment_version
from hallway.core.versions.comparing import compare_versions
from hallway.core.versions.queries import get_version
from tests.world import World

HIDDEN = ["nobody", "guest", "acme", "anonymous"]
OLD, NEW = (1, 0), (2, 0)


@pytest.fixture
def written(world: World) -> World:
    for text in (b"a\nb\nc\n", b"a\nB\nc\n"):
        world.items["text"] = world.put("root", "text.txt", text)
    return world


def test_the_lines_that_differ_are_told(written: World) -> None:
    found = compare_versions(written.actor("visitor"), written.text, old=OLD, new=NEW)
    assert [(one.kind, one.text) for one in found.lines] == [
        ("same", "a"),
        ("old", "b"),
        ("new", "B"),
        ("same", "c"),
    ]
    assert (found.old.number, found.new.number, found.why) == ("1.0", "2.0", "")
    same = compare_versions(written.actor("visitor"), written.text, old=OLD, new=OLD)
    assert (same.lines, same.why) == ((), "")


def test_a_broken_file_is_said(written: World) -> None:
    written.put("root", "text.txt", b"PK\x03\x04 broken")
    found = compare_versions(written.actor("owner"), written.text, old=NEW, new=(3, 0))
    assert found.why == "This file is broken or has a password."
    written.put("root", "text.txt", b"\n".join(b"%d" % n for n in range(3000)))
    found = compare_versions(written.actor("owner"), written.text, old=NEW, new=(4, 0))
    assert found.why == "Too much differs to be shown line by line."


@pytest.mark.parametrize("who", HIDDEN)
def test_versions_of_what_is_hidden_are_not_compared(written: World, who: str) -> None:
    with pytest.raises(NotFound):
        compare_versions(written.actor(who), written.text, old=OLD, new=NEW)
    with pytest.raises(NotFound):
        comment_version(written.actor(who), written.text, major=1, minor=0, comment="x")


def test_versions_of_what_was_shut_are_not_compared(written: World) -> None:
    break_inheritance(
        written.actor("owner"), written.securable("text"), start=Inherit.CLEAR
    )
    with pytest.raises(NotFound):
        compare_versions(written.actor("visitor"), written.text, old=OLD, new=NEW)


def test_a_version_that_never_was_is_not_compared(written: World) -> None:
    for old, new in ((OLD, (9, 0)), ((9, 0), NEW)):
        with pytest.raises(NotFound):
            compare_versions(written.actor("owner"), written.text, old=old, new=new)


def test_a_comment_is_changed_by_who_may_edit(written: World) -> None:
    owner = written.actor("owner")
    comment_version(owner, written.text, major=1, minor=0, comment="as sent")
    assert get_version(owner, written.text, major=1, minor=0).comment == "as sent"
    with pytest.raises(Forbidden):
        comment_version(
            written.actor("visitor"), written.text, major=1, minor=0, comment="x"
        )
    with pytest.raises(Invalid):
        comment_version(owner, written.text, major=1, minor=0, comment="x" * 1001)
    with pytest.raises(NotFound):
        comment_version(owner, written.text, major=9, minor=0, comment="x")
