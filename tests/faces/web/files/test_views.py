"""Views of a library: columns, filters below, flat ones, groups, files of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from hallway.core.access.commands import Inherit, break_inheritance, grant_role
from hallway.core.access.rights import RoleId
from hallway.core.items.commands import update_values
from hallway.core.lists.views.commands import add_view
from hallway.core.lists.views.queries import get_view
from hallway.core.lists.views.records import Audience, Content, Layout, Rule, Tone
from hallway.wire.query import (
    Compare,
    Field,
    Op,
    Order,
    Query,
    Scope,
    Sum,
    Total,
)
from tests.faces.web.content.browsing import names, words
from tests.faces.web.content.conftest import Enter
from tests.world import SYSTEM, World

LIBRARY = "/sites/hr/Documents"
PLANS = f"{LIBRARY}/Plans%20quillfern"
FINAL = Compare(Field("State"), Op.EQ, "final")


def heads(text: str) -> list[str]:
    found = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", one).split()) for one in found]


def save(world: World, title: str, **content: Any) -> str:
    return add_view(
        world.actor("owner"),
        world.documents,
        title=title,
        audience=Audience.EVERYBODY,
        content=Content(**content),
    )


def test_a_library_shows_its_own_columns_and_folders_first(
    enter: Enter, shelf: World
) -> None:
    page = enter("visitor").get(LIBRARY)
    assert heads(page.text) == [
        *("Name", "Modified", "Modified by", "Size"),
        *("State", "Pages"),
    ]
    assert names(page) == [
        "Plans quillfern",
        "locked quillfern.txt",
        "Welcome quillfern.txt",
    ]
    row = page.text[page.text.index("Select Welcome") :]
    assert re.search(r'<span class="pill hue-\d">final</span>', row)
    assert "All documents" in words(page)


def test_a_filter_looks_below_the_folder_and_says_where(
    enter: Enter, shelf: World
) -> None:
    page = enter("visitor").get(f"{LIBRARY}?in.State=final")
    assert names(page) == ["notes quillfern.txt", "Welcome quillfern.txt"]
    assert "in Plans quillfern / Deep quillfern" in words(page)
    assert "payroll" not in page.text
    assert "State: final" in words(page)
    deep = f'href="{PLANS}/Deep%20quillfern/notes%20quillfern.txt?web=1"'
    assert deep in page.text
    assert names(enter("visitor").get(f"{PLANS}?in.State=final")) == [
        "notes quillfern.txt"
    ]
    assert "payroll quillfern.txt" in names(
        enter("owner").get(f"{LIBRARY}?in.State=final")
    )


def test_names_times_and_editors_are_filtered_by_too(
    enter: Enter, shelf: World
) -> None:
    visitor = enter("visitor")
    assert names(visitor.get(f"{LIBRARY}?contains.FileLeafRef=NOTES")) == [
        "notes quillfern.txt"
    ]
    assert names(visitor.get(f"{LIBRARY}?to.Modified=2001-01-01")) == []
    owner = shelf.principal("owner")
    assert "q3 quillfern.txt" in names(visitor.get(f"{LIBRARY}?in.Editor={owner}"))
    member = shelf.principal("member")
    assert names(visitor.get(f"{LIBRARY}?in.Editor={member}")) == []
    # Words are looked for in names of folders as well.
    assert names(visitor.get(f"{LIBRARY}?q=deep")) == ["Deep quillfern"]
    bad = visitor.get(f"{LIBRARY}?from.Pages=many")
    assert bad.status == 400
    assert "A number is expected." in words(bad)


def test_counts_of_facets_are_of_what_one_may_see(enter: Enter, shelf: World) -> None:
    def counts(who: str) -> dict[str, int]:
        text = enter(who).get(f"{LIBRARY}?show=filter").text
        found = re.findall(
            r'name="in.State" value="(\w*)"[^>]*>[^<]*<span class="count">(\d+)', text
        )
        return {value: int(many) for value, many in found}

    assert counts("owner")["final"] == 3
    assert counts("visitor")["final"] == 2
    assert counts("visitor")["draft"] == 1
    said = enter("visitor").get(f"{LIBRARY}?show=filter&view=all").text
    assert "payroll" not in said


def test_a_flat_view_is_saved_by_the_form_and_mailed_by_its_address(
    enter: Enter, shelf: World
) -> None:
    owner = enter("owner")
    form = owner.get(f"{LIBRARY}?show=new-view")
    assert "All files below it, without folders" in words(form)
    sent = {
        "do": "save-view",
        "title": "Every file",
        "audience": "everybody",
        "layout": "list",
        "scope": "Recursive",
        "shown": ["FileLeafRef", "State"],
        "sort": "FileLeafRef",
    }
    done = owner.follow(owner.post(f"{LIBRARY}?show=new-view", sent))
    assert "View saved" in words(done)
    view = get_view(SYSTEM, shelf.documents, name="every-file")
    assert view.content.query.scope is Scope.RECURSIVE
    page = enter("visitor").get(f"{LIBRARY}?view=every-file")
    assert heads(page.text) == ["Name", "State"]
    assert "may quillfern.txt" in names(page)
    assert "Plans quillfern" not in names(page)
    assert "payroll quillfern.txt" not in names(page)
    # In a folder it shows that folder and what is below.
    assert "Welcome quillfern.txt" not in names(
        enter("visitor").get(f"{PLANS}?view=every-file")
    )


def test_what_a_filter_shows_is_kept_as_a_flat_view(enter: Enter, shelf: World) -> None:
    owner = enter("owner")
    page = owner.get(f"{LIBRARY}?in.State=final&sort=-Pages")
    link = re.search(r'href="([^"]*show=new-view[^"]*)"', page.text)
    assert link is not None
    at = unescape(link[1])
    form = owner.get(at)
    assert '<option value="Recursive" selected>' in form.text
    sent = {"do": "save-view", "title": "Done", "audience": "me", "layout": "list"}
    sent |= {"filter": "0", "scope": "Recursive", "sort": "Pages", "sort-down": "1"}
    done = owner.follow(owner.post(at, sent))
    assert names(done) == [
        *("payroll quillfern.txt", "notes quillfern.txt", "Welcome quillfern.txt"),
    ]
    assert enter("member").get(f"{LIBRARY}?view=done").status == 404


def test_a_view_of_a_folder_keeps_the_way_down(enter: Enter, shelf: World) -> None:
    name = save(shelf, "Final", query=Query(where=FINAL))
    assert names(enter("visitor").get(f"{LIBRARY}?view={name}")) == [
        "Plans quillfern",
        "Welcome quillfern.txt",
    ]
    # Changed again, its condition is still the one it had.
    owner = enter("owner")
    form = words(owner.get(f"{LIBRARY}?view={name}&show=edit-view"))
    assert "State is final" in form
    assert "FSObjType" not in form


def test_groups_totals_and_paint(enter: Enter, shelf: World) -> None:
    name = save(
        shelf,
        "Groups",
        query=Query(
            group=(Order(Field("State")),),
            totals=(Total(Field("Pages"), Sum.SUM),),
            scope=Scope.RECURSIVE,
        ),
        rules=(Rule(where=FINAL, tone=Tone.OK),),
    )
    text = enter("visitor").get(f"{LIBRARY}?view={name}").text
    groups = re.findall(r'scope="rowgroup"[^>]*>(.*?)</th>', text, re.DOTALL)
    said = [" ".join(re.sub(r"<[^>]*>", " ", one).split()) for one in groups]
    assert said[1:] == ["draft 1 Sum 5", "final 2 Sum 11"]
    assert "Sum 16" in re.sub(r"<[^>]*>", " ", text)
    assert text.count('<tr class="rows__tone rows__tone--ok"') == 2


def test_other_layouts_lead_to_the_files(enter: Enter, shelf: World) -> None:
    below = Query(scope=Scope.RECURSIVE)
    board = save(shelf, "Board", layout=Layout.BOARD, board="State", query=below)
    visitor, member = enter("visitor"), enter("member")
    page = visitor.get(f"{LIBRARY}?view={board}")
    assert f'href="{PLANS}/Deep%20quillfern/notes%20quillfern.txt?web=1"' in page.text
    assert "payroll" not in page.text
    notes = shelf.item("notes").number
    sent = {"do": "move-card", "item": notes, "lane": "draft"}
    assert "Moved to “draft”" in words(
        member.follow(member.post(f"{LIBRARY}?view={board}", sent))
    )
    assert visitor.post(f"{LIBRARY}?view={board}", sent).status == 403
    for layout in ({"layout": Layout.GALLERY}, {"layout": Layout.COMPACT}):
        name = save(shelf, layout["layout"].value, **layout)
        assert "Welcome quillfern.txt" in visitor.get(f"{LIBRARY}?view={name}").text
    month = save(shelf, "Month", layout=Layout.CALENDAR, start="Modified")
    assert visitor.get(f"{LIBRARY}?view={month}").status == 200


def test_an_export_says_where_files_are(enter: Enter, shelf: World) -> None:
    visitor = enter("visitor")
    lines = visitor.get(f"{LIBRARY}?in.State=final&export=csv").text.splitlines()
    assert lines[0].lstrip("\ufeff").startswith("Name,Folder,State,Pages,Size in bytes")
    folder = "/sites/hr/Documents/Plans quillfern/Deep quillfern"
    assert lines[1].startswith(f"notes quillfern.txt,{folder},final,8,15,")
    assert "payroll" not in "".join(lines)
    book = visitor.get(f"{LIBRARY}?export=xlsx")
    assert book.status == 200
    assert book.body.startswith(b"PK")


def test_a_view_takes_as_many_statements_for_3_as_for_30(
    enter: Enter, shelf: World, statements: Callable[[], Any]
) -> None:
    visitor = enter("visitor")
    for at, files in (("few", 3), ("many", 30)):
        shelf.items[at] = shelf.folder("root", at)
        shelf.items["below"] = shelf.folder(at, "below")
        for n in range(files):
            item = shelf.put("below", f"{n}.txt", b"x", who=("owner", "member")[n % 2])
            update_values(SYSTEM, item, values={"State": "draft", "Pages": n})
    visitor.get(f"{LIBRARY}/few?in.State=draft")
    for query in ("in.State=draft", "in.State=draft&show=filter", "group=State"):
        counts = []
        for at in ("few", "many"):
            with statements() as sent:
                assert visitor.get(f"{LIBRARY}/{at}?{query}").status == 200
            counts.append(len(sent))
        assert counts[0] == counts[1] <= 40, query


def test_what_was_found_below_is_worked_with_where_it_is(
    enter: Enter, shelf: World
) -> None:
    member = enter("member")
    notes = shelf.item("notes").number
    page = member.get(f"{LIBRARY}?in.State=final")
    at = f"{PLANS}/Deep%20quillfern"
    assert f'href="{at}?show=details&amp;item={notes}"' in page.text
    shared = member.post(LIBRARY, {"do": "ask-share", "item": notes})
    assert shared.headers["location"] == f"{at}?show=share&item={notes}"
    loaded = member.post(LIBRARY, {"do": "ask-download", "item": notes})
    assert loaded.headers["location"] == f"{at}/notes%20quillfern.txt?download=1"
    asked = member.get(f"{LIBRARY}?show=move&item={notes}&to={PLANS}")
    assert "Move “notes quillfern.txt”" in words(asked)
    moved = {"do": "move", "item": notes, "to": "/sites/hr/Documents/Plans quillfern"}
    done = member.follow(member.post(LIBRARY, moved))
    assert "1 item moved" in words(done)
    done = member.follow(member.post(LIBRARY, {"do": "delete", "item": notes}))
    assert "“notes quillfern.txt” deleted" in words(done)
    # What is hidden is not found below either.
    hidden = {"do": "delete", "item": shelf.item("payroll").number}
    assert member.post(LIBRARY, hidden).status == 400


def test_who_sees_a_folder_alone_sees_its_names(enter: Enter, shelf: World) -> None:
    owner = shelf.actor("owner")
    folder = shelf.securable("deep")
    break_inheritance(owner, folder, start=Inherit.CLEAR)
    grant_role(owner, folder, principal=shelf.principal("nobody"), role=RoleId.READ)
    nobody = enter("nobody")
    at = f"{PLANS}/Deep%20quillfern"
    page = nobody.get(f"{at}?sort=-Modified")
    assert page.status == 200
    assert names(page) == ["notes quillfern.txt"]
    assert "final" not in page.text
    assert nobody.get(f"{at}?in.State=final").status == 200
    assert nobody.get(f"{at}?view=all").status == 404
    assert nobody.get(f"{at}?show=filter&export=csv").status == 404
    number = shelf.item("notes").number
    for show in ("details", "menu", "versions"):
        assert nobody.get(f"{at}?show={show}&item={number}").status == 200
    assert nobody.get(LIBRARY).status == 404
