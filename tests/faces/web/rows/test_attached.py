"""Files of items in the browser's own words: forms, the list, the download."""

from __future__ import annotations

import re
from html import unescape

from hallway.core.access.breaking import Inherit
from hallway.core.access.commands import break_inheritance
from hallway.core.attachments.commands import add_attachments
from hallway.core.attachments.queries import list_attachments
from hallway.core.attachments.records import NewFile
from tests.core.query.asking import ask
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.faces.web.rows.test_list import TASKS
from tests.world import HR_SECRET, SYSTEM, World, stage


def address(world: World, name: str = "task1") -> str:
    return f"{TASKS}/{world.item(name).number}"


def names(world: World) -> list[str]:
    return [one.name for one in list_attachments(SYSTEM, world.task1)]


def attached(world: World, name: str) -> str:
    """A file on the first task; its address."""
    add_attachments(
        world.actor("owner"), world.task1, files=[NewFile(name, stage(b"bytes"))]
    )
    one = next(one for one in list_attachments(SYSTEM, world.task1) if one.name == name)
    return f"{address(world)}?attachment={one.guid}"


def test_files_come_with_a_new_item_or_later(enter: Enter, world: World) -> None:
    member = enter("member")
    form = member.get(f"{TASKS}?show=new").text
    assert 'enctype="multipart/form-data"' in form
    once = "0a1b3a4e-0b5e-4c0e-9f2d-0a6c4a5b7c11"
    new = {"do": "new", "once": once, "c.Title": "Stool"}
    for _ in range(2):
        sent = member.send(TASKS, {"plan.txt": b"plan"}, fields=new)
        assert sent.status == 303
    (row,) = ask(SYSTEM, world.tasks, "Stool").rows
    (file,) = list_attachments(SYSTEM, row.item.id)
    assert file.name == "plan.txt"
    # What is wrong with a value or a file keeps both from being half there.
    wrong = member.send(f"{TASKS}?do=new&c.Points=x", {"a.txt": b"a"})
    assert wrong.status == 400
    assert "Choose the files again" in words(wrong)
    wrong = member.send(f"{TASKS}?do=new&c.Title=Sofa", {"a<b.txt": b"a"})
    assert wrong.status == 400
    assert 'id="files-error"' in wrong.text
    assert 'value="Sofa"' in wrong.text
    assert ask(SYSTEM, world.tasks, "Sofa").total == 0
    here = address(world)
    done = member.send(f"{here}?do=attach", {"one.txt": b"1", "two.txt": b"2"})
    assert "2 files attached" in words(member.follow(done))
    assert names(world) == ["one.txt", "two.txt"]
    again = member.send(f"{here}?do=attach", {"ONE.txt": b"1"})
    assert again.status == 400
    assert "is attached already" in words(again)
    assert member.send(f"{here}?do=attach", {}).status == 400
    assert "2 files attached" in words(member.get(TASKS))


def test_a_file_is_sent_so_that_nothing_in_it_runs(enter: Enter, world: World) -> None:
    file = attached(world, "page.html")
    answer = enter("visitor").get(file)
    assert answer.status == 200
    assert answer.body == b"bytes"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["content-disposition"].startswith("attachment")


def test_a_file_is_taken_away_and_put_back(enter: Enter, world: World) -> None:
    file = attached(world, "a.txt")
    member, here = enter("member"), address(world)
    guid = file.rpartition("=")[2]
    gone = member.follow(member.post(here, {"do": "take-away", "file": guid}))
    assert "“a.txt” taken away" in words(gone)
    assert names(world) == []
    assert member.get(file).status == 404
    undo = re.search(r'action="([^"]+do=put-back[^"]+)"', gone.text)
    assert undo is not None
    member.post(unescape(undo[1]), {})
    assert names(world) == ["a.txt"]


def test_the_wrong_person_meets_nothing(enter: Enter, world: World) -> None:
    file = attached(world, f"salary {HR_SECRET}.txt")
    visitor = enter("visitor")
    page = visitor.get(address(world))
    assert "salary" in page.text
    assert "do=attach" not in page.text
    assert "take-away" not in page.text
    assert visitor.send(f"{address(world)}?do=attach", {"x": b"x"}).status == 403
    break_inheritance(
        world.actor("owner"), world.securable("task1"), start=Inherit.CLEAR
    )
    assert "file attached" not in visitor.get(TASKS).text
    for who in ("visitor", "member", "nobody"):
        assert enter(who).get(file).status == 404
        assert enter(who).get(f"{address(world)}?attachment=x").status == 404
    # By way of an item that is seen.
    other = f"{address(world, 'task2')}?{file.partition('?')[2]}"
    assert visitor.get(other).status == 404
    assert enter("owner").get(file).status == 200


def test_a_list_stops_taking_files(enter: Enter, world: World) -> None:
    attached(world, "a.txt")
    owner = enter("owner")
    settings = re.search(
        r'href="([^"]+_layouts/list\?list=[^"&]+)"', owner.get(TASKS).text
    )
    assert settings is not None
    page = unescape(settings[1])
    assert "Files may be attached" in words(owner.get(page))
    assert owner.post(page, {"do": "attachments"}).status == 303
    shown = owner.get(address(world)).text
    assert "a.txt" in shown
    assert "do=attach" not in shown
    refused = owner.send(f"{address(world)}?do=attach", {"x.txt": b"x"})
    assert refused.status == 409
    assert 'type="file"' not in owner.get(f"{TASKS}?show=new").text
