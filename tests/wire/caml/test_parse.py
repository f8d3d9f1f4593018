"""CAML as clients write it."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallway.wire.caml import CamlError, parse_caml
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
)

A, B = IsNull(Field("A")), IsNull(Field("B"))
REF = '<FieldRef Name="A"/>'
NULL = f"<IsNull>{REF}</IsNull>"


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
        (
            ('<Eq><FieldRef Name="A" LookupId="true"/><Value Type="Integer">'
            '<UserID Type="Integer"/></Value></Eq>'),
            Compare(Field("A", "ID"), Op.EQ, Me()),
        ),
        (f'<Eq>{REF}<Value Type="User">Miriam</Value></Eq>', compared("Miriam")),
        (f'<Eq>{REF}<Value Type="user">7;#Miriam</Value></Eq>', compared(7)),
        (f'<Eq>{REF}<Value Type="LookupMulti">7</Value></Eq>', compared(7)),
        (f'<Eq>{REF}<Value Type="MultiChoice">7</Value></Eq>', compared("7")),
        (f'<Eq>{REF}<Value Type="ModStat">Approved</Value></Eq>', compared(0)),
        (f'<Eq>{REF}<Value Type="ModStat">2</Value></Eq>', compared(2)),
        (f'<Eq>{REF}<Value Type="Counter">+5</Value></Eq>', compared(5)),
        (f'<Eq>{REF}<Value Type="number">1.5E3</Value></Eq>', compared(1500.0)),
        (f'<Eq>{REF}<Value Type="Text"> <![CDATA[<b>]]> </Value></Eq>',
            compared(" <b> ")),
        (
            (f'<Eq>{REF}<Value Type="datetime" includetimevalue="TRUE">'
            "2026-01-02 10:00:00</Value></Eq>"),
            compared(date(2026, 1, 2)),
        ),
        (
            (f'<Eq>{REF}<Value Type="DateTime" IncludeTimeValue="True">'
            "2026-01-02T10:00:00.0000000</Value></Eq>"),
            compared(datetime(2026, 1, 2, 10)),  # noqa: DTZ001
        ),
        (
            (f'<Eq>{REF}<Value Type="DateTime" IncludeTimeValue="TRUE" '
            'StorageTZ="TRUE">2026-01-02T10:00:00</Value></Eq>'),
            compared(datetime(2026, 1, 2, 10, tzinfo=UTC)),
        ),
        (
            f'<Lt>{REF}<Value Type="DateTime"><Today Offset="3"/></Value></Lt>',
            compared(Today(3), Op.LT),
        ),
        (
            ('<Eq><FieldRef ID="{FA564E0F-0C70-4AB9-B863-0177E6DDD247}" Nullable="TRUE"'
            '/><Value Type="Text">x</Value></Eq>'),
            Compare(Field("Title"), Op.EQ, "x"),
        ),
        (
            f'<BeginsWith>{REF}<Value Type="Text">x</Value></BeginsWith>',
            Like(Field("A"), Match.STARTS, "x"),
        ),
        (
            f'<Contains>{REF}<Value Type="Note">x</Value></Contains>',
            Like(Field("A"), Match.CONTAINS, "x"),
        ),
        (
            f'<Contains>{REF}<Value Type="Number">5.0</Value></Contains>',
            Like(Field("A"), Match.CONTAINS, "5.0"),
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
            f'<Membership Type="SPWeb.AllUsers">{REF}</Membership>',
            Member(Field("A"), Membership.ALL_USERS),
        ),
        (
            f"<And>{NULL}<And>{NULL}<And>{NULL}{NULL}</And></And></And>",
            And((A, A, A, A)),
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
    ("inner", "asked"),
    [
        ("<RowLimit>0</RowLimit>", Query()),
        ("<Query><WithIndex ID='x'/></Query>", Query()),
        ("<Query><Where/></Query>", Query()),
        ("<QueryOptions><ViewAttributes Scope='FilesOnly'/></QueryOptions>",
            Query(scope=Scope.FILES)),
        ("<QueryOptions><ExpandUserField>TRUE</ExpandUserField></QueryOptions>",
            Query()),
        ("<Aggregations Value='Off'><FieldRef Name='A' Type='SUM'/></Aggregations>",
            Query()),
        ("<Aggregations><FieldRef Name='A' Type='average'/></Aggregations>",
            Query(totals=(Total(Field("A"), Sum.AVERAGE),))),
    ],
)  # fmt: skip
def test_what_stands_in_a_view(inner: str, asked: Query) -> None:
    assert parse_caml(f"<View>{inner}</View>") == asked


def test_options_without_a_scope_leave_that_of_the_view() -> None:
    options = "<QueryOptions><ViewAttributes ModerationType='x'/></QueryOptions>"
    asked = parse_caml(f"<View Scope='Recursive'>{options}</View>")
    assert asked.scope is Scope.RECURSIVE


@pytest.mark.parametrize("before", ["", "<?xml version='1.0' encoding='utf-16'?>"])
@pytest.mark.parametrize("space", ["", "\ufeff", " \r\n\t"])
def test_a_declaration_and_space_are_passed_over(before: str, space: str) -> None:
    text = f"{space}{before}<!-- <!DOCTYPE x> --><View Scope='Recursive'/>\n"
    assert parse_caml(text) == parse_caml(text.encode()) == Query(scope=Scope.RECURSIVE)


def test_a_month_is_that_of_the_calendars_day() -> None:
    overlaps = (
        '<DateRangesOverlap><FieldRef Name="A"/><FieldRef Name="B"/>'
        '<Value Type="DateTime"><Month/></Value></DateRangesOverlap>'
    )
    text = (
        f"<View><Query><Where>{overlaps}</Where></Query><QueryOptions>"
        "<CalendarDate>2026-01-02T10:00:00Z</CalendarDate></QueryOptions></View>"
    )
    said = Overlaps(Field("A"), Field("B"), date(2026, 1, 2), Span.MONTH)
    assert parse_caml(text).where == said


def test_a_chain_of_pairs_is_as_flat_as_it_says() -> None:
    """Clients ask for many numbers by an Or in an Or in an Or."""
    many = MAX_DEPTH + 100
    text = f"<Where>{'<Or>' * many}{NULL}{f'{NULL}</Or>' * many}</Where>"
    assert parse_caml(text).where == Or((A,) * (many + 1))


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
        (f"<Where><Eq>{REF}<Value Type='Number'>1_0</Value></Eq></Where>", "Value"),
        (f"<Where><Eq>{REF}<Value Type='Number'>1e999</Value></Eq></Where>", "Value"),
        (f"<Where><Eq>{REF}<Value><Other/></Value></Eq></Where>", "Other"),
        (f"<Where><Eq>{REF}<Value><Today/><Now/></Value></Eq></Where>", "Now"),
        (f"<Where><Eq>{REF}<Value>x<Today/></Value></Eq></Where>", "Value"),
        (
            f"<Where><Contains>{REF}<Value><UserID/></Value></Contains></Where>",
            "UserID",
        ),
        (f"<Where><In>{REF}<Values><Other/></Values></In></Where>", "Other"),
        (f"<Where><IsNull><FieldRef ID='{UUID(int=5)}'/></IsNull></Where>", "FieldRef"),
        (
            "<View><QueryOptions><CalendarDate>x</CalendarDate></QueryOptions></View>",
            "CalendarDate",
        ),
        ("<View><ProjectedFields/></View>", "ProjectedFields"),
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
    if element != "?":
        assert text[told.value.position :].startswith(f"<{element}")


def test_the_place_counts_what_was_given() -> None:
    """Characters of a text and bytes of bytes; tags in comments are none."""
    text = (
        "\ufeff <?xml version='1.0'?>\n<!-- ä <Eq> --><View Name='>ä'>\r\n"
        f"<Query><?x <Eq> ?><Where><And>{NULL}<Eq>{REF}<Value>"
        "<![CDATA[<Eq>]]></Value><Value/></Eq></And></Where></Query></View>"
    )
    place = text.index(f"<Eq>{REF}")
    with pytest.raises(CamlError) as told:
        parse_caml(text)
    assert (told.value.position, told.value.line) == (place, 3)
    with pytest.raises(CamlError) as told:
        parse_caml(text.encode())
    assert told.value.position == text.encode().index(f"<Eq>{REF}".encode())


def test_a_mistake_in_the_xml_has_its_place() -> None:
    with pytest.raises(CamlError) as told:
        parse_caml("<View>\n<Query></View>")
    assert told.value.line == 2
    assert told.value.position is not None
    assert 7 <= told.value.position <= 21
    with pytest.raises(CamlError) as told:
        parse_caml(b"<View>\xff</View>")
    assert told.value.position == 6


@pytest.mark.parametrize(
    "text",
    [
        "<Where>" + "<And>" * (MAX_DEPTH + 5),
        f"<Where>{'<And><Or>' * 60}<IsNull>{REF}</IsNull>{'</Or></And>' * 60}</Where>",
        f"<Where>{'<And>' * 300}<IsNull>{REF}</IsNull>{'</And>' * 300}</Where>",
        f"<Where><Or>{f'<IsNull>{REF}</IsNull>' * (MAX_NODES + 1)}</Or></Where>",
        f"<Where><In>{REF}<Values>{'<Value/>' * MAX_NODES}</Values></In></Where>",
        "<Where>" + " " * 300_000 + "</Where>",
        '<!DOCTYPE x [<!ENTITY y "z">]><Where/>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><Where/>',
        "<?xml version='1.0'?><!-- x --><!DOCTYPE x><Where/>",
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
