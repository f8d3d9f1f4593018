"""The query model as CAML, and back."""

from __future__ import annotations

import contextlib
from datetime import date, time
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallway.wire.caml import CamlError, Unsayable, parse_caml, render_view
from hallway.wire.odata import Unsayable as NoOData
from hallway.wire.odata import parse_filter, render_filter
from hallway.wire.query import (
    MAX_DEPTH,
    MAX_NODES,
    And,
    Anywhere,
    Compare,
    Condition,
    Field,
    In,
    IsNull,
    Like,
    Match,
    Me,
    Member,
    Membership,
    Not,
    Now,
    Op,
    Or,
    Order,
    Overlaps,
    Part,
    PartOf,
    Query,
    Scope,
    Span,
    Sum,
    Today,
    Total,
    conditions,
    simplified,
)
from tests.wire import strategies

F, G = Field("A"), Field("B")
REF, SECOND = '<FieldRef Name="A"/>', '<FieldRef Name="B"/>'
A = IsNull(F)
ONE = '<Value Type="Integer">1</Value>'
NULL = f"<IsNull>{REF}</IsNull>"


def compared(op: Op, value: Any = 1) -> Condition:
    return Compare(F, op, value)


def overlapping(value: Any, span: Span) -> Condition:
    return Overlaps(F, G, value, span)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (compared(Op.EQ), f"<Eq>{REF}{ONE}</Eq>"),
        (compared(Op.EQ, "<a & \r\n"),
            f'<Eq>{REF}<Value Type="Text">&lt;a &amp; &#13;\n</Value></Eq>'),
        (compared(Op.EQ, Me()),
            f'<Eq>{REF}<Value Type="Integer"><UserID/></Value></Eq>'),
        (compared(Op.GE, Today(-7)),
            f'<Geq>{REF}<Value Type="DateTime"><Today OffsetDays="-7"/></Value></Geq>'),
        (And((A, A, A)), f"<And>{NULL}<And>{NULL}{NULL}</And></And>"),
        (Or((A, And((A, A)))), f"<Or>{NULL}<And>{NULL}{NULL}</And></Or>"),
        (Not(A), f"<IsNotNull>{REF}</IsNotNull>"),
        (Not(Not(A)), NULL),
        (Not(compared(Op.EQ)), f"<Neq>{REF}{ONE}</Neq>"),
        (Not(compared(Op.NE)), f"<Eq>{REF}{ONE}</Eq>"),
        (Not(compared(Op.LT)), f"<Or><Geq>{REF}{ONE}</Geq>{NULL}</Or>"),
        (Not(compared(Op.LE)), f"<Or><Gt>{REF}{ONE}</Gt>{NULL}</Or>"),
        (Not(compared(Op.GT)), f"<Or><Leq>{REF}{ONE}</Leq>{NULL}</Or>"),
        (Not(compared(Op.GE)), f"<Or><Lt>{REF}{ONE}</Lt>{NULL}</Or>"),
        (Not(In(F, (1, 1))), f"<And><Neq>{REF}{ONE}</Neq><Neq>{REF}{ONE}</Neq></And>"),
        (Not(And((A, compared(Op.EQ)))),
            f"<Or><IsNotNull>{REF}</IsNotNull><Neq>{REF}{ONE}</Neq></Or>"),
        (Not(Or((A, Not(Like(F, Match.STARTS, "x"))))),
            (f'<And><IsNotNull>{REF}</IsNotNull><BeginsWith>{REF}<Value Type="Text">x'
            "</Value></BeginsWith></And>")),
        (Member(F, Membership.GROUP, 7),
            f'<Membership Type="SPGroup" ID="7">{REF}</Membership>'),
        (overlapping(Today(), Span.WEEK),
            (f'<DateRangesOverlap>{REF}{SECOND}<FieldRef Name="RecurrenceID"/>'
            '<Value Type="DateTime"><Week/></Value></DateRangesOverlap>')),
    ],
)  # fmt: skip
def test_how_a_condition_is_said(where: Condition, said: str) -> None:
    view = f"<View><Query><Where>{said}</Where></Query></View>"
    assert render_view(Query(where=where)) == view


