"""The menu of a row, the bar of a library, and what the bar does with ticks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.faces.dav.asking import Answer
from tests.faces.web.content.browsing import BOUNDARY, _part, words
from tests.faces.web.content.conftest import Enter
from tests.world import World

LIBRARY = "/sites/hr/Documents"


def menu(enter: Enter, world: World, who: str, name: str = "welcome") -> Answer:
    item = world.item(name)
    return enter(who).get(f"{LIBRARY}?show=menu&item={item.number}")


def test_a_menu_offers_what_one_may(enter: Enter, world: World) -> None:
    owner, reader = (words(menu(enter, world, who)) for who in ("owner", "visitor"))
    everybody = (
        "Open",
        "Download",
        "Copy link",
        "Copy to",
        "Details",
        "Who has access",
    )
    for line in everybody:
        assert line in owner, line
        assert line in reader, line
    for line in ("Share", "Check out", "Rename", "Move to", "Delete"):
        assert line in owner, line
        assert line not in reader, line
    assert "Version history" in owner


def test_a_menu_is_a_piece_whose_forms_are_ours(enter: Enter, world: World) -> None:
    page = menu(enter, world, "owner")
    assert page.status == 200
    assert page.headers["cache-control"] == "private, no-cache"
    assert "<html" not in page.text
    forms = page.text.count("<form")
    assert forms
    assert page.text.count('name="csrfmiddlewaretoken"') == forms


def test_a_menu_follows_the_check_out(enter: Enter, world: World) -> None:
    number = world.item("welcome").number
    owner = enter("owner")
    owner.post(LIBRARY, {"do": "checkout", "item": number})
    mine = words(owner.get(f"{LIBRARY}?show=menu&item={number}"))
    other = words(menu(enter, world, "member"))
    assert "Check in" in mine
    assert "Discard check-out" in mine
    assert "Check in" not in other
    assert "Check out" not in other


@pytest.mark.parametrize("who", ["nobody", "acme", "globex"])
def test_a_menu_tells_nothing_to_whom_the_library_is_hidden(
    enter: Enter, world: World, who: str
) -> None:
    page = menu(enter, world, who)
    assert page.status == 404
    assert world.item("welcome").name not in page.text


def test_a_menu_of_what_is_not_there_is_not_found(enter: Enter, world: World) -> None:
    owner = enter("owner")
    for query in ("item=999999", "item=x", ""):
        assert owner.get(f"{LIBRARY}?show=menu&{query}").status == 404
    hidden = world.item("salaries")
    at = f"{LIBRARY}?show=menu&item={hidden.number}"
    assert enter("visitor").get(at).status == 404


def test_a_menu_asks_the_same_for_each_row(
    enter: Enter, world: World, statements: Callable[[], Any]
) -> None:
    owner = enter("owner")
    number = world.item("welcome").number
    with statements() as queries:
        assert owner.get(f"{LIBRARY}?show=menu&item={number}").status == 200
    assert len(queries) <= 9


# --- the bar


def test_without_script_a_row_leads_to_its_pane(enter: Enter, world: World) -> None:
    page = enter("owner").get(LIBRARY)
    number = world.item("welcome").number
    assert re.search(rf'href="[^"]*show=details&amp;item={number}"', page.text)
    assert (
        "csrfmiddlewaretoken"
        not in page.text.partition("<tbody")[2].partition("</tbody")[0]
    )


def test_the_settings_are_offered_to_who_may_manage_lists(enter: Enter) -> None:
    for who in ("owner", "member"):
        browser = enter(who)
        found = re.search(
            r'href="([^"]*_layouts/list\?list=[^"]+)"', browser.get(LIBRARY).text
        )
        assert found is not None
        page = browser.get(found[1])
        assert page.status == 200
        assert "Files are checked out before they are changed" in words(page)
    assert "_layouts/list?list=" not in enter("visitor").get(LIBRARY).text


def test_one_ticked_file_is_downloaded_or_shared(enter: Enter, world: World) -> None:
    owner = enter("owner")
    item = world.item("welcome")
    answer = owner.post(LIBRARY, {"do": "ask-download", "item": item.number})
    assert answer.status == 303
    assert "attachment" in owner.follow(answer).headers["content-disposition"]
    answer = owner.post(LIBRARY, {"do": "ask-share", "item": item.number})
    assert answer.headers["location"].endswith(f"?show=share&item={item.number}")
    assert owner.follow(answer).status == 200


def test_several_or_none_are_asked_about(enter: Enter, world: World) -> None:
    owner = enter("owner")
    both = [world.item(name).number for name in ("welcome", "locked")]
    for items in ([], both):
        page = owner.post(LIBRARY, {"do": "ask-share", "item": items})
        assert page.status == 400
        assert "Choose one" in words(page)
    page = owner.post(LIBRARY, {"do": "ask-download"})
    assert page.status == 400
    assert "Choose what to download first" in words(page)
    for action in ("ask-share", "ask-download"):
        gone = owner.post(LIBRARY, {"do": action, "item": 999999})
        assert gone.status == 404


def _upload(enter: Enter, comment: str, *files: str) -> Answer:
    owner = enter("owner")
    body = _part('name="csrfmiddlewaretoken"', owner.token().encode())
    body += _part('name="comment"', comment.encode())
    for name in files:
        body += _part(f'name="files"; filename="{name}"', b"x")
    end = f"--{BOUNDARY}--\r\n".encode()
    return owner.send_raw(f"{LIBRARY}?do=upload", body + end)


def test_a_comment_goes_to_every_file_of_an_upload(enter: Enter, world: World) -> None:
    from hallway.core.items.queries import resolve
    from hallway.core.versions.queries import list_versions

    answer = _upload(enter, " Prices of 2027 ", "one.txt", "two.txt")
    assert answer.status == 303, words(answer)
    admin = world.actor("admin")
    for name in ("one.txt", "two.txt"):
        item = resolve(admin, ("sites", "hr", "Documents", name)).item
        assert item is not None
        comments = [one.comment for one in list_versions(admin, item.id)]
        assert comments == ["Prices of 2027"]


def test_a_comment_that_is_no_text_is_refused(enter: Enter) -> None:
    assert _upload(enter, "x\0y", "odd.txt").status == 400
