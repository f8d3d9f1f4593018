"""Questions to a list, held beside a plain model in Python."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest

from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.access.records import Securable
from hallway.core.errors import Invalid, NotFound
from hallway.core.items.commands import (
    create_folder,
    create_item,
    delete_item,
    update_values,
)
from hallway.core.items.queries import get_item
from hallway.core.items.records import ItemId
from hallway.core.query.queries import count_values, list_rows
from hallway.core.query.records import (
    EDITOR,
    MODIFIED,
    NUMBER,
    Filter,
    Op,
    RowPage,
    Sort,
)
from hallway.wire.paths import fold, sort_key
from tests.world import World

TEXTS = ("Äpfel", "apfel 10", "Apfel 9", "x_y", "100 %", "Straße", "strasse", "ǆ", "é!")
STATES = ("new", "open", "done")
DAYS = ("2025-12-31", "2026-01-01", "2026-02-28")
COLUMNS = ("Title", "Points", "Due", "Seen", "Done", "State", "Who", "Text")


@dataclass
class Model:
    """The rows as they were written, by number."""

    rows: dict[int, Mapping[str, Any]]
    titles: dict[int, str]

    def key(self, number: int, column: str) -> Any:
        if column == NUMBER:
            return number
        value = self.rows[number].get(column)
        if value is None:
            return None
        if column in ("Title", "Text", "State"):
            return sort_key(value)
        if column == "Who":
            return (sort_key(self.titles[value]), value)
        return value

    def met(self, number: int, one: Filter) -> bool:
        value = self.rows[number].get(one.column)
        wanted = one.value
        if one.op is Op.EMPTY:
            return value is None
        if one.op is Op.ONE_OF:
            return any(
                self.met(number, Filter(column=one.column, op=Op.EQUALS, value=each))
                for each in wanted
            )
        if value is None:
            return one.op is Op.EQUALS and wanted is None
        if one.column in ("Title", "Text") or one.op in (Op.CONTAINS, Op.STARTS):
            value, wanted = fold(value), fold(wanted)
        if one.op in (Op.BEFORE, Op.AFTER):
            return bool(value < wanted if one.op is Op.BEFORE else value > wanted)
        if one.op is Op.EQUALS:
            return bool(value == wanted)
        words = str(value)
        return wanted in words if one.op is Op.CONTAINS else words.startswith(wanted)

    def ask(self, filters: list[Filter], text: str, sort: Sort) -> list[int]:
        found = [
            number
            for number, values in self.rows.items()
            if all(self.met(number, one) for one in filters)
            and all(
                any(fold(word) in fold(values.get(c, "\0")) for c in ("Title", "Text"))
                or fold(word) in fold(values.get("State", "\0"))
                for word in text.split()
            )
        ]
        keys = {number: self.key(number, sort.column) for number in found}
        found.sort(
            key=lambda n: (keys[n] is not None, keys[n] or type_zero(keys[n]), n),
            reverse=sort.descending,
        )
        return found


def type_zero(value: Any) -> Any:
    return 0 if value is None else value


@pytest.fixture
def model(world: World) -> Model:
    """Forty rows of every type in the list of tasks, some values left out."""
    dice = random.Random(7)
    owner = world.actor("owner")
    people: dict[int, str] = {
        world.principal(who): who.title() for who in ("owner", "member", "visitor")
    }
    rows: dict[int, Mapping[str, Any]] = {}
    for name in ("task1", "task2"):
        delete_item(owner, world.items[name])
    for _ in range(40):
        values: dict[str, Any] = {"Title": dice.choice(TEXTS)}
        pool = {
            "Points": (-1.5, 0.0, 2.0, 10.0),
            "Due": DAYS,
            "Seen": (0, 1_700_000_000_000_000, -5),
            "Done": (True, False),
            "State": STATES,
            "Who": tuple(people),
            "Text": (*TEXTS, "two\nlines"),
        }
        for column, choices in pool.items():
            if dice.random() < 0.7:
                values[column] = dice.choice(choices)
        made = create_item(owner, world.tasks, values=values)
        rows[made.number] = values
    return Model(rows=rows, titles=people)


def numbers(page: RowPage) -> list[int]:
    return [row.item.number for row in page.rows]


def _filters(dice: random.Random, model: Model) -> list[Filter]:
    some: list[Filter] = []
    for _ in range(dice.choice((0, 0, 1, 1, 2))):
        column = dice.choice(COLUMNS)
        ops = [Op.EQUALS, Op.EMPTY, Op.ONE_OF]
        if column in ("Title", "Text", "State"):
            ops += [Op.CONTAINS, Op.STARTS]
        if column in ("Points", "Due", "Seen"):
            ops += [Op.BEFORE, Op.AFTER]
        op = dice.choice(ops)
        known = [row[column] for row in model.rows.values() if column in row]
        value: Any = dice.choice(known)
        if op is Op.ONE_OF:
            value = tuple(dice.choices([*known, None], k=dice.choice((0, 1, 2))))
        elif op in (Op.CONTAINS, Op.STARTS):
            start = dice.randrange(len(value)) if op is Op.CONTAINS else 0
            value = value[start : start + 3].upper()
        some.append(Filter(column=column, op=op, value=value))
    return some


def test_every_question_is_answered_as_the_model_does(
    world: World, model: Model
) -> None:
    dice = random.Random(11)
    visitor = world.actor("visitor")
    for _ in range(250):
        filters = _filters(dice, model)
        text = dice.choice(("", "", "", "APFEL", "e 1", "_", "%", "!", "nothing"))
        sort = Sort(
            column=dice.choice((*COLUMNS, NUMBER)), descending=dice.random() < 0.5
        )
        expected = model.ask(filters, text, sort)
        size = dice.choice((3, 7, 50))
        seen: list[int] = []
        page = list_rows(
            visitor, world.tasks, filters=filters, text=text, sort=sort, limit=size
        )
        assert page.total == len(expected)
        assert not page.has_fewer
        pages = [numbers(page)]
        while page.has_more:
            page = list_rows(
                visitor,
                world.tasks,
                filters=filters,
                text=text,
                sort=sort,
                after=pages[-1][-1],
                limit=size,
            )
            pages.append(numbers(page))
        seen = [number for one in pages for number in one]
        assert seen == expected, (filters, text, sort)
        for earlier, later in pairwise(pages):
            back = list_rows(
                visitor,
                world.tasks,
                filters=filters,
                text=text,
                sort=sort,
                before=later[0],
                limit=size,
            )
            assert numbers(back) == earlier, (filters, text, sort)
            assert back.has_more


def test_values_come_along_and_follow_a_change(world: World, model: Model) -> None:
    owner = world.actor("owner")
    page = list_rows(owner, world.tasks, sort=Sort(column=NUMBER))
    assert {row.item.number: dict(row.values) for row in page.rows} == model.rows
    row = page.rows[0].item
    update_values(owner, row.id, values={"Title": "Zürich"})
    asked = Filter(column="Title", op=Op.EQUALS, value="ZURICH")
    found = list_rows(owner, world.tasks, filters=[asked])
    assert numbers(found) == [row.number]


def test_facets_count_what_the_question_leaves(world: World, model: Model) -> None:
    visitor = world.actor("visitor")
    for column in ("State", "Done", "Who"):
        found = count_values(visitor, world.tasks, column=column)
        expected: dict[Any, int] = {}
        for row in model.rows.values():
            value = row.get(column)
            expected[value] = expected.get(value, 0) + 1
        assert {one.value: one.count for one in found.facets} == expected
        assert found.exact
    open_ = Filter(column="State", op=Op.EQUALS, value="open")
    counted = count_values(visitor, world.tasks, column="State", filters=[open_])
    assert [one.value for one in counted.facets] == ["open"]
    few = count_values(visitor, world.tasks, column="State", limit=1)
    assert len(few.facets) == 1
    assert not few.exact


def test_rows_are_trimmed_and_so_are_counts(world: World, model: Model) -> None:
    owner, visitor = world.actor("owner"), world.actor("visitor")
    hidden = list_rows(owner, world.tasks, limit=1).rows[0].item
    break_inheritance(
        owner,
        Securable(site=world.hr, list=world.tasks, item=hidden.id),
        start=Inherit.CLEAR,
    )
    page = list_rows(visitor, world.tasks)
    assert hidden.number not in numbers(page)
    assert page.total == len(model.rows) - 1
    assert list_rows(owner, world.tasks).total == len(model.rows)
    state = model.rows[hidden.number].get("State")
    before = sum(row.get("State") == state for row in model.rows.values())
    facets = {
        one.value: one.count
        for one in count_values(visitor, world.tasks, column="State").facets
    }
    assert facets.get(state, 0) == before - 1
    # An edge that is hidden tells nothing of where it stands.
    first = list_rows(visitor, world.tasks, after=hidden.number, limit=3)
    assert numbers(first) == numbers(page)[:3]
    assert not first.has_fewer


@pytest.mark.parametrize("who", ["nobody", "acme", "globex", "guest", "anonymous"])
def test_a_hidden_list_answers_nothing(world: World, who: str) -> None:
    for ask in (
        lambda: list_rows(world.actor(who), world.tasks),
        lambda: count_values(world.actor(who), world.tasks, column="State"),
    ):
        with pytest.raises(NotFound):
            ask()


@pytest.mark.parametrize(
    "bad",
    [
        Filter(column="None", op=Op.EMPTY),
        Filter(column="Points", op=Op.CONTAINS, value="1"),
        Filter(column="Points", op=Op.EQUALS, value="x"),
        Filter(column="Title", op=Op.BEFORE, value="x"),
        Filter(column="Due", op=Op.AFTER, value="tomorrow"),
        Filter(column="Who", op=Op.ONE_OF, value=("x",)),
        Filter(column=NUMBER, op=Op.EQUALS, value="1"),
    ],
)
def test_what_cannot_be_asked_names_the_column(world: World, bad: Filter) -> None:
    with pytest.raises(Invalid) as caught:
        list_rows(world.actor("owner"), world.tasks, filters=[bad])
    assert set(caught.value.fields) == {bad.column}


def test_a_folder_shows_its_children_folders_first(world: World, model: Model) -> None:
    owner = world.actor("owner")
    root = get_item(owner, ItemId(world.items["tasks_root"]))
    folder = create_folder(owner, root.id, name="Later")
    inside = create_item(
        owner, world.tasks, values={"Title": "inside"}, parent=folder.id
    )
    top = list_rows(
        owner, world.tasks, folder=root, sort=Sort(column="Title", descending=True)
    )
    assert top.rows[0].item.id == folder.id
    assert inside.number not in numbers(top)
    assert numbers(list_rows(owner, world.tasks, folder=folder)) == [inside.number]
    flat = list_rows(owner, world.tasks)
    assert inside.number in numbers(flat)
    assert folder.number not in numbers(flat)


def test_facts_of_items_are_asked_for_like_columns(world: World, model: Model) -> None:
    owner = world.actor("owner")
    mine = Filter(column=EDITOR, op=Op.EQUALS, value=world.principal("owner"))
    assert list_rows(owner, world.tasks, filters=[mine]).total == len(model.rows)
    page = list_rows(owner, world.tasks, sort=Sort(column=MODIFIED, descending=True))
    assert numbers(page) == sorted(model.rows, reverse=True)


def test_a_page_costs_the_same_however_many_rows(
    world: World, model: Model, django_assert_num_queries: Any
) -> None:
    owner = world.actor("owner")
    for limit in (3, 30):
        with django_assert_num_queries(7):
            list_rows(
                owner,
                world.tasks,
                sort=Sort(column="Title"),
                after=min(model.rows),
                limit=limit,
            )