def test_how_a_view_is_said() -> None:
    query = Query(
        where=overlapping(date(2026, 1, 2), Span.MONTH),
        order=(Order(F, descending=True),),
        select=(Field("A", "ID"), Field('"<&')),
        group=(Order(G),),
        collapsed=True,
        totals=(Total(F, Sum.AVERAGE),),
        scope=Scope.ALL,
        folder="a/b & c",
        limit=30,
        token="Paged=TRUE&p_ID=5",
    )
    assert render_view(query) == (
        '<View Scope="RecursiveAll"><Query><Where><DateRangesOverlap>'
        f'{REF}{SECOND}<FieldRef Name="RecurrenceID"/><Value Type="DateTime"><Month/>'
        '</Value></DateRangesOverlap></Where><GroupBy Collapse="TRUE">'
        f'{SECOND}</GroupBy><OrderBy><FieldRef Name="A" Ascending="FALSE"/></OrderBy>'
        '</Query><ViewFields><FieldRef Name="A" LookupId="TRUE"/>'
        "<FieldRef Name='\"&lt;&amp;'/></ViewFields>"
        '<RowLimit Paged="TRUE">30</RowLimit><Aggregations Value="On">'
        '<FieldRef Name="A" Type="AVG"/></Aggregations><QueryOptions>'
        "<Folder>a/b &amp; c</Folder><Paging ListItemCollectionPositionNext="
        '"Paged=TRUE&amp;p_ID=5"/><CalendarDate>2026-01-02</CalendarDate>'
        "</QueryOptions></View>"
    )
    assert parse_caml(render_view(query)) == query


@pytest.mark.parametrize(
    "where",
    [
        Or(()),
        Anywhere("x"),
        Like(F, Match.ENDS, "x"),
        Compare(PartOf(F, Part.YEAR), Op.EQ, 2026),
        In(PartOf(F, Part.YEAR), (2026,)),
        IsNull(Field("A", "Title")),
        IsNull(Field("")),
        Not(Like(F, Match.CONTAINS, "x")),
        Not(Member(F, Membership.MINE)),
        Not(overlapping(Today(), Span.DAY)),
        # Of the many a lookup leads to, some may be less and some not.
        Not(Compare(Field("A", "ID"), Op.LT, 5)),
        compared(Op.EQ, "\0"),
        compared(Op.EQ, "\ud800"),
        compared(Op.EQ, float("inf")),
        compared(Op.EQ, 10**40),
        compared(Op.EQ, Now(5)),
        compared(Op.EQ, time(10)),
        compared(Op.EQ, "x" * 300_000),
        overlapping(Today(1), Span.WEEK),
        And((overlapping(Today(), Span.WEEK), overlapping(date.max, Span.WEEK))),
        And((compared(Op.EQ),) * (MAX_NODES + 1)),
    ],
)
def test_what_caml_has_no_words_for(where: Condition) -> None:
    with pytest.raises(Unsayable):
        render_view(Query(where=where))


def test_rows_left_out_at_the_beginning_are_unsayable() -> None:
    with pytest.raises(Unsayable):
        render_view(Query(skip=1))


def nested(levels: int, width: int) -> Condition:
    where: Condition = A
    for level in range(levels):
        kind = And if level % 2 else Or
        where = kind((*[compared(Op.EQ)] * width, where, *[A] * width))
    return where


# The last Not and its IsNull are one element.
@pytest.mark.parametrize("turns", [MAX_DEPTH + 2, 5000])
def test_depth_is_refused_not_reached(turns: int) -> None:
    where: Condition = A
    for _ in range(turns):
        where = Not(where)
    for deep in (where, nested(turns, 1), nested(MAX_DEPTH, 8)):
        with pytest.raises(Unsayable):
            render_view(Query(where=deep))


@pytest.mark.parametrize(
    "where", [nested(MAX_DEPTH, 1), And((compared(Op.NE),) * (MAX_NODES - 1))]
)
def test_as_much_as_is_read_is_said(where: Condition) -> None:
    assert parse_caml(render_view(Query(where=where))).where == where


