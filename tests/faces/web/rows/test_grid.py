"""A list's page as a grid: what is on it, and what rows that are sent are answered."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from django.utils import translation

from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.items.commands import create_item
from hallway.core.items.queries import get_values
from hallway.core.items.rows import get_item_row
from hallway.core.lists.commands import add_column
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord
from hallway.faces.web.rows.grid.texts import text_of
from hallway.faces.web.rows.named import NOBODY
from tests.core.contenttypes.world_of_types import (
    content_type,
    site_column,
    type_of,
    use,
)
from tests.core.query.asking import ask
from tests.faces.dav.asking import Answer
from tests.faces.web.content.browsing import Browser
from tests.faces.web.content.conftest import Enter
from tests.world import SYSTEM, World

from .test_list import TASKS

GRID = f"{TASKS}?edit=grid"


def texts(page: Answer) -> list[list[str]]:
    """What is edited in each row that is there."""
    return [
        [unescape(one) for one in re.findall(r'<td data-text="([^"]*)"', row)]
        for row in re.findall(r'<tr data-number="\d+".*?</tr>', page.text, re.DOTALL)
    ]


def send(browser: Browser, rows: Any, path: str = GRID) -> Answer:
    text = rows if isinstance(rows, str) else json.dumps(rows)
    return browser.post(path, {"do": "cells", "rows": text})


def answers(answer: Answer) -> list[dict[str, Any]]:
    assert answer.status == 200, answer.text[:400]
    found: list[dict[str, Any]] = json.loads(answer.text)["rows"]
    return found


def row_of(world: World, name: str, **cells: Any) -> dict[str, Any]:
    item = get_item_row(world.items[name])
    return {"number": item.number, "version": item.version, "cells": cells}


def test_the_grid_has_the_rows_of_the_view(enter: Enter, world: World) -> None:
    create_item(
        world.actor("owner"),
        world.tasks,
        values={
            "Title": "Chair",
            "Points": 1.5,
            "Due": "2026-12-31",
            "Done": True,
            "Seen": 1_700_000_000_000_000,
            "Who": world.principal("member"),
            "Text": "two\nlines",
        },
    )
    page = enter("owner").get(f"{GRID}&sort=Title&contains.Title=chair")
    assert page.status == 200
    (chair,) = texts(page)
    assert chair[:4] == ["Chair", "1.5", "2026-12-31", "2023-11-14 22:13:20"]
    assert chair[4:7] == ["Yes", "Member", "two\nlines"]
    assert f'data-given="{world.principal("member")}"' in page.text
    assert "edit=grid" in page.text
    assert "data-blank" in page.text
    assert "Edit in grid" in enter("owner").get(TASKS).text


def test_a_reader_sees_cells_that_cannot_be_changed(enter: Enter, world: World) -> None:
    page = enter("visitor").get(GRID)
    rows = re.findall(r'<tr data-number="\d+"[^>]*>', page.text)
    assert rows
    assert all("data-fixed" in row for row in rows)
    assert "data-blank" not in page.text
    assert "Edit in grid" not in enter("visitor").get(TASKS).text
    assert enter("nobody").get(GRID).status == 404


def test_rows_are_saved_and_come_back_as_they_are(enter: Enter, world: World) -> None:
    browser = enter("owner")
    one, two, three = answers(
        send(
            browser,
            [
                row_of(world, "task1", Title="Changed", Points="2,5", State="OPEN"),
                {"guid": str(uuid4()), "cells": {"Title": "New <b>", "Who": "member"}},
                row_of(world, "task2", Points="many", Title="Kept"),
            ],
        )
    )
    assert one["state"] == two["state"] == "saved"
    assert get_values(SYSTEM, world.items["task1"])["Points"] == 2.5
    assert 'data-text="open"' in one["html"]
    assert "New &lt;b&gt;" in two["html"]
    version = get_item_row(world.items["task1"]).version
    assert f'data-version="{version}"' in one["html"]
    assert three["state"] == "refused"
    assert three["errors"] == {"Points": "A number is expected."}
    assert get_values(SYSTEM, world.items["task2"])["Title"] != "Kept"


def test_a_row_that_somebody_changed_comes_back(enter: Enter, world: World) -> None:
    row = row_of(world, "task1", Title="Mine")
    answers(send(enter("owner"), [row_of(world, "task1", Title="Theirs")]))
    (answer,) = answers(send(enter("member"), [row]))
    assert answer["state"] == "overtaken"
    assert 'data-text="Theirs"' in answer["html"]


def test_a_made_row_is_deleted_and_brought_back(enter: Enter, world: World) -> None:
    browser = enter("owner")
    made = answers(
        send(browser, [{"guid": str(uuid4()), "cells": {"Title": "Chair"}}])
    )[0]
    number, version = (
        int(re.findall(rf'data-{name}="(\d+)"', made["html"])[0])
        for name in ("number", "version")
    )
    entry = {"act": "delete", "number": number, "version": version}
    taken = answers(send(browser, [entry]))[0]
    assert (taken["state"], taken["html"]) == ("deleted", "")
    back = answers(send(browser, [{"act": "restore", "deletion": taken["deletion"]}]))[
        0
    ]
    assert f'data-number="{number}"' in back["html"]


def test_the_wrong_person_is_refused_and_shown_nothing(
    enter: Enter, world: World
) -> None:
    owner = world.actor("owner")
    private = create_item(owner, world.tasks, values={"Title": "Quietwood"})
    world.items["private"] = private.id
    break_inheritance(owner, world.securable("private"), start=Inherit.CLEAR)
    total = ask(SYSTEM, world.tasks).total
    for who in ("visitor", "member"):
        page = enter(who).get(GRID)
        assert "Quietwood" not in page.text
        answer = answers(
            send(
                enter(who),
                [
                    row_of(world, "private", Title="x"),
                    {"number": 10**6, "version": 1, "cells": {"Title": "x"}},
                ],
            )
        )
        assert answer[0] == answer[1]
        assert answer[0]["state"] == "gone"
    refused = answers(
        send(
            enter("visitor"),
            [
                row_of(world, "task1", Title="x"),
                {"guid": str(uuid4()), "cells": {"Title": "x"}},
            ],
        )
    )
    assert [one["state"] for one in refused] == ["refused", "refused"]
    assert all(one["message"] for one in refused)
    assert ask(SYSTEM, world.tasks).total == total
    assert send(enter("nobody"), [row_of(world, "task1", Title="x")]).status == 404


def test_what_no_grid_sends_is_refused(enter: Enter, world: World) -> None:
    browser = enter("owner")
    broken: list[Any] = [
        *("", "{", "[" * 5000, "{}", "3", "[3]", "[{}]", '[{"number": 0}]'),
        [{"number": 1, "cells": []}],
        [{"number": 1, "cells": {"Title": 3}}],
        [{"number": 1, "cells": {"Title": {"is": 1, "x": 2}}}],
        [{"guid": "x", "cells": {}}],
        [{"number": 1, "act": "burn"}],
        [{"number": 1}] * 201,
    ]
    for rows in broken:
        assert send(browser, rows).status == 400, rows
    odd = [
        {"number": 1e400, "guid": str(uuid4()), "cells": {"Title": "\0a\ud800"}},
        {"act": "restore", "deletion": "\0"},
        {"number": 2**52, "version": True, "cells": {"Title": {"is": {}}}},
    ]
    assert [one["state"] for one in answers(send(browser, odd))] == [
        *("refused", "refused", "gone")
    ]


def test_a_page_costs_as_much_for_many_rows(
    enter: Enter, world: World, statements: Any
) -> None:
    browser = enter("owner")

    def cost() -> int:
        with statements() as found:
            assert browser.get(GRID).status == 200
        return len(found)

    cost()
    few = cost()
    for n in range(25):
        create_item(world.actor("owner"), world.tasks, values={"Title": f"Row {n}"})
    assert cost() <= few


def test_numbers_are_written_as_the_reader_writes_them(world: World) -> None:
    owner = world.actor("owner")
    for name, kind, settings in (
        ("Share", "number", {"percent": True}),
        ("Price", "currency", {"currency": "EUR"}),
    ):
        add_column(
            owner,
            world.tasks,
            internal_name=name,
            title=name,
            type=kind,
            settings=settings,
        )
    columns: dict[str, ColumnRecord] = {
        one.internal_name: one for one in list_columns(owner, world.tasks)
    }
    with translation.override("de"):
        found = [
            text_of(columns[name], value, NOBODY)
            for name, value in (("Points", 1.5), ("Share", 0.075), ("Price", 129950))
        ]
    assert found == ["1,5", "7,5 %", "1299,50"]


def test_a_librarys_files_are_edited_and_none_is_made(
    enter: Enter, world: World
) -> None:
    owner = world.actor("owner")
    item = get_item_row(world.items["q3"])
    add_column(owner, item.list, internal_name="Tag", title="Tag", type="text")
    path = quote(f"/{'/'.join(world.path('q3')[:-1])}") + "?edit=grid"
    page = enter("owner").get(path)
    assert page.status == 200
    assert "data-blank" not in page.text
    assert re.search(r'<td data-text="q3 [^"]*" data-fixed', page.text)
    item = get_item_row(item.id)
    number, version = item.number, item.version
    entry = {"number": number, "version": version, "cells": {"Tag": "blue"}}
    (answer,) = answers(send(enter("owner"), [entry], path))
    assert answer["state"] == "saved"
    assert 'data-text="blue"' in answer["html"]
    assert get_values(SYSTEM, item.id) == {"Tag": "blue"}
    new = {"guid": str(uuid4()), "cells": {"Tag": "x"}}
    assert answers(send(enter("owner"), [new], path))[0]["state"] == "refused"


def test_content_types_are_cells_where_a_list_has_several(
    enter: Enter, world: World, statements: Any
) -> None:
    owner = enter("owner")
    assert 'data-name="ContentType"' not in owner.get(GRID).text
    visit = content_type(world, "Visit", site_column(world, "Host", "text"))
    use(world, world.tasks, visit)
    page = owner.get(GRID)
    assert 'data-name="ContentType" data-kind="choice"' in page.text
    assert all(row[-1] == "Item" for row in texts(page))
    change = row_of(world, "task1", ContentType="visit")
    cells = {"Title": "New", "ContentType": "Visit"}
    new = {"guid": str(uuid4()), "cells": cells}
    lacking = answers(send(owner, [change, new]))
    assert [one["state"] for one in lacking] == ["refused", "refused"]
    assert lacking[0]["errors"] == {"Host": "A value is needed."}
    change["cells"]["Host"] = cells["Host"] = "Petra"
    changed, made = answers(send(owner, [change, new]))
    assert (changed["state"], made["state"]) == ("saved", "saved")
    assert "Visit" in changed["html"]
    assert type_of(world.task1) == "Visit"
    assert "Visit" in made["html"]
    odd = row_of(world, "task2", ContentType="Folder")
    (refused,) = answers(send(owner, [odd]))
    assert "ContentType" in refused["errors"]
    same = row_of(world, "task1", ContentType="Visit", Host="Petra")
    (kept,) = answers(send(owner, [same]))
    assert kept["state"] == "saved"
    assert row_of(world, "task1")["version"] == same["version"]

    def cost() -> int:
        with statements() as found:
            owner.get(GRID)
        return len(found)

    few = cost()
    for n in range(20):
        values = {"Title": f"Row {n}", "ContentType": "Visit", "Host": "Mo"}
        create_item(world.actor("owner"), world.tasks, values=values)
    assert cost() <= few
