"""The way of a file into a list, page by page, without script."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from hallway.core.jobs.runner import run_pending
from hallway.core.lists.queries import list_lists
from hallway.core.sheets.models import Sheet
from hallway.platform.storage import get_store
from tests.core.sheets.files import csv, rows, types, xlsx
from tests.faces.dav.asking import Answer
from tests.faces.web.content.browsing import Browser, words
from tests.faces.web.content.conftest import Enter
from tests.world import SYSTEM, World

IMPORT = "/sites/hr/_layouts/import"
LINES = [
    ("Name", "Points", "Due"),
    *[(f"row {n}", f"{n}", "2026-01-01") for n in range(30)],
]


def upload(
    browser: Browser, body: bytes, *, name: str = "Stock.csv", path: str = IMPORT
) -> str:
    """Send a file; the address of the page that goes on with it."""
    answer = browser.send(path, {name: body})
    assert answer.status == 303, words(answer)
    return answer.headers["location"]


def form(page: Answer) -> dict[str, str]:
    """What a browser would send of the form of the columns."""
    text = page.text[page.text.index("sheets__form") :]
    text = text[: text.index("</form>")]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", text):
        named = re.search(r' name="([^"]+)"', tag)
        value = re.search(r' value="([^"]*)"', tag)
        if named is None or named[1] == "csrfmiddlewaretoken":
            continue
        if 'type="checkbox"' in tag and " checked" not in tag:
            continue
        found[named[1]] = value[1] if value else ""
    for name, options in re.findall(
        r'<select[^>]* name="([^"]+)".*?>(.*?)</select>', text, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        first = re.search(r'value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else first[1] if first else ""
    return found


def check(browser: Browser, here: str, **changes: str | None) -> Answer:
    fields: Mapping[str, object] = {
        name: value
        for name, value in {**form(browser.get(here)), **changes}.items()
        if value is not None
    }
    return browser.post(here, {**fields, "do": "check"})


def find(world: World, title: str):  # type: ignore[no-untyped-def] # or None
    found = [one for one in list_lists(SYSTEM, world.hr) if one.title == title]
    return found[0] if found else None


def test_a_list_is_made_of_a_file(enter: Enter, world: World) -> None:
    owner = enter("owner")
    assert IMPORT in owner.get("/sites/hr/_layouts/contents").text
    assert "CSV" in words(owner.get(IMPORT))
    here = upload(owner, csv(*LINES))
    page = owner.get(here)
    said = words(page)
    assert 'value="Stock"' in page.text
    for word in ("Points", "row 19", "Date (2026-12-31)", "Check all rows"):
        assert word in said
    assert "row 20" not in said
    answer = check(owner, here, **{"title": "My stock", "type.1": "text"})
    said = words(owner.follow(answer))
    assert "Make the list with 30 rows" in said
    assert find(world, "My stock") is None
    done = owner.follow(owner.post(here, {"do": "apply"}))
    assert "are in" in words(done)
    made = find(world, "My stock")
    assert types(made.id) == {"Title": "text", "Points": "text", "Due": "date"}
    assert len(rows(made.id)) == 30
    assert "/sites/hr/Lists/My%20stock" in done.text


def test_errors_stand_beside_their_cells_and_may_be_left_out(
    enter: Enter, world: World
) -> None:
    owner = enter("owner")
    body = csv(*LINES, ("=bad <b>", "many", "2026-99-01"))
    here = upload(owner, body)
    page = owner.follow(check(owner, here))
    said = words(page)
    for word in ("32", "many", "A number is expected.", "Leave the rows with errors"):
        assert word in said
    assert "Make the list" not in said
    refused = owner.post(here, {"do": "apply"})
    assert refused.status == 409
    assert find(world, "Stock") is None
    bad = owner.get(f"{here}&export=bad")
    assert bad.headers["content-type"] == "text/csv; charset=utf-8"
    lines = bad.text.splitlines()
    assert lines[0].endswith("Name,Points,Due,Line of the file,What is wrong")
    assert lines[1].startswith("'=bad <b>,many,2026-99-01,32,")
    done = owner.follow(owner.post(here, {"do": "leave"}))
    assert "are in" in words(done)
    assert len(rows(find(world, "Stock").id)) == 30


def test_a_plan_that_cannot_be_keeps_what_was_typed(enter: Enter, world: World) -> None:
    owner = enter("owner")
    here = upload(owner, csv(*LINES))
    answer = check(
        owner, here, **{"title": "", "title.1": " ", "title.0": "Typed <here>"}
    )
    assert answer.status == 400
    assert "Typed &lt;here&gt;" in answer.text
    assert "1 to 255 characters" in words(answer)
    none = {f"take.{n}": None for n in range(3)}
    answer = check(owner, here, **none)
    assert "Take at least one column." in words(answer)
    assert owner.post(here, {"do": "nonsense"}).status == 400


def test_the_sheet_and_the_head_are_chosen(enter: Enter, world: World) -> None:
    owner = enter("owner")
    here = upload(owner, xlsx(["a", 1], ["b", 2]), name="Book.xlsx")
    page = owner.get(here)
    assert "Sheet of the workbook" in words(page)
    answer = owner.post(here, {"do": "table", "table": "Sheet"})
    assert "Column 2" in owner.follow(answer).text
    assert owner.post(here, {"do": "table", "table": "None"}).status == 400


def test_rows_are_brought_into_a_list_with_a_dry_run(
    enter: Enter, world: World
) -> None:
    member = enter("member")
    tasks = world.lists["tasks"]
    page = member.get(f"/sites/hr/Lists/{tasks.url_name.rpartition('/')[2]}")
    address = f"{IMPORT}?list={tasks.guid}"
    assert address in page.text
    title = rows(tasks.id)[0]["Title"]
    body = csv(("Title", "Points", "Odd"), (title, "7,5", "x"), ("new", "", ""))
    here = upload(member, body.replace(b"7,5", b'"7,5"'), path=address)
    fields = form(member.get(here))
    assert (fields["name.0"], fields["name.1"], fields["name.2"]) == (
        "Title",
        "Points",
        "",
    )
    answer = check(member, here, **{"key.0": "1", "mode": "both"})
    said = words(member.follow(answer))
    for word in ("What changes", "7,5", "Bring in 2 rows"):
        assert word in said
    member.follow(member.post(here, {"do": "apply"}))
    assert [one.get("Points") for one in rows(tasks.id)] == [7.5, 2.0, None]
    again = member.post(here, {"do": "apply"})
    assert again.status == 409


def test_a_long_file_shows_how_far_it_is(enter: Enter, world: World) -> None:
    owner = enter("owner")
    lines = [("N",), *[(str(n),) for n in range(600)]]
    here = upload(owner, csv(*lines))
    owner.follow(check(owner, here))
    waiting = owner.follow(owner.post(here, {"do": "apply"}))
    assert waiting.headers["refresh"] == "3"
    assert "0 of 600" in words(waiting)
    run_pending()
    assert "are in" in words(owner.get(here))
    assert len(rows(find(world, "Stock").id)) == 600


@pytest.mark.parametrize(
    ("who", "status"), [("visitor", 403), ("nobody", 404), ("acme", 404)]
)
def test_who_may_not_gets_nothing_and_nothing_is_staged(
    enter: Enter, world: World, who: str, status: int
) -> None:
    stored = set(get_store().iterate())
    browser = enter(who)
    token = enter("owner").token() if who == "acme" else browser.token()
    for path in (IMPORT, f"{IMPORT}?list={world.lists['tasks'].guid}"):
        assert browser.get(path).status == status
        answer = browser.send(path, {"x.csv": b"never,kept\n1,2"}, token=token)
        assert answer.status == status
    assert set(get_store().iterate()) == stored
    assert not Sheet.unscoped.exists()


def test_a_sheet_is_nothing_to_others(enter: Enter, world: World) -> None:
    here = upload(enter("owner"), csv(*LINES))
    for who in ("admin", "member", "visitor"):
        browser = enter(who)
        assert browser.get(here).status == 404
        assert browser.post(here, {"do": "apply"}).status == 404
        assert browser.get(f"{here}&export=bad").status == 404
    assert (
        enter("owner").get(here.replace("/sites/hr/", "/sites/hr/team/")).status == 404
    )


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "nothing in this file"),
        (b'a,b\n1,"x', "Line 2"),
        (b"PK\x03\x04 broken", "no whole workbook"),
        (b"a\n\0", "Line 2"),
    ],
)
def test_what_is_no_table_is_said(
    enter: Enter, world: World, body: bytes, word: str
) -> None:
    answer = enter("owner").send(IMPORT, {"x.csv": body})
    assert answer.status == 400
    assert word in words(answer)


def test_the_form_without_a_file_and_strange_addresses(
    enter: Enter, world: World
) -> None:
    owner = enter("owner")
    assert owner.send(IMPORT, {}).status == 400
    assert owner.post(IMPORT, {"do": "check"}).status == 404
    for query in ("sheet=", "sheet=1", "list=0", "sheet=%00", "list=%00"):
        assert owner.get(f"{IMPORT}?{query}").status == 404


def test_the_file_is_forgotten(enter: Enter, world: World) -> None:
    owner = enter("owner")
    here = upload(owner, csv(*LINES))
    answer = owner.post(here, {"do": "drop"})
    assert answer.headers["location"] == "/sites/hr/_layouts/contents"
    assert owner.get(here).status == 404


def test_the_settings_of_lists_and_libraries_lead_here(
    enter: Enter, world: World
) -> None:
    owner = enter("owner")
    for name in ("tasks", "documents"):
        guid = world.lists[name].guid
        page = owner.get(f"/sites/hr/_layouts/list?list={guid}")
        assert f"{IMPORT}?list={guid}" in page.text
        assert owner.get(f"{IMPORT}?list={guid}").status == 200