@given(query=strategies.queries())
def test_what_can_be_said_comes_back(query: Query) -> None:
    try:
        said = render_view(query)
    except Unsayable:
        return
    found = parse_caml(said)
    # Another negation may come back, but it is said the same.
    assert render_view(found) == said
    if not any(isinstance(one, Not) for one in conditions(query.where)):
        assert found.where == simplified(query.where)
    for part in ("order", "group", "select", "totals", "limit", "scope", "folder"):
        assert getattr(found, part) == getattr(query, part)
    assert found.token == query.token
    assert found.collapsed == (query.collapsed and bool(query.group))


_ROWS = [
    dict(zip("AB", row, strict=True)) for row in product((None, 1, 2, 3), repeat=2)
]
_COLUMNS = st.sampled_from((F, G))
_NUMBERS = st.integers(0, 4)
_CONDITIONS = st.recursive(
    st.builds(Compare, _COLUMNS, st.sampled_from(Op), _NUMBERS)
    | st.builds(In, _COLUMNS, st.lists(_NUMBERS, max_size=3).map(tuple))
    | st.builds(IsNull, _COLUMNS),
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(And, st.lists(inner, max_size=3).map(tuple))
        | st.builds(Or, st.lists(inner, max_size=3).map(tuple))
    ),
    max_leaves=8,
)


def holds(where: Condition | None, row: dict[str, int | None]) -> bool:
    """Tell whether a row meets a condition, in plain words."""
    match where:
        case None:
            return True
        case And(terms):
            return all(holds(one, row) for one in terms)
        case Or(terms):
            return any(holds(one, row) for one in terms)
        case Not(term):
            return not holds(term, row)
        case IsNull(Field(name)):
            return row[name] is None
        case In(Field(name), values):
            return row[name] in values
        case Compare(Field(name), op, int(value)):
            given = row[name]
            if given is None:
                return op is Op.NE
            return {
                Op.EQ: given == value,
                Op.NE: given != value,
                Op.LT: given < value,
                Op.LE: given <= value,
                Op.GT: given > value,
                Op.GE: given >= value,
            }[op]
        case _:
            raise AssertionError(where)


@given(where=_CONDITIONS)
def test_negations_turned_inwards_keep_the_same_rows(where: Condition) -> None:
    try:
        found = parse_caml(render_view(Query(where=where))).where
    except Unsayable:
        return
    for row in _ROWS:
        assert holds(found, row) == holds(where, row)


@st.composite
def broken(draw: st.DrawFn) -> str | bytes:
    """Valid CAML with a piece of it lost, doubled or overwritten."""
    try:
        text = render_view(draw(strategies.queries()))
    except Unsayable:
        text = '<View><RowLimit Paged="TRUE">30</RowLimit></View>'
    for _ in range(draw(st.integers(1, 3))):
        first, last = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        new = draw(
            st.just("")
            | st.just(text[first:last] * 2)
            | st.text(max_size=3)
            | st.sampled_from(
                ["Value", "<Now/>", "And", "FieldRef", '="', "&#0;", "-9"]
            )
        )
        text = text[:first] + new + text[last:]
    forms: list[str | bytes] = [text, text.encode("utf-8", "surrogatepass")]
    return draw(st.sampled_from(forms))


@given(given_=broken())
def test_broken_caml_is_a_question_or_refused(given_: str | bytes) -> None:
    with contextlib.suppress(CamlError):
        assert isinstance(parse_caml(given_), Query)


@given(where=strategies.conditions())
def test_odata_and_caml_say_the_same(where: Condition) -> None:
    """What both can say goes round by both and comes back."""
    try:
        by_caml = parse_caml(render_view(Query(where=where))).where
        by_odata = parse_filter(render_filter(by_caml or And(())))
    except (Unsayable, NoOData):
        return
    again = parse_caml(render_view(Query(where=by_odata))).where
    assert render_filter(again or And(())) == render_filter(by_caml or And(()))
