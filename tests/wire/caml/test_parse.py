"""CAML as clients write it."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

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
    Query,
    Scope,
    Span,
    Sum,
    Today,
    Total,
    simplified,
)
from tests.wire import strategies

A, B = IsNull(Field("A")), IsNull(Field("B"))
REF = '<FieldRef Name="A"/>'


def compared(value: Any, op: Op = Op.EQ) -> Condition:
    return Compare(Field("A"), op, value)


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        (f'<Eq>{REF}<Value Type="Text">a &amp; b</Value></Eq>', compared("a & b")),
        (f'<Neq>{REF}<Value Type="Number">1.5</Value></Neq>', compared(1.5, Op.NE)),
        (f'<Lt>{REF}<Value Type="Integer">5</Value></Lt>', compared(5, Op.LT)),
        (f'<Leq>{REF}<Value Type="Counter">5</Value></Leq>', compared(5, Op.LE)),
        (f'<Gt>{REF}<Value Type="Currency">-5</Value></Gt>', compared(-5, Op.GT)),
        (f'<Geq><Value Type="Number">5</Value>{REF}</Geq>', compared(5, Op.GE)),
        (f'<Eq>{REF}<Value Type="Boolean">TRUE</Value></Eq>', compared(True)),
        (f'<Eq>{REF}<Value Type="Boolean">0</Value></Eq>', compared(False)),
        (f'<Eq>{REF}<Value Type="Choice">x</Value></Eq>', compared("x")),
        (f"<Eq>{REF}<Value>x</Value></Eq>", compared("x")),
        (
            f'<Eq>{REF}<Value Type="DateTime">2026-01-02T10:00:00Z</Value></Eq>',
            compared(date(2026, 1, 2)),
        ),
        (
            (f'<Eq>{REF}<Value Type="DateTime" IncludeTimeValue="TRUE">'
            "2026-01-02T10:00:00Z</Value></Eq>"),
            compared(datetime(2026, 1, 2, 10, tzinfo=UTC)),
        ),
        (f'<Eq>{REF}<Value Type="DateTime">2026-01-02</Value></Eq>', compared(
            date(2026, 1, 2)
        )),
        (
            f'<Eq>{REF}<Value Type="Guid">{{{UUID(int=5)}}}</Value></Eq>',
            compared(UUID(int=5)),
        ),
        (f'<Eq>{REF}<Value Type="Integer"><UserID/></Value></Eq>', compared(Me())),
        (f'<Eq>{REF}<Value Type="DateTime"><Now/></Value></Eq>', compared(Now())),
        (
            f'<Geq>{REF}<Value Type="DateTime"><Today OffsetDays="-7"/></Value></Geq>',
            compared(Today(-7), Op.GE),
        ),
        (
            ('<Eq><FieldRef Name="A" LookupId="TRUE"/><Value Type="Lookup">5</Value>'
            "</Eq>"),
            Compare(Field("A", "ID"), Op.EQ, 5),
        ),
        (f'<Eq>{REF}<Value Type="User">Miriam</Value></Eq>', compared("Miriam")),
        (
            f'<BeginsWith>{REF}<Value Type="Text">x</Value></BeginsWith>',
            Like(Field("A"), Match.STARTS, "x"),
        ),
        (
            f'<Contains>{REF}<Value Type="Note">x</Value></Contains>',
            Like(Field("A"), Match.CONTAINS, "x"),
        ),
        (f"<IsNull>{REF}</IsNull>", A),
        (f"<IsNotNull>{REF}</IsNotNull>", Not(A)),
        (
            (f'<In>{REF}<Values><Value Type="Text">x</Value>'
            '<Value Type="Integer">5</Value></Values></In>'),
            In(Field("A"), ("x", 5)),
        ),
        (f"<Includes>{REF}<Value>x</Value></Includes>", compared("x")),
        (f"<NotIncludes>{REF}<Value>x</Value></NotIncludes>", compared("x", Op.NE)),
        (
            f'<Membership Type="SPGroup" ID="7">{REF}</Membership>',
            Member(Field("A"), Membership.GROUP, 7),
        ),
        (
            f'<Membership Type="CurrentUserGroups">{REF}</Membership>',
            Member(Field("A"), Membership.MINE),
        ),
        (
            ('<DateRangesOverlap><FieldRef Name="A"/><FieldRef Name="B"/>'
            '<FieldRef Name="RecurrenceID"/><Value Type="DateTime"><Month/></Value>'
            "</DateRangesOverlap>"),
            Overlaps(Field("A"), Field("B"), Today(), Span.MONTH),
        ),
        (
            ('<DateRangesOverlap><FieldRef Name="A"/><FieldRef Name="B"/>'
            '<Value Type="DateTime">2026-01-02</Value></DateRangesOverlap>'),
            Overlaps(Field("A"), Field("B"), date(2026, 1, 2)),
        ),
        (
            (f'<And><IsNull>{REF}</IsNull><Or><IsNull>{REF}</IsNull>'
            '<IsNull><FieldRef Name="B"/></IsNull></Or></And>'),
            And((A, Or((A, B)))),
        ),
    ],
)  # fmt: skip
def test_what_a_condition_says(inner: str, said: Condition) -> None:
    for text in (
        f"<Where>{inner}</Where>",
        f"<Query><Where>{inner}</Where></Query>",
        f"<?xml version='1.0'?>\n<View><Query><Where>{inner}</Where></Query></View>",
    ):
        assert parse_caml(text).where == said
        assert parse_caml(text.encode()).where == said


def test_what_a_view_asks() -> None:
    text = """
    <View Scope="RecursiveAll" Name="x"><ViewFields><FieldRef Name="Title"/>
    <FieldRef Name="Author"/></ViewFields><Query><OrderBy><FieldRef Name="Created"
    Ascending="FALSE"/><FieldRef Name="ID" Ascending="TRUE"/></OrderBy>
    <GroupBy Collapse="true" GroupLimit="30"><FieldRef Name="State"/></GroupBy></Query>
    <RowLimit Paged="TRUE">30</RowLimit><Toolbar Type="Standard"/>
    <Aggregations Value="On"><FieldRef Name="Price" Type="SUM"/></Aggregations>
    <QueryOptions><Folder>/a/b</Folder><Paging ListItemCollectionPositionNext="t"/>
    </QueryOptions></View>
    """
    assert parse_caml(text) == Query(
        select=(Field("Title"), Field("Author")),
        order=(Order(Field("Created"), descending=True), Order(Field("ID"))),
        group=(Order(Field("State")),),
        collapsed=True,
        limit=30,
        totals=(Total(Field("Price"), Sum.SUM),),
        scope=Scope.ALL,
        folder="a/b",
        token="t",
    )
    # What only one client's own code understands is the default.
    odd = '<View Scope="ViewScope.DefaultValue"/>'
    assert parse_caml(odd) == Query()


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("", "?"),
        ("x", "?"),
        ("<View>", "?"),
        ("<Other/>", "Other"),
        ("<Where><Eq/></Where>", "Eq"),
        (f"<Where><Eq>{REF}</Eq></Where>", "Eq"),
        (f"<Where><Eq>{REF}<Value Type='Number'>x</Value></Eq></Where>", "Value"),
        (f"<Where><Eq>{REF}<Value Type='DateTime'>x</Value></Eq></Where>", "Value"),
        (f"<Where><Eq>{REF}<Value Type='Guid'>x</Value></Eq></Where>", "Value"),
        (f"<Where><Eq>{REF}<Value Type='Boolean'>x</Value></Eq></Where>", "Value"),
        (f"<Where><Eq>{REF}<Value><Other/></Value></Eq></Where>", "Other"),
        (
            f"<Where><Eq>{REF}<Value><Today OffsetDays='x'/></Value></Eq></Where>",
            "Today",
        ),
        ("<Where><Eq><FieldRef/><Value>x</Value></Eq></Where>", "FieldRef"),
        ("<Where><And/></Where>", "And"),
        ("<Where><Xor/></Where>", "Xor"),
        (f"<Where><IsNull>{REF}</IsNull><IsNull>{REF}</IsNull></Where>", "IsNull"),
        ("<Where><IsNull/></Where>", "IsNull"),
        (f"<Where><In>{REF}</In></Where>", "In"),
        (f"<Where><Membership Type='x'>{REF}</Membership></Where>", "Membership"),
        (
            f"<Where><Membership Type='SPGroup'>{REF}</Membership></Where>",
            "Membership",
        ),
        ("<Where><DateRangesOverlap/></Where>", "DateRangesOverlap"),
        ("<View><RowLimit>x</RowLimit></View>", "RowLimit"),
        ("<View><Joins/></View>", "Joins"),
        ("<View><Query><Other/></Query></View>", "Other"),
        (
            "<View><Aggregations><FieldRef Name='A' Type='x'/></Aggregations></View>",
            "FieldRef",
        ),
    ],
)
def test_what_is_no_caml_names_its_element(text: str, element: str) -> None:
    with pytest.raises(CamlError) as told:
        parse_caml(text)
    assert told.value.element == element
    assert told.value.line == 1


@pytest.mark.parametrize(
    "text",
    [
        "<Where>" + "<And>" * (MAX_DEPTH + 5),
        f"<Where>{'<And>' * 200}<IsNull>{REF}</IsNull>{'</And>' * 200}</Where>",
        f"<Where><Or>{f'<IsNull>{REF}</IsNull>' * (MAX_NODES + 1)}</Or></Where>",
        "<Where>" + " " * 300_000 + "</Where>",
        '<!DOCTYPE x [<!ENTITY y "z">]><Where/>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><Where/>',
    ],
)
def test_neither_depth_nor_breadth_nor_entities(text: str) -> None:
    with pytest.raises(CamlError):
        parse_caml(text)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(CamlError):
        parse_caml(b"\xff\xfe<")


_PIECES = st.sampled_from(
    [
        *("<View>", "</View>", "<Where>", "</Where>", "<Eq>", "</Eq>", REF, "<And>"),
        *("</And>", "<Value>", "</Value>", '<Value Type="Number">', "5", "x", "<In>"),
        *("<Today/>", "<Query>", "</Query>", "&amp;", "&x;", "<!--", "]]>", "\0"),
    ]
)


@given(st.text() | st.binary() | st.lists(_PIECES, max_size=12).map("".join))
def test_anything_is_a_question_or_refused(text: str | bytes) -> None:
    with contextlib.suppress(CamlError):
        parse_caml(text)


@given(query=strategies.queries())
def test_what_can_be_said_comes_back(query: Query) -> None:
    try:
        said = render_view(query)
    except Unsayable:
        return
    found = parse_caml(said)
    assert found.where == simplified(query.where)
    for part in ("order", "group", "select", "totals", "limit", "scope"):
        assert getattr(found, part) == getattr(query, part)


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
