"""Files and folders of a form and of its script: clashes, trees, the same content."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from hallway.core.access.commands import Inherit, break_inheritance, grant_role
from hallway.core.access.rights import RoleId
from hallway.core.items.commands import delete_item
from hallway.core.items.queries import list_children
from hallway.core.lists.commands import add_column
from tests.faces.dav.asking import Answer
from tests.faces.web.content.browsing import BOUNDARY, Browser, names, words
from tests.faces.web.content.conftest import Enter
from tests.faces.web.files.test_resumable import begin, patch, send
from tests.world import SYSTEM

if TYPE_CHECKING:
    from tests.world import World

LIBRARY = "/sites/hr/Documents"
PLANS = "/sites/hr/Documents/Plans%20quillfern"


def asked(browser: Browser, at: str, paths: list[str], do: str = "ask-upload") -> Any:
    answer = browser.post(at, {"do": do, "paths": json.dumps(paths)})
    assert answer.status == 200, answer.text[:300]
    return json.loads(answer.body)


def tree(browser: Browser, at: str, files: dict[str, bytes]) -> Answer:
    """Send files as a browser sends a folder that was chosen."""
    body = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"'
    body += f"\r\n\r\n{browser.token()}\r\n"
    sent = body.encode()
    for name, content in files.items():
        head = f'Content-Disposition: form-data; name="tree"; filename="{name}"'
        sent += f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + content + b"\r\n"
    return browser.send_raw(f"{at}?do=upload", sent + f"--{BOUNDARY}--\r\n".encode())


def inside(world: World, folder: str) -> list[str]:
    found = list_children(SYSTEM, world.item(folder)).items
    return [one.name for one in found]


def test_names_that_are_taken_are_told_and_no_others(
    enter: Enter, world: World
) -> None:
    world.items["new"] = world.folder("root", "new")
    world.items["sub"] = world.folder("new", "Sub")
    world.put("new", "a.txt", b"1")
    world.put("sub", "b.txt", b"2")
    told = asked(
        enter("member"),
        f"{LIBRARY}/new",
        ["A.TXT", "b.txt", "sub/B.txt", "sub/c.txt", "none/a.txt", "a.txt/x", "CON"],
    )
    assert told["taken"] == ["A.TXT", "sub/B.txt"]
    assert list(told["refused"]) == ["CON"]
    assert "reserved" in told["refused"]["CON"]


def test_a_hidden_name_is_as_if_it_were_free(enter: Enter, world: World) -> None:
    hidden = world.item("salaries").name
    below = f"{hidden}/{world.item('payroll').name}"
    assert asked(enter("owner"), LIBRARY, [hidden, below])["taken"] == [hidden, below]
    told = asked(enter("member"), LIBRARY, [hidden, below])
    assert told == asked(enter("member"), LIBRARY, ["none at all", "none/at all"])
    assert told == {"taken": [], "refused": {}}


@pytest.mark.parametrize("do", ["ask-upload", "folders"])
@pytest.mark.parametrize("paths", ["", "{}", "[1]", '["' + "x" * 5000 + '"]', "[", "1"])
def test_a_question_that_is_none_is_refused(enter: Enter, do: str, paths: str) -> None:
    assert enter("member").post(LIBRARY, {"do": do, "paths": paths}).status == 400


def test_who_may_not_add_is_told_nothing(enter: Enter, world: World) -> None:
    for do in ("ask-upload", "folders"):
        form = {"do": do, "paths": json.dumps(["x"])}
        answer = enter("visitor").post(PLANS, form)
        # Of folders each is refused by itself.
        assert answer.status == 403 or "x" in json.loads(answer.body)["refused"]
        assert enter("nobody").post(PLANS, form).status == 404
    assert "x" not in inside(world, "plans")


def test_a_question_about_many_takes_as_many_statements_as_about_few(
    enter: Enter, statements: Callable[[], Any]
) -> None:
    member = enter("member")
    with statements() as few:
        asked(member, LIBRARY, ["a", "b/c"])
    with statements() as many:
        asked(member, LIBRARY, [f"{n}/{m}" for n in range(10) for m in range(10)])
    assert len(many) <= len(few) + 1


@pytest.mark.parametrize(
    ("clash", "there", "body"),
    [
        ("", ["a.txt"], b"new"),
        ("version", ["a.txt"], b"new"),
        ("keep", ["a (2).txt", "a.txt"], b"old"),
        ("skip", ["a.txt"], b"old"),
    ],
)
def test_a_taken_name_is_met_as_the_form_says(
    enter: Enter, world: World, clash: str, there: list[str], body: bytes
) -> None:
    world.items["new"] = world.folder("root", "new")
    world.put("new", "a.txt", b"old")
    member = enter("member")
    fields = {"clash": clash}
    sent = member.send(f"{LIBRARY}/new?do=upload", {"a.txt": b"new"}, fields=fields)
    page = member.follow(sent)
    assert sorted(names(page)) == there
    assert member.get(f"{LIBRARY}/new/a.txt").body == body
    assert ("1 skipped" in words(page)) == (clash == "skip")


def test_what_is_taken_is_asked_about_for_uploads_in_parts_too(
    enter: Enter, world: World
) -> None:
    world.items["new"] = world.folder("root", "new")
    world.put("new", "a.txt", b"old")
    member = enter("member")

    def finished(clash: str) -> Answer:
        at = begin(member, 3, "a.txt", f"{LIBRARY}/new").headers["location"]
        assert patch(member, at, 0, b"new").status == 204
        return send(member, "POST", at, Hallway_Clash=clash)

    assert finished("nonsense").status == 400
    skipped = finished("skip")
    assert (skipped.status, skipped.headers["hallway-clash"]) == (200, "skipped")
    assert member.get(f"{LIBRARY}/new/a.txt").body == b"old"
    assert finished("keep").status == 201
    assert sorted(inside(world, "new")) == ["a (2).txt", "a.txt"]
    assert finished("version").status == 200
    assert member.get(f"{LIBRARY}/new/a.txt").body == b"new"


@pytest.mark.parametrize(
    ("clash", "says"),
    [("keep", "1 file uploaded"), ("skip", "1 skipped"), ("version", "a.txt:")],
)
def test_who_may_add_but_not_change_keeps_both(
    enter: Enter, world: World, clash: str, says: str
) -> None:
    world.items["box"] = world.folder("root", "box")
    world.items["a"] = world.put("box", "a.txt", b"old")
    owner, of_file = world.actor("owner"), world.securable("a")
    break_inheritance(owner, of_file, start=Inherit.CLEAR)
    member = world.principal("member")
    grant_role(owner, of_file, principal=member, role=RoleId.READ)
    browser = enter("member")
    fields = {"clash": clash}
    page = browser.send(f"{LIBRARY}/box?do=upload", {"a.txt": b"new"}, fields=fields)
    assert says in words(page if page.status == 403 else browser.follow(page))
    assert browser.get(f"{LIBRARY}/box/a.txt").body == b"old"


def test_a_folder_comes_with_its_folders_without_script(
    enter: Enter, world: World
) -> None:
    world.items["new"] = world.folder("root", "new")
    member = enter("member")
    files = {
        "Trip/a.txt": b"1",
        "Trip/Photos/b.txt": b"2",
        "Trip/Photos/CON": b"3",
        "Trip/bad|name/c.txt": b"4",
        "../up.txt": b"5",
    }
    page = tree(member, f"{LIBRARY}/new", files)
    assert page.status == 400
    said = words(page)
    assert "Trip/Photos/CON:" in said
    assert "Trip/bad|name/c.txt:" in said
    assert "../up.txt:" in said
    assert inside(world, "new") == ["Trip"]
    assert member.get(f"{LIBRARY}/new/Trip/a.txt").body == b"1"
    assert member.get(f"{LIBRARY}/new/Trip/Photos/b.txt").body == b"2"
    # Again into the same folders, as new versions.
    done = tree(member, f"{LIBRARY}/new", {"trip/photos/b.txt": b"again"})
    assert "1 of them as a new version" in words(member.follow(done))
    assert member.get(f"{LIBRARY}/new/Trip/Photos/b.txt").body == b"again"


def test_what_a_folder_brings_is_asked_for_its_values(
    enter: Enter, world: World
) -> None:
    add_column(
        world.actor("owner"),
        world.documents,
        internal_name="Topic",
        title="Topic",
        type="text",
        required=True,
    )
    world.items["new"] = world.folder("root", "new")
    member = enter("member")
    sent = tree(member, f"{LIBRARY}/new", {"Trip/Ulm/a.txt": b"1", "b.txt": b"2"})
    page = member.follow(sent)
    assert "2 files need values" in words(page)
    assert 'href="/sites/hr/Documents/new/Trip/Ulm/a.txt"' in page.text
    numbers = re.findall(r'name="item" value="(\d+)"', page.text)
    form = {"do": "fill", "of": numbers, "item": numbers, "c.Topic": "Trips"}
    done = member.follow(member.post(f"{LIBRARY}/new?show=needs", form))
    assert "2 files have their values now" in words(done)


def test_folders_are_made_for_a_script_and_refusals_are_told(
    enter: Enter, world: World
) -> None:
    world.items["new"] = world.folder("root", "new")
    world.put("new", "file.txt", b"1")
    member = enter("member")
    told = asked(
        member,
        f"{LIBRARY}/new",
        ["a/b/c", "a", "aux/d", "file.txt/e", "A/B", "/".join("x" * 31)],
        do="folders",
    )
    assert sorted(told["refused"]) == ["aux/d", "file.txt/e", "/".join("x" * 31)]
    assert inside(world, "new") == ["a", "file.txt"]
    assert member.get(f"{LIBRARY}/new/a/b/c").status == 200
    assert asked(member, f"{LIBRARY}/new", ["a/b/c"], do="folders") == {"refused": {}}


def test_a_path_before_a_name_means_nothing_in_the_field_of_files(
    enter: Enter, world: World
) -> None:
    world.items["new"] = world.folder("root", "new")
    member = enter("member")
    member.send(f"{LIBRARY}/new?do=upload", {"C:\\docs\\a.txt": b"1"})
    assert inside(world, "new") == ["a.txt"]


def sent_by_script(browser: Browser, body: bytes) -> Answer:
    browser.accept = "text/plain"
    try:
        token = Browser(browser.cookies).token()
        files = {"copy.txt": body}
        return browser.send(f"{LIBRARY}/new?do=upload", files, token=token)
    finally:
        browser.accept = Browser().accept


def test_the_same_content_is_told_where_it_may_be_read(
    enter: Enter, world: World
) -> None:
    world.items["new"] = world.folder("root", "new")
    member = enter("member")
    answer = sent_by_script(member, b"q3 quillfern")
    assert answer.headers["link"] == (f"<{PLANS}/q3%20quillfern.txt>; rel=duplicate")
    # As what it is by now, not what it once was; and not itself.
    assert "link" not in sent_by_script(member, b"1 quillfern").headers
    assert "link" not in sent_by_script(member, b"").headers

    at = begin(member, 12, "c.txt", f"{LIBRARY}/new").headers["location"]
    patch(member, at, 0, b"q3 quillfern")
    assert "q3%20quillfern" in send(member, "POST", at).headers["link"]

    page = member.follow(
        member.send(f"{LIBRARY}/new?do=upload", {"d.txt": b"offer quillfern"})
    )
    assert "Same content is already in" in words(page)


@pytest.mark.parametrize("where", ["payroll", "gone", "acme"])
def test_the_same_content_out_of_sight_is_not_told(
    enter: Enter, world: World, where: str, statements: Callable[[], Any]
) -> None:
    world.items["new"] = world.folder("root", "new")
    bodies = {"payroll": b"payroll quillfern", "gone": b"gone", "acme": b"theirs"}
    if where == "gone":
        made = world.put("root", "gone.txt", bodies["gone"])
        delete_item(world.actor("owner"), made)
    if where == "acme":
        world.put("acme_site_root", "theirs.txt", bodies["acme"], who="admin")
    member = enter("member")
    with statements() as known:
        told = sent_by_script(member, bodies[where])
    with statements() as unknown:
        fresh = sent_by_script(member, b"never seen before")
    assert "link" not in told.headers
    hidden = {"date", "set-cookie", "etag"}
    assert {k: v for k, v in told.headers.items() if k not in hidden} == {
        k: v for k, v in fresh.headers.items() if k not in hidden
    }
    assert (told.status, told.body) == (fresh.status, fresh.body)
    # The second is a new version, which takes other statements: of the question alone.
    same = [one for one in known if "row_number" in one["sql"]]
    assert len(same) == len([one for one in unknown if "row_number" in one["sql"]]) == 1
    page = member.follow(
        member.send(f"{LIBRARY}/new?do=upload", {"page.txt": bodies[where]})
    )
    assert "Same content" not in words(page)
