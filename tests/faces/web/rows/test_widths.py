"""How wide columns are: as the view says, for those who see it."""

from __future__ import annotations

import re

from hallway.core.items.commands import create_item
from hallway.core.lists.views.commands import add_view
from hallway.core.lists.views.queries import get_view
from hallway.core.lists.views.records import STANDARD, Audience, Content, Shown
from hallway.wire.query import Field, Query, Sum, Total
from tests.faces.web.content.conftest import Enter
from tests.world import World

from .test_list import TASKS

LIBRARY = "/sites/hr/Documents"


def cols(text: str) -> list[str]:
    found = re.search(r"<colgroup>(.*?)</colgroup>", text, re.DOTALL)
    assert found
    return re.findall(r'<col(?: class="[^"]*")?(?: width="([0-9]+)")?>', found[1])


def test_a_view_without_widths_leaves_them_to_the_page(
    enter: Enter, world: World
) -> None:
    text = enter("visitor").get(TASKS).text
    assert set(cols(text)) == {""}
    assert "table--set" not in text


def test_columns_are_as_wide_as_the_view_says(enter: Enter, world: World) -> None:
    name = add_view(
        world.actor("owner"),
        world.tasks,
        title="Wide",
        audience=Audience.EVERYBODY,
        content=Content(
            shown=(
                Shown(name="Title"),
                Shown(name="Points", width=333),
                Shown(name="ID"),
            )
        ),
    )
    text = enter("visitor").get(f"{TASKS}?view={name}").text
    # The box; what is called first takes the room that is left; one has no width.
    assert cols(text) == ["52", "", "333", "110"]
    assert f'width="{52 + 280 + 333 + 110}"' in text
    assert "style=" not in text
    grid = enter("owner").get(f"{TASKS}?view={name}&edit=grid").text
    assert cols(grid) == ["76", "220", "333"]


def test_who_may_change_a_view_changes_widths(enter: Enter, world: World) -> None:
    owner, visitor = enter("owner"), enter("visitor")
    assert f'data-save="{TASKS}?view=all"' in owner.get(TASKS).text
    assert "data-save=" not in visitor.get(TASKS).text
    sent = {"do": "column-width", "column": "Points", "width": "250"}
    assert visitor.post(f"{TASKS}?view=all", sent).status == 403
    assert owner.post(f"{TASKS}?view=all", {**sent, "width": "wide"}).status == 400
    assert owner.post(f"{TASKS}?view=all", {**sent, "width": "9"}).status == 400
    assert "table--set" not in visitor.get(TASKS).text
    assert owner.post(f"{TASKS}?view=all", sent).status == 204
    assert "250" in cols(visitor.get(TASKS).text)
    assert owner.post(f"{TASKS}?view=all", {**sent, "width": ""}).status == 204
    assert "table--set" not in visitor.get(TASKS).text


def test_a_library_has_widths_and_its_first_column_too(
    enter: Enter, world: World
) -> None:
    owner = enter("owner")
    sent = {"do": "column-width", "column": "FileLeafRef", "width": "410"}
    assert owner.post(f"{LIBRARY}?view=all", sent).status == 204
    text = owner.get(LIBRARY).text
    assert cols(text)[:2] == ["52", "410"]
    assert "table--exact" in text


def test_the_form_of_a_view_keeps_widths(enter: Enter, world: World) -> None:
    owner = enter("owner")
    sent = {"do": "column-width", "column": "Points", "width": "250"}
    owner.post(f"{TASKS}?view=all", sent)
    form = owner.get(f"{TASKS}?view=all&show=edit-view").text
    assert re.search(r'name="width.Points" value="250"', form)
    # Not all columns are shown: what is said of the others stays.
    owner.post(
        f"{TASKS}?view=all&show=edit-view",
        {"do": "save-view", "title": "", "layout": "list", "shown": ["Title"]},
    )
    content = get_view(world.actor("owner"), world.tasks, name=STANDARD).content
    assert content.width_of("Points") == 250


def test_the_first_columns_have_labels_for_narrow_tables(
    enter: Enter, world: World
) -> None:
    name = add_view(
        world.actor("owner"),
        world.tasks,
        title="Narrow",
        audience=Audience.EVERYBODY,
        content=Content(
            shown=tuple(
                Shown(name=one)
                for one in ("Modified", "Title", "Points", "State", "Due")
            ),
            query=Query(totals=(Total(Field("Points"), Sum.SUM),)),
        ),
    )
    create_item(world.actor("owner"), world.tasks, values={"Title": "Elm", "Points": 7})
    text = enter("visitor").get(f"{TASKS}?view={name}").text
    row = next(one for one in text.split("<tr") if ">Elm</a>" in one)
    labels = re.findall(r"data-label=\"(\w+) ", row)
    assert labels == ["Points", "State"]
    totals = text[text.index("rows__totals") :]
    assert re.findall(r"data-label=\"(\w+) ", totals) == labels
    assert "table--rows" in text
