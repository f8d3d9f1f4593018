"""Values of columns: what is stored, and what each field is refused for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from hallway.core.errors import Forbidden, Invalid, NotFound, Stale
from hallway.core.items.commands import create_item, update_values
from hallway.core.lists.types import TYPES, encode
from hallway.core.versions.queries import list_versions
from tests.world import World

Columns = list[tuple[int, str, str, bool, Mapping[str, Any]]]

SECOND = 1_000_000
COLUMNS: Columns = [
    (1, "Title", "text", True, {}),
    (2, "Short", "text", False, {"max_length": 3}),
    (3, "Note", "note", False, {}),
    (4, "Points", "number", False, {}),
    (5, "Done", "yesno", False, {}),
    (6, "Due", "date", False, {}),
    (7, "Seen", "datetime", False, {}),
    (8, "State", "choice", False, {"choices": ["a", "b"]}),
    (9, "Who", "person", False, {}),
    (10, "Price", "currency", False, {"currency": "EUR", "min": 0.5, "max": 1e6}),
    (11, "Yen", "currency", False, {"currency": "JPY"}),
    (12, "Tags", "choices", False, {"choices": ["a", "b"]}),
    (13, "Free", "choices", False, {"choices": ["a"], "fill": True}),
    (14, "Team", "persons", False, {}),
    (15, "Country", "lookup", False, {}),
    (16, "Parts", "lookups", False, {}),
    (17, "Page", "link", False, {}),
    (18, "Photo", "picture", False, {}),
    (19, "Place", "location", False, {}),
    (20, "Topic", "term", False, {}),
    (21, "Topics", "terms", False, {}),
    (22, "Stars", "rating", False, {"max": 5}),
    (23, "Sum", "calculated", False, {"result": "number"}),
    (24, "Case", "autonumber", False, {}),
    (25, "Share", "number", False, {"percent": True, "min": 0.0, "max": 1.0}),
    (26, "Start", "date", False, {"min": "2026-01-01", "max": "2026-12-31"}),
    (27, "Alarm", "datetime", False, {"min": 0, "max": SECOND}),
]


@pytest.mark.parametrize(
    ("name", "given", "stored"),
    [
        ("Title", "Ünïcode 日本", "Ünïcode 日本"),
        ("Note", "two\nlines", "two\nlines"),
        ("Points", "1.5", 1.5),
        ("Points", 3, 3.0),
        ("Points", -0.0, 0.0),
        ("Done", False, False),
        ("Due", date(2026, 12, 31), "2026-12-31"),
        ("Due", "2026-12-31", "2026-12-31"),
        ("Due", datetime(2026, 12, 31, 23, tzinfo=UTC), "2026-12-31"),
        ("Seen", 5, 5),
        ("Seen", "1970-01-01T00:00:01+00:00", SECOND),
        ("Seen", "1970-01-01T02:00:01+02:00", SECOND),
        ("Seen", datetime(1970, 1, 1, 0, 0, 0, 7, tzinfo=UTC), 7),
        ("Seen", datetime(1969, 12, 31, 23, 59, 59, 500_000, UTC), -500_000),
        ("Seen", datetime(1600, 1, 1, tzinfo=UTC), -11_676_096_000 * SECOND),
        ("State", "b", "b"),
        ("Who", 12, 12),
        ("Price", "12.34", 1234),
        ("Price", 0.5, 50),
        ("Price", Decimal("999999.99"), 99_999_999),
        ("Price", "  1.20 ", 120),
        ("Yen", 120, 120),
        ("Yen", "120.0", 120),
        ("Tags", ["b", "a", "b"], ["b", "a"]),
        ("Tags", "a", ["a"]),
        ("Tags", ("a", ""), ["a"]),
        ("Free", ["a", "new one"], ["a", "new one"]),
        ("Team", [3, 2, 3], [3, 2]),
        ("Country", 4, 4),
        ("Parts", [4, 5], [4, 5]),
        (
            "Page",
            "https://a.example/x?y=1",
            {"url": "https://a.example/x?y=1", "text": ""},
        ),
        (
            "Page",
            {"url": "/sites/hr", "text": " HR "},
            {"url": "/sites/hr", "text": "HR"},
        ),
        ("Page", "mailto:a@b.example", {"url": "mailto:a@b.example", "text": ""}),
        (
            "Photo",
            {"url": "/media/1.png", "text": "A"},
            {"url": "/media/1.png", "text": "A"},
        ),
        ("Place", "Bern", {"name": "Bern"}),
        (
            "Place",
            {
                "name": "",
                "address": "Bundesplatz 3",
                "latitude": "46.9",
                "longitude": 7,
            },
            {
                "name": "Bundesplatz 3",
                "address": "Bundesplatz 3",
                "latitude": 46.9,
                "longitude": 7.0,
            },
        ),
        ("Topic", 9, 9),
        ("Topics", [9, 8], [9, 8]),
        ("Stars", 5, 5),
        ("Stars", "3", 3),
        ("Stars", 2.0, 2),
        ("Share", "0.25", 0.25),
        ("Start", "2026-12-31", "2026-12-31"),
        ("Alarm", SECOND, SECOND),
    ],
)
def test_a_value_is_stored_in_one_form(name: str, given: Any, stored: Any) -> None:
    data = encode(COLUMNS, {"Title": "t", name: given}, stored={})
    number = next(str(column[0]) for column in COLUMNS if column[1] == name)
    assert data[number] == stored
    assert type(data[number]) is type(stored)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        *(("Title", wrong) for wrong in (1, "a\nb", "a\rb", "x" * 256)),
        *(("Title", wrong) for wrong in ("a\x00b", "\ud800")),
        *(("Note", wrong) for wrong in (1, "a\x00b", "\udfff")),
        ("Short", "four"),
        *(("Points", wrong) for wrong in ("x", True, "nan", "inf", 1e400)),
        pytest.param("Points", 10**400, id="huge"),
        *(("Done", wrong) for wrong in (1, "yes")),
        *(("Due", wrong) for wrong in ("31.12.2026", 5, "2026-02-30", True)),
        *(("Seen", wrong) for wrong in ("x", True, "2026-01-01T00:00:00", 1.5)),
        *(("Seen", wrong) for wrong in (10**30, 2**62, "9999-12-31T12:00:00+00:00")),
        ("Seen", datetime.min.replace(tzinfo=timezone(timedelta(hours=5)))),
        *(("State", wrong) for wrong in ("c", 1)),
        *(("Who", wrong) for wrong in (0, -1, "1", True, 10**30)),
        *(("Price", wrong) for wrong in ("x", "1.234", 0.49, 1e6 + 1, True, "nan")),
        *(("Price", wrong) for wrong in ("1e99", [1], "1,20", "1e-99")),
        *(("Yen", wrong) for wrong in ("1.5", "inf")),
        *(("Tags", wrong) for wrong in ("c", ["a", "c"], [1], [["a"]], ["a"] * 501)),
        *(("Free", wrong) for wrong in ([1], ["a\nb"], ["x" * 256])),
        *(("Team", wrong) for wrong in ([0], ["1"], [True], "x")),
        *(("Country", wrong) for wrong in (0, "1", [1], 1.5)),
        *(("Parts", wrong) for wrong in ([0], ["x"], {"a": 1})),
        *(("Page", wrong) for wrong in ("javascript:alert(1)", "x", "//a", "https://")),
        *(("Page", wrong) for wrong in ("http://[", "https://a b")),
        ("Page", 1),
        ("Page", {}),
        ("Page", {"u": 1}),
        ("Page", {"url": "https://a.example", "text": "x" * 256}),
        ("Page", "https://a.example/" + "x" * 2048),
        *(("Photo", wrong) for wrong in ("mailto:a@b", "data:image/png;base64,x")),
        *(("Place", wrong) for wrong in (1, {}, {"name": "a", "latitude": 1})),
        ("Place", {"name": "a", "latitude": 91, "longitude": 0}),
        ("Place", {"name": "a", "latitude": "x", "longitude": 0}),
        ("Place", {"name": "a", "latitude": float("nan"), "longitude": True}),
        *(("Topic", wrong) for wrong in (0, "x")),
        ("Topics", ["x"]),
        *(("Stars", wrong) for wrong in (0, 6, "x", 1.5, True, "9" * 5000)),
        *(("Sum", wrong) for wrong in (1, "x")),
        ("Case", 1),
        *(("Share", wrong) for wrong in (-0.01, 1.01)),
        *(("Start", wrong) for wrong in ("2025-12-31", "2027-01-01")),
        *(("Alarm", wrong) for wrong in (-1, SECOND + 1)),
        ("Missing", "x"),
    ],
)
def test_a_wrong_value_is_refused_by_its_field(name: str, given: Any) -> None:
    with pytest.raises(Invalid) as caught:
        encode(COLUMNS, {"Title": "t", name: given}, stored={})
    assert set(caught.value.fields) == {name}
    assert caught.value.fields[name].endswith(".")


def test_every_field_at_fault_is_named_at_once() -> None:
    with pytest.raises(Invalid) as caught:
        encode(COLUMNS, {"Points": "x", "Due": "y", "None": 1}, stored={})
    assert set(caught.value.fields) == {"Points", "Due", "None", "Title"}


@pytest.mark.parametrize("name", ["Tags", "Team", "Parts", "Topics"])
def test_many_values_are_never_an_empty_list(name: str) -> None:
    number = next(str(column[0]) for column in COLUMNS if column[1] == name)
    stored = {"1": "t", number: [1]}
    for nothing in ([], [None, ""], None, ""):
        assert encode(COLUMNS, {name: nothing}, stored=stored) == {"1": "t"}


@pytest.mark.parametrize("empty", [None, ""])
def test_an_empty_value_is_absent(empty: Any) -> None:
    assert encode(COLUMNS, {"Points": empty}, stored={"1": "t", "4": 1.0}) == {"1": "t"}
    with pytest.raises(Invalid):
        encode(COLUMNS, {"Title": empty}, stored={"1": "t"})


def test_values_not_named_stay() -> None:
    stored = {"1": "t", "4": 1.0, "99": "of a column that is gone"}
    assert encode(COLUMNS, {"Points": 2}, stored=stored) == {**stored, "4": 2.0}
    assert stored["4"] == 1.0


def test_every_type_is_tested_here() -> None:
    assert {column[2] for column in COLUMNS} == set(TYPES)


def test_a_refused_row_leaves_nothing(world: World) -> None:
    owner = world.actor("owner")
    with pytest.raises(Invalid):
        create_item(owner, world.tasks, values={"Title": "ok", "Points": "x"})
    made = create_item(owner, world.tasks, values={"Title": "ok"})
    assert made.number == world.item("task2").number + 1


def test_changed_values_are_a_new_version(world: World) -> None:
    before = world.item("task1")
    after = update_values(
        world.actor("member"), world.task1, values={"Points": 5, "State": None}
    )
    assert (after.major, after.version > before.version) == (2, True)
    assert after.content_version == before.content_version
    newest, first = list_versions(world.actor("visitor"), world.task1)
    assert 5.0 in newest.data.values()
    assert "new" in first.data.values()
    assert "new" not in newest.data.values()


def test_a_change_of_what_changed_meanwhile_is_stale(world: World) -> None:
    member, seen = world.actor("member"), world.item("task1").version
    update_values(member, world.task1, values={"Points": 5}, expect_version=seen)
    with pytest.raises(Stale):
        update_values(member, world.task1, values={"Points": 6}, expect_version=seen)


def test_a_refused_change_leaves_the_row(world: World) -> None:
    before = world.item("task1")
    with pytest.raises(Invalid) as caught:
        update_values(
            world.actor("owner"), world.task1, values={"Points": 9, "Due": "x"}
        )
    assert set(caught.value.fields) == {"Due"}
    assert world.item("task1") == before


def test_rights_on_rows_are_asked(world: World) -> None:
    with pytest.raises(Forbidden):
        update_values(world.actor("visitor"), world.task1, values={"Points": 1})
    for who in ("nobody", "guest", "acme", "anonymous"):
        with pytest.raises(NotFound):
            update_values(world.actor(who), world.task1, values={"None": 1})


def test_a_list_without_versions_has_one_version_of_its_values(world: World) -> None:
    from hallway.core.lists.commands import set_versioning

    owner = world.actor("owner")
    set_versioning(owner, world.tasks, versioning="none")
    for points in (1, 2):
        update_values(owner, world.task1, values={"Points": points})
    (only,) = list_versions(owner, world.task1)
    assert 2.0 in only.data.values()
