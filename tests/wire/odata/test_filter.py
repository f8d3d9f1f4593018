"""`$filter`, as clients write it."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallway.wire.odata import (
    ODataError,
    Unsayable,
    Version,
    parse_filter,
    render_filter,
)
from hallway.wire.query import (
    MAX_DEPTH,
    MAX_NODES,
    And,
    Below,
    Compare,
    Condition,
    Field,
    In,
    IsNull,
    Like,
    Match,
    Not,
    Now,
    Op,
    Or,
    Part,
    PartOf,
    simplified,
)
from tests.wire import strategies

A, B, C = (Compare(Field(name), Op.EQ, 1) for name in "ABC")
GUID = UUID("12345678-1234-1234-1234-123456789abc")


def compared(name: str, value: Any, op: Op = Op.EQ) -> Condition:
    return Compare(Field(name), op, value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Title eq 'O''Neil'", compared("Title", "O'Neil")),
        ("ID ge 5", compared("ID", 5, Op.GE)),
        ("Amount lt -1.5e3", compared("Amount", -1500.0, Op.LT)),
        ("Amount gt 2.5M", compared("Amount", 2.5, Op.GT)),
        ("Amount gt 3L", compared("Amount", 3, Op.GT)),
        ("5 lt Amount", compared("Amount", 5, Op.GT)),
        ("Done eq true", compared("Done", True)),
        ("Done", compared("Done", True)),
        ("not Done", Not(compared("Done", True))),
        ("Title eq null", IsNull(Field("Title"))),
        ("Title ne null", Not(IsNull(Field("Title")))),
        ("null eq Title", IsNull(Field("Title"))),
        ("Created ge datetime'2026-01-01T00:00:00Z'", compared(
            "Created", datetime(2026, 1, 1, tzinfo=UTC), Op.GE
        )),
        ("Created ge datetime'2026-01-01T00:00:00'", compared(
            "Created", datetime(2026, 1, 1), Op.GE  # noqa: DTZ001 - without a zone
        )),
        ("Created lt 2026-01-01T12:00:00.1234567Z", compared(
            "Created", datetime(2026, 1, 1, 12, 0, 0, 123456, UTC), Op.LT
        )),
        ("Due eq 2026-12-31", compared("Due", date(2026, 12, 31))),
        ("date(Due) eq 2026-12-31", compared("Due", date(2026, 12, 31))),
        (f"GUID eq guid'{GUID}'", compared("GUID", GUID)),
        (f"GUID eq {GUID}", compared("GUID", GUID)),
        ("Author/Title eq 'x'", Compare(Field("Author", "Title"), Op.EQ, "x")),
        ("Author/Id eq 3", Compare(Field("Author", "Id"), Op.EQ, 3)),
        ("startswith(Title,'a')", Like(Field("Title"), Match.STARTS, "a")),
        ("startswith(Title,'a') eq true", Like(Field("Title"), Match.STARTS, "a")),
        ("startswith(Title,'a') eq false", Not(
            Like(Field("Title"), Match.STARTS, "a")
        )),
        ("substringof('a',Title)", Like(Field("Title"), Match.CONTAINS, "a")),
        ("contains(tolower(Title), 'a')", Like(Field("Title"), Match.CONTAINS, "a")),
        ("endswith(Title,'a')", Like(Field("Title"), Match.ENDS, "a")),
        ("Status in ('a', 'b')", In(Field("Status"), ("a", "b"))),
        ("Status in (null, 'a')", Or((
            IsNull(Field("Status")), In(Field("Status"), ("a",))
        ))),
        ("year(Created) eq 2026", Compare(
            PartOf(Field("Created"), Part.YEAR), Op.EQ, 2026
        )),
        ("Created ge now() sub duration'P7DT1H'", compared(
            "Created", Now(-7 * 86400 - 3600), Op.GE
        )),
        ("Tags/any(t: t eq 'a')", compared("Tags", "a")),
        ("Tags/any(t:t eq 'a' or t eq 'b')", Or((
            compared("Tags", "a"), compared("Tags", "b")
        ))),
        ("A eq 1 and B eq 1 or C eq 1", Or((And((A, B)), C))),
        ("A eq 1 and (B eq 1 or C eq 1)", And((A, Or((B, C))))),
        ("not A eq 1 and B eq 1", And((Not(A), B))),
        ("((A eq 1))", A),
        ("Grö_ße eq 1", compared("Grö_ße", 1)),
        ("Hallway.Below(Region,7)", Below(Field("Region"), 7)),
        ("not Hallway.Below( Region , 7 )", Not(Below(Field("Region"), 7))),
        ("Hallway.Below(Region,7) eq false", Not(Below(Field("Region"), 7))),
        ("Region/any(r: Hallway.Below(r,7))", Below(Field("Region"), 7)),
        ("true", And(())),
    ],
)  # fmt: skip
def test_what_a_filter_says(text: str, said: Condition) -> None:
    assert parse_filter(text) == said


def test_columns_below_a_prefix_lose_it() -> None:
    found = parse_filter("fields/Title eq 'x'", prefix="fields")
    assert found == compared("Title", "x")


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0),
        ("Title eq", 8),
        ("Title eq 'x", 9),
        ("Title equals 'x'", 6),
        ("Title eq 'x' and", 16),
        ("(Title eq 'x'", 13),
        ("Title eq 'x')", 12),
        ("Title eq 'x' Title eq 'x'", 13),
        ("eq 'x'", 3),
        ("Title gt null", 9),
        ("A eq B", 5),
        ("1 eq 1", 0),
        ("shout(Title) eq 'x'", 0),
        ("contains('a','b')", 0),
        ("Title eq 2026-02-30", 9),
        ("Title eq datetime'x'", 9),
        ("Title eq binary'00'", 9),
        ("Created gt now() add 5", 21),
        ("Created gt now() add duration'P'", 21),
        ("Tags/any(5: t eq 'a')", 9),
        ("A/B/C eq 1", 0),
        ("Title eq 1e999", 9),
        ("Title eq 5x", 9),
        ("Title in ('a' 'b')", 14),
        ("Title in (A)", 10),
        ("Title eq \0", 9),
        ("'x'", 0),
        ("Below(Region,7)", 0),
        ("hallway.below(Region,7)", 0),
        ("Other.Below(Region,7)", 0),
        ("Region/Hallway.Below(7)", 0),
        ("Hallway.Below(Region)", 20),
        ("Hallway.Below(Region,'7')", 0),
        ("Hallway.Below(Region,7.5)", 0),
        ("Hallway.Below(Region,true)", 0),
        ("Hallway.Below(7,Region)", 0),
        ("Hallway.Below", 0),
        ("A.B eq 1", 0),
        ("Tags/any(t.u: t.u eq 'a')", 9),
    ],
)
def test_what_is_no_filter_is_told_with_its_place(text: str, position: int) -> None:
    with pytest.raises(ODataError) as told:
        parse_filter(text)
    assert (told.value.option, told.value.position) == ("$filter", position)


@pytest.mark.parametrize(
    "text",
    [
        "(" * (MAX_DEPTH + 1) + "A eq 1",
        "not " * 100_000 + "A eq 1",
        "tolower(" * (MAX_DEPTH + 1) + "A",
        " or ".join(["A eq 1"] * (MAX_NODES + 1)),
        f"A in ({','.join('1' * (MAX_NODES + 1))})",
        "A eq 1 or " * 10**6,
    ],
)
def test_neither_depth_nor_breadth_is_without_end(text: str) -> None:
    with pytest.raises(ODataError):
        parse_filter(text)


_PIECES = st.sampled_from(
    [
        *("Title", "eq", "ne", "and", "or", "not", "(", ")", ",", "'x'", "'", "5", "-"),
        *("null", "true", "contains(", "in", "now()", "datetime'", "2026-01-01", "/"),
        *("any(", "t:", "year(", "duration'P1D'", "add", "Ä", "\0", ".", "guid'", "e9"),
        "Hallway.Below(",
    ]
)


@given(st.text() | st.lists(_PIECES, max_size=12).map(" ".join))
def test_any_text_is_a_filter_or_refused(text: str) -> None:
    with contextlib.suppress(ODataError):
        parse_filter(text)


@pytest.mark.parametrize("version", list(Version))
@given(where=strategies.conditions())
def test_what_can_be_said_comes_back(version: Version, where: Condition) -> None:
    try:
        said = render_filter(where, version)
    except Unsayable:
        return
    assert parse_filter(said) == (_meant(simplified(where)) or And(()))


@pytest.mark.parametrize("version", list(Version))
def test_a_term_with_all_below_it_can_be_said(version: Version) -> None:
    where = And((Below(Field("Region"), 7), Not(Below(Field("Tags"), 8))))
    said = "Hallway.Below(Region,7) and not (Hallway.Below(Tags,8))"
    assert render_filter(where, version) == said


def _meant(where: Condition | None) -> Condition | None:
    """Give a condition with its moments in UTC, as they are written."""
    match where:
        case And(terms):
            return And(tuple(_meant(one) or And(()) for one in terms))
        case Or(terms):
            return Or(tuple(_meant(one) or And(()) for one in terms))
        case Not(term):
            return Not(_meant(term) or And(()))
        case In(left, values):
            return In(left, tuple(map(_utc, values)))
        case Compare(left, op, value):
            return Compare(left, op, _utc(value))
        case _:
            return where


def _utc(value: Any) -> Any:
    is_moment = isinstance(value, datetime) and value.tzinfo is not None
    return value.astimezone(UTC) if is_moment else value
