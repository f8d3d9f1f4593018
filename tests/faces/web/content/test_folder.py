"""A library's page: the list, and what its forms do."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from hallway.core.sites.commands import set_quota
from tests.faces.dav.asking import Answer, ask
from tests.faces.web.content.browsing import BOUNDARY, Browser, names, words
from tests.faces.web.content.conftest import Enter
from tests.world import SYSTEM, World

LIBRARY = "/sites/hr/Documents"
PLANS = f"{LIBRARY}/Plans%20quillfern"


def number(world: World, name: str) -> int:
    return world.item(name).number


def undo_of(page: Answer) -> str:
    found = re.search(r'class="toast".*?action="([^"]+)"', page.text)
    assert found is not None, words(page)
    return unescape(found[1])


def folder(enter: Enter, world: World, name: str = "new") -> str:
    world.items[name] = world.folder("root", name)
    return f"{LIBRARY}/{name}"


# --- reading


def test_a_folder_lists_folders_first_then_files_by_name(
    enter: Enter, world: World
) -> None:
    at = folder(enter, world)
    for name in ("b 10.txt", "B 9.txt", "a.txt"):
        world.put("new", name, b"x")
    world.items["z"] = world.folder("new", "z")
    assert names(enter("owner").get(at)) == ["z", "a.txt", "B 9.txt", "b 10.txt"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("FileLeafRef", ["z", "1.txt", "2.txt", "3.txt"]),
        ("-FileLeafRef", ["z", "3.txt", "2.txt", "1.txt"]),
        ("File_x0020_Size", ["z", "3.txt", "2.txt", "1.txt"]),
        ("-File_x0020_Size", ["z", "1.txt", "2.txt", "3.txt"]),
        ("-Modified", ["z", "3.txt", "2.txt", "1.txt"]),
        ("Editor", ["z", "2.txt", "1.txt", "3.txt"]),
        ("-Editor", ["z", "3.txt", "1.txt", "2.txt"]),
        ("nonsense", ["z", "1.txt", "2.txt", "3.txt"]),
    ],
)
def test_a_folder_is_sorted_by_each_column(
    enter: Enter, world: World, sort: str, expected: list[str]
) -> None:
    at = folder(enter, world)
    world.items["z"] = world.folder("new", "z")
    for n, who in ((1, "member"), (2, "admin"), (3, "owner")):
        world.put("new", f"{n}.txt", b"x" * (10 - n), who=who)
    assert names(enter("owner").get(f"{at}?sort={sort}")) == expected


@pytest.mark.parametrize(
    "sort", ["FileLeafRef", "-Modified", "Editor", "-File_x0020_Size"]
)
def test_pages_of_a_folder_hold_each_item_once_there_and_back(
    enter: Enter, world: World, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    from hallway.faces.web.files import page as files

    at = folder(enter, world)
    for n in range(11):
        world.put("new", f"{n}.txt", b"x" * (n % 3), who=("owner", "member")[n % 2])
    world.items["z"] = world.folder("new", "z")
    owner = enter("owner")
    whole = names(owner.get(f"{at}?sort={sort}"))
    assert len(whole) == 12
    monkeypatch.setattr(files, "PAGE", 5)
    page, seen, pages = owner.get(f"{at}?sort={sort}"), [], []
    while True:
        seen += names(page)
        pages.append(names(page))
        assert "12 items" in words(page)
        following = re.search(r'<a href="([^"]+)"[^>]*>\s*Next', page.text)
        if following is None:
            break
        page = owner.get(unescape(following[1]))
    assert seen == whole
    back = re.search(r'<a href="([^"]+)"[^>]*>\s*Back', page.text)
    assert back is not None
    assert names(owner.get(unescape(back[1]))) == pages[-2]


def test_more_than_a_thousand_are_said_to_be_more(enter: Enter) -> None:
    from hallway.faces.web.library import count_words

    assert count_words(1000) == "1000 items"
    assert count_words(1001) == "more than 1,000 items"


def test_a_reader_sees_only_what_he_may(enter: Enter) -> None:
    page = enter("visitor").get(LIBRARY)
    assert "Plans quillfern" in names(page)
    assert "Salaries quillfern" not in names(page)
    assert "Upload" not in words(page)
    hidden = enter("visitor").get(f"{LIBRARY}/Salaries%20quillfern")
    assert hidden.status == 404


def test_a_hidden_items_number_tells_nothing(enter: Enter, world: World) -> None:
    visitor = enter("visitor")
    hidden = number(world, "salaries")
    assert names(visitor.get(f"{LIBRARY}?page={hidden}")) == []
    for show in ("details", "access", "rename", "move"):
        answer = visitor.get(f"{LIBRARY}?show={show}&item={hidden}")
        absent = visitor.get(f"{LIBRARY}?show={show}&item=99999")
        assert answer.status == absent.status == 404


def test_an_empty_folder_says_what_to_do_next(enter: Enter, world: World) -> None:
    at = folder(enter, world)
    assert "Drop files here" in words(enter("owner").get(at))
    assert "This folder is empty" in words(enter("visitor").get(at))


def test_a_folder_takes_as_many_statements_for_3_as_for_30(
    enter: Enter, world: World, statements: Callable[[], Any]
) -> None:
    owner = enter("owner")
    for name, files in (("few", 3), ("many", 30)):
        folder(enter, world, name)
        for n in range(files):
            world.put(name, f"{n}.txt", b"x", who=("owner", "member")[n % 2])
    owner.get(f"{LIBRARY}/few")
    for query, most in (("", 15), ("?sort=Editor", 15), ("?show=access", 23)):
        counts = []
        for name in ("few", "many"):
            with statements() as sent:
                assert owner.get(f"{LIBRARY}/{name}{query}").status == 200
            counts.append(len(sent))
        assert counts[0] == counts[1] <= most, [one["sql"] for one in sent]


def test_a_list_without_files_shows_its_rows(enter: Enter) -> None:
    page = enter("owner").get("/sites/hr/Lists/Tasks%20quillfern")
    assert page.status == 200
    assert "2 items" in words(page)


# --- the two faces on one address


def test_a_client_of_webdav_never_gets_a_page(world: World) -> None:
    for headers in ({}, {"Accept": "text/html"}):
        answer = ask("GET", LIBRARY, token=world.token("owner"), **headers)
        assert answer.status == 200
        assert "<html" in answer.text
        assert "hw-toasts" not in answer.text
    assert ask("PROPFIND", LIBRARY, Accept="text/html").status == 401
    assert ask("GET", LIBRARY).status == 401


def test_a_browser_gets_a_file_and_parts_of_it(enter: Enter) -> None:
    owner = enter("owner")
    address = f"{PLANS}/q3%20quillfern.txt"
    assert owner.get(address).text == "q3 quillfern"
    part = owner.get(address, Range="bytes=3-6", Accept="image/*")
    assert (part.status, part.text) == (206, "quil")
    copy = owner.get(f"{address}?download=1")
    assert copy.text == "q3 quillfern"
    assert copy.headers["content-disposition"].startswith("attachment")
    assert copy.headers["content-security-policy"] == "sandbox"


# --- writing


def test_several_files_are_uploaded_at_once(enter: Enter, world: World) -> None:
    at = folder(enter, world)
    member = enter("member")
    big = bytes(range(256)) * 12_000
    files = {"ä.txt": b"one", "C:\\x\\two.bin": big, "empty": b""}
    page = member.follow(member.send(f"{at}?do=upload", files))
    assert "3 files uploaded" in words(page)
    assert sorted(names(page)) == ["empty", "two.bin", "ä.txt"]
    assert member.get(f"{at}/two.bin").body == big
    again = member.follow(member.send(f"{at}?do=upload", {"empty": b"no more"}))
    assert "1 of them as a new version" in words(again)
    assert member.get(f"{at}/empty").text == "no more"


def test_a_bad_name_among_good_ones_is_named(enter: Enter, world: World) -> None:
    at = folder(enter, world)
    owner = enter("owner")
    page = owner.send(f"{at}?do=upload", {"good.txt": b"1", "CON": b"2"})
    assert page.status == 400
    assert "CON:" in words(page)
    assert names(page) == ["good.txt"]


def test_an_upload_that_was_cut_off_stores_nothing(enter: Enter, world: World) -> None:
    at = folder(enter, world)
    owner = enter("owner")
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"'
    body = f"{head}\r\n\r\n{owner.token()}\r\n--{BOUNDARY}\r\n".encode()
    body += b'Content-Disposition: form-data; name="files"; filename="a"\r\n\r\nhalf'
    for headers in ({}, {"Content_Length": str(len(body) + 100)}):
        page = owner.send_raw(f"{at}?do=upload", body, **headers)
        assert page.status == 400
        assert "did not arrive whole" in words(page)
    assert names(owner.get(at)) == []


def test_an_upload_without_a_file_says_so(enter: Enter, world: World) -> None:
    page = enter("owner").send(f"{LIBRARY}?do=upload", {"": b""})
    assert page.status == 400
    assert "Choose a file first." in words(page)


def test_a_reader_cannot_upload_and_nothing_is_read(enter: Enter, world: World) -> None:
    page = enter("visitor").send(f"{PLANS}?do=upload", {"a": b"x"}, token="none")
    assert page.status == 403
    assert "You may not" in words(page)


def test_a_full_site_takes_no_files_and_nothing_is_read(
    enter: Enter, world: World
) -> None:
    set_quota(SYSTEM, world.hr, limit=0, warning=None)
    page = enter("owner").send(f"{PLANS}?do=upload", {"a": b"x"}, token="none")
    assert page.status == 507
    assert "storage limit" in words(page)


def test_a_script_gets_one_sentence_per_file(enter: Enter, world: World) -> None:
    at = folder(enter, world)
    owner = enter("owner")
    token = owner.token()
    owner.accept = "text/plain"
    assert owner.send(f"{at}?do=upload", {"a": b"1"}, token=token).status == 200
    answer = owner.send(f"{at}?do=upload", {"aux": b"1"}, token=token)
    assert answer.status == 400
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.startswith("aux: ")


@pytest.mark.parametrize("do", ["upload", "new", "delete"])
def test_a_form_that_is_not_ours_changes_nothing(
    enter: Enter, world: World, do: str
) -> None:
    owner = enter("owner")
    form = {"csrfmiddlewaretoken": "x" * 64, "item": number(world, "plans")}
    assert owner.post(f"{LIBRARY}?do={do}", {**form, "name": "n"}).status == 403
    assert owner.send(f"{LIBRARY}?do={do}", {"f": b"x"}, token="x").status == 403
    assert "Plans quillfern" in names(owner.get(LIBRARY))
    assert "f" not in names(owner.get(LIBRARY))


def test_a_new_folder_appears(enter: Enter) -> None:
    member = enter("member")
    page = member.follow(member.post(PLANS, {"do": "new", "name": " 2027 "}))
    assert "Folder “2027” created" in words(page)
    assert "2027" in names(page)


@pytest.mark.parametrize(
    ("name", "status", "message"),
    [
        ("a/b", 400, "/"),
        ("", 400, "name"),
        ("deep QUILLFERN", 409, "already has that name"),
    ],
)
def test_what_is_wrong_with_a_name_stands_beside_it(
    enter: Enter, name: str, status: int, message: str
) -> None:
    page = enter("owner").post(PLANS, {"do": "new", "name": name})
    assert page.status == status
    error = re.search(r'id="name-error">(.*?)</p>', page.text)
    assert error is not None
    assert message in error[1]
    if name:
        assert f'value="{name}"' in page.text


def test_a_rename_can_be_undone(enter: Enter, world: World) -> None:
    member = enter("member")
    item = number(world, "q3")
    asked = member.get(f"{PLANS}?show=rename&item={item}")
    assert 'value="q3 quillfern.txt"' in asked.text
    form = {"do": "rename", "item": item, "name": "Q4.txt"}
    page = member.follow(member.post(PLANS, form))
    assert "Q4.txt" in names(page)
    page = member.follow(member.post(undo_of(page)))
    assert "q3 quillfern.txt" in names(page)


def test_a_name_that_is_taken_is_not_given(enter: Enter, world: World) -> None:
    form = {"do": "rename", "item": number(world, "q3"), "name": "Offer Quillfern.txt"}
    page = enter("owner").post(PLANS, form)
    assert page.status == 409
    assert 'value="Offer Quillfern.txt"' in page.text


def test_deleting_several_can_be_undone(enter: Enter, world: World) -> None:
    owner = enter("owner")
    items = [number(world, "q3"), number(world, "deep")]
    page = owner.follow(owner.post(PLANS, {"do": "delete", "item": items}))
    assert "2 items deleted" in words(page)
    assert not {"q3 quillfern.txt", "Deep quillfern"} & set(names(page))
    page = owner.follow(owner.post(undo_of(page)))
    assert "2 items restored" in words(page)
    assert {"q3 quillfern.txt", "Deep quillfern"} <= set(names(page))
    # It is said once.
    assert "restored" not in words(owner.get(PLANS))


def test_who_may_not_delete_does_not(enter: Enter, world: World) -> None:
    page = enter("visitor").post(PLANS, {"do": "delete", "item": number(world, "q3")})
    assert page.status == 403
    assert "q3 quillfern.txt" in names(enter("visitor").get(PLANS))


def test_a_locked_file_says_who_works_on_it(enter: Enter, world: World) -> None:
    owner = enter("owner")
    assert "Locked by Member" in words(owner.get(LIBRARY))
    form = {"do": "delete", "item": number(world, "locked")}
    page = owner.post(LIBRARY, form)
    assert page.status == 423
    assert "Locked by Member" in words(page)
    assert "locked quillfern.txt" in names(page)


def test_files_that_cannot_be_deleted_are_told_and_the_others_go(
    enter: Enter, world: World
) -> None:
    owner = enter("owner")
    items = [number(world, "locked"), number(world, "welcome")]
    page = owner.post(LIBRARY, {"do": "delete", "item": items})
    assert page.status == 200
    assert "1 of 2 deleted" in words(page)
    assert "Locked by Member" in words(page)
    shown = names(owner.get(LIBRARY))
    assert "locked quillfern.txt" in shown
    assert "welcome quillfern.txt" not in shown


def test_nothing_ticked_is_said(enter: Enter) -> None:
    for do in ("delete", "ask-move", "ask-copy"):
        page = enter("owner").post(LIBRARY, {"do": do})
        assert page.status == 400
        assert 'role="alert"' in page.text


def test_a_move_to_another_library_can_be_undone(enter: Enter, world: World) -> None:
    owner = enter("owner")
    items = [number(world, "q3"), number(world, "deep")]
    question = owner.follow(owner.post(PLANS, {"do": "ask-move", "item": items}))
    assert "Move 2 items" in words(question)
    form = {"do": "move", "item": items, "to": "/sites/hr/Drafts quillfern"}
    page = owner.follow(owner.post(PLANS, form))
    assert "q3 quillfern.txt" not in names(page)
    assert "q3 quillfern.txt" in names(owner.get("/sites/hr/Drafts%20quillfern"))
    owner.follow(owner.post(undo_of(page)))
    assert {"q3 quillfern.txt", "Deep quillfern"} <= set(names(owner.get(PLANS)))


def test_a_copy_asks_about_a_name_that_is_taken(enter: Enter, world: World) -> None:
    owner = enter("owner")
    form = {"do": "copy", "item": [number(world, "q3")], "to": LIBRARY}
    assert "q3 quillfern.txt" in names(
        owner.get(owner.post(PLANS, form).headers["location"].replace(PLANS, LIBRARY))
    )
    page = owner.post(PLANS, form)
    assert page.status == 409
    assert "There is a “q3 quillfern.txt” here already." in words(page)
    assert "Add as a new version of the one there" in words(page)
    assert owner.post(PLANS, {**form, "clash": "replace"}).status == 303


def test_where_to_is_found_by_looking_around(enter: Enter, world: World) -> None:
    owner = enter("owner")
    at = f"{PLANS}?show=move&item={number(world, 'q3')}"
    assert "This is where it is now." in words(owner.get(at))
    assert "Deep quillfern" in words(owner.get(at))
    top = words(owner.get(f"{at}&to=/"))
    assert "Choose a library first." in top
    site = words(owner.get(f"{at}&to=/sites/hr"))
    assert "Drafts quillfern" in site
    visitor = enter("visitor")
    assert "You may not add anything here." in words(
        visitor.get(f"{PLANS}?show=copy&item={number(world, 'q3')}&to={LIBRARY}")
    )
    hidden = (
        f"{PLANS}?show=copy&item={number(world, 'q3')}&to={LIBRARY}/Salaries quillfern"
    )
    assert visitor.get(hidden.replace(" ", "%20")).status == 404


def test_a_form_without_a_session_leads_to_the_sign_in_page(world: World) -> None:
    answer = Browser().send(f"{LIBRARY}?do=upload", {"a": b"x"}, token="none")
    assert answer.status == 403
    assert 'href="/accounts/login/?next=' in answer.text


def test_an_unknown_form_is_refused(enter: Enter) -> None:
    assert enter("owner").post(LIBRARY, {"do": "dance"}).status == 400
    assert enter("owner").post("/nowhere", {"do": "new"}).status == 404
