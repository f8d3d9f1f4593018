"""Rows that somebody edits in place: typed, pasted, refused, overtaken, undone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.errors import Conflict, Forbidden, Invalid, Locked
from hallway.core.grid.commands import MAX_ROWS, enter_rows
from hallway.core.grid.records import Act, Entry, Given, Outcome, Spelling, State
from hallway.core.items.commands import create_item, update_values
from hallway.core.items.queries import get_values
from hallway.core.items.records import ItemId
from hallway.core.items.rows import get_item_row
from hallway.core.lists.commands import add_column, set_column
from hallway.core.lists.queries import list_columns
from hallway.core.lists.rows import get_list_row
from hallway.core.terms.commands import add_term
from tests.core.query.asking import ask
from tests.core.terms.world_of_terms import make_set
from tests.world import SYSTEM, World

GERMAN = Spelling(point="comma", zone=ZoneInfo("Europe/Berlin"))


def enter(
    world: World,
    *entries: Entry,
    who: str = "owner",
    spelling: Spelling = Spelling(),  # noqa: B008 - frozen
) -> list[Outcome]:
    found = get_list_row(world.tasks)
    return enter_rows(
        world.actor(who), found, entries, parent=ItemId(found.root), spelling=spelling
    )


def new(**cells: str | Given) -> Entry:
    return Entry(guid=uuid4(), cells=cells)


def change(world: World, name: str, /, **cells: str | Given) -> Entry:
    item = get_item_row(world.items[name])
    return Entry(number=item.number, version=item.version, cells=cells)


def values(world: World, name: str) -> Mapping[str, Any]:
    return get_values(SYSTEM, world.items[name])


def by_title(world: World, title: str) -> Mapping[str, Any]:
    rows = ask(SYSTEM, world.tasks).rows
    return next(row.values for row in rows if row.values.get("Title") == title)


def test_typed_words_are_understood(world: World) -> None:
    made = enter(
        world,
        new(
            Title="Chair",
            Points="1,5",
            Due="31.12.2026",
            Seen="31.12.2026 14:30",
            Done="ja",
            State="Open",
            Who="member",
            Text="two\r\nlines",
        ),
        spelling=GERMAN,
    )
    assert made[0].state is State.SAVED, made
    assert by_title(world, "Chair") == {
        "Title": "Chair",
        "Points": 1.5,
        "Due": "2026-12-31",
        "Seen": 1_798_723_800_000_000,
        "Done": True,
        "State": "open",
        "Who": world.principal("member"),
        "Text": "two\nlines",
    }


@pytest.mark.parametrize(
    ("spelling", "texts", "expected"),
    [
        (Spelling(), ("1.234", "2,5"), (1234.0, 2.5)),
        (Spelling(), ("1.234", "2.5"), (1.234, 2.5)),
        (GERMAN, ("1.234", "7"), (1234.0, 7.0)),
        (GERMAN, ("1,234.5", "7"), (1234.5, 7.0)),
        (Spelling(), ("1.234,50", ""), (1234.5, None)),
    ],
)
def test_a_columns_cells_tell_how_they_are_written(
    world: World,
    spelling: Spelling,
    texts: tuple[str, str],
    expected: tuple[float | None, float | None],
) -> None:
    enter(
        world,
        new(Title="one", Points=texts[0]),
        new(Title="two", Points=texts[1]),
        spelling=spelling,
    )
    found = [by_title(world, name).get("Points") for name in ("one", "two")]
    assert tuple(found) == expected


def test_days_are_told_by_their_column(world: World) -> None:
    enter(world, new(Title="a", Due="03/04/2026"), new(Title="b", Due="12/25/2026"))
    assert by_title(world, "a")["Due"] == "2026-03-04"
    enter(world, new(Title="c", Due="03/04/2026"))
    assert by_title(world, "c")["Due"] == "2026-04-03"


def test_a_per_cent_is_typed_without_its_sign(world: World) -> None:
    add_column(
        world.actor("owner"),
        world.tasks,
        internal_name="Share",
        title="Share",
        type="number",
        settings={"percent": True},
    )
    enter(world, new(Title="a", Share="7"), new(Title="b", Share="7 %"))
    assert by_title(world, "a")["Share"] == by_title(world, "b")["Share"] == 0.07


def test_many_values_lookups_and_terms_are_named(world: World) -> None:
    owner = world.actor("owner")
    of = make_set(world, "Colours")
    red = add_term(world.actor("admin"), of.id, title="Red")
    for name, kind, settings in (
        ("Team", "persons", {}),
        ("Tags", "choices", {"choices": ["Wood", "Steel"]}),
        ("Others", "lookups", {"list": get_list_row(world.tasks).guid}),
        ("Colour", "term", {"set": of.guid}),
    ):
        add_column(
            owner,
            world.tasks,
            internal_name=name,
            title=name,
            type=kind,
            settings=settings,
        )
    task = get_item_row(world.items["task1"])
    made = enter(
        world,
        new(
            Title="a",
            Team=f"member; #{world.principal('visitor')}",
            Tags="wood; Steel",
            Others=f"#{task.number}",
            Colour="red",
        ),
        new(Title="b", Others=values(world, "task1")["Title"], Colour=f"#{red}"),
        new(Title="c", Tags="Glass", Team="Nobody at all", Colour="Green"),
    )
    assert [one.state for one in made] == [State.SAVED, State.SAVED, State.REFUSED]
    assert {*made[2].errors} == {"Tags", "Team", "Colour"}
    first = by_title(world, "a")
    assert first["Team"] == [world.principal("member"), world.principal("visitor")]
    assert (first["Tags"], first["Colour"]) == (["Wood", "Steel"], int(red))
    assert first["Others"] == by_title(world, "b")["Others"] == [task.id]
    assert by_title(world, "b")["Colour"] == int(red)


def test_a_bad_cell_refuses_its_row_alone(world: World) -> None:
    before = values(world, "task1")
    total = ask(SYSTEM, world.tasks).total or 0
    made = enter(
        world,
        change(world, "task1", Title="Changed", Points="many", Due="soon"),
        change(world, "task2", Title="Changed too"),
        new(Title="", Points="3"),
        new(Title="Good", Points="3"),
    )
    assert [one.state for one in made] == [
        State.REFUSED,
        State.SAVED,
        State.REFUSED,
        State.SAVED,
    ]
    assert made[0].errors == {
        "Points": "A number is expected.",
        "Due": "A date is expected, as 2026-12-31.",
    }
    assert made[2].errors == {"Title": "A value is needed."}
    assert values(world, "task1") == before
    assert values(world, "task2")["Title"] == "Changed too"
    assert ask(SYSTEM, world.tasks).total == total + 1


def test_what_is_there_already_makes_no_version(world: World) -> None:
    before = get_item_row(world.items["task1"])
    enter(world, change(world, "task1", Points="1", State="new"))
    assert get_item_row(world.items["task1"]) == before


def test_nobody_overwrites_what_he_has_not_seen(world: World) -> None:
    seen = change(world, "task1", Points="7")
    gone = change(world, "task2", Points="7")
    update_values(SYSTEM, world.items["task1"], values={"Points": 5})
    enter(world, Entry(act=Act.DELETE, number=gone.number, version=gone.version))
    states = [one.state for one in enter(world, seen, gone)]
    assert states == [State.OVERTAKEN, State.GONE]
    assert values(world, "task1")["Points"] == 5


def test_a_new_row_that_is_sent_twice_is_made_once(world: World) -> None:
    entry = new(Title="Once")
    total = ask(SYSTEM, world.tasks).total or 0
    assert enter(world, entry) == enter(world, entry)
    assert ask(SYSTEM, world.tasks).total == total + 1


def test_a_made_row_is_taken_away_and_brought_back(world: World) -> None:
    made = enter(world, new(Title="Chair"))[0]
    taken = enter(world, Entry(act=Act.DELETE, number=made.number, version=99))[0]
    assert taken.state is State.OVERTAKEN
    row = next(
        one for one in ask(SYSTEM, world.tasks).rows if one.item.number == made.number
    )
    taken = enter(
        world, Entry(act=Act.DELETE, number=made.number, version=row.item.version)
    )[0]
    assert (taken.state, bool(taken.deletion)) == (State.DELETED, True)
    back = enter(world, Entry(act=Act.RESTORE, deletion=taken.deletion))[0]
    assert (back.state, back.number) == (State.SAVED, made.number)
    assert by_title(world, "Chair")["Title"] == "Chair"


def test_values_are_given_back_exactly(world: World) -> None:
    enter(world, change(world, "task1", Points=Given(value=0.1), Due=Given(value=None)))
    assert values(world, "task1")["Points"] == 0.1
    for wrong in ([1], {"a": 1}, True, "x"):
        made = enter(world, change(world, "task1", Points=Given(value=wrong)))
        assert made[0].state is State.REFUSED
    made = enter(world, change(world, "task1", Who=Given(value=10**9)))
    assert {*made[0].errors} == {"Who"}


def test_columns_that_nobody_writes_are_refused(world: World) -> None:
    owner = world.actor("owner")
    add_column(owner, world.tasks, internal_name="No", title="No", type="autonumber")
    points = next(
        one for one in list_columns(owner, world.tasks) if one.internal_name == "Points"
    )
    set_column(
        owner, world.tasks, points.id, required=False, settings={}, read_only=True
    )
    made = enter(world, change(world, "task1", No="3", Points="3", None_="x"))
    assert made[0].errors == {
        "No": "This column cannot be changed.",
        "Points": "This column cannot be changed.",
        "None_": "There is no such column.",
    }


def test_the_wrong_person_changes_and_learns_nothing(world: World) -> None:
    owner = world.actor("owner")
    private = create_item(owner, world.tasks, values={"Title": "Secret"})
    world.items["private"] = private.id
    break_inheritance(owner, world.securable("private"), start=Inherit.CLEAR)
    private = get_item_row(private.id)
    entry = Entry(number=private.number, version=private.version, cells={"Title": "x"})
    nothing = Entry(number=10**6, version=1, cells={"Title": "x"})
    hidden, absent = enter(world, entry, nothing, who="member")
    assert (hidden.state, absent.state) == (State.GONE, State.GONE)
    made = enter(
        world,
        change(world, "task1", Title="x"),
        new(Title="x"),
        Entry(act=Act.DELETE, number=1, version=1),
        who="visitor",
    )
    assert {one.state for one in made} == {State.REFUSED}
    assert all(isinstance(one.error, Forbidden) for one in made[:2])
    assert values(world, "task1")["Title"] != "x"


def test_a_deletion_of_another_list_is_not_brought_back_here(world: World) -> None:
    made = enter(world, Entry(act=Act.RESTORE, deletion="none"))[0]
    assert made.state is State.REFUSED
    assert not isinstance(made.error, Locked | Conflict)


def test_more_rows_than_go_in_at_once_are_refused(world: World) -> None:
    with pytest.raises(Invalid):
        enter(world, *[new(Title="x")] * (MAX_ROWS + 1))
