"""Random questions, for every parser and renderer of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from hallway.wire.query import (
    And,
    Anywhere,
    Below,
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
)

NAMES = ("Title", "Amount", "Due_x0020_Date", "Größe", "Status", "ID")
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


def fields() -> st.SearchStrategy[Field]:
    """Columns, some of them behind a lookup."""
    plain = st.builds(Field, st.sampled_from(NAMES))
    led = st.builds(
        Field, st.sampled_from(("Author", "Country")), st.sampled_from(("Title", "ID"))
    )
    return plain | led


def operands() -> st.SearchStrategy[Any]:
    """Columns and parts of their dates."""
    return fields() | st.builds(PartOf, fields(), st.sampled_from(Part))


def moments() -> st.SearchStrategy[datetime]:
    """Moments with a zone, without, and of all precisions."""
    zones: st.SearchStrategy[Any] = st.sampled_from(
        (None, UTC, timezone(timedelta(hours=2)))
    )
    first, last = (
        datetime.fromisoformat("1900-01-02"),
        datetime.fromisoformat("2199-01-01"),
    )
    return st.datetimes(first, last, timezones=zones)


def values() -> st.SearchStrategy[Any]:
    """Values of every kind."""
    return st.one_of(
        TEXTS,
        st.booleans(),
        st.integers(-(2**53), 2**53),
        st.floats(allow_nan=False, allow_infinity=False),
        st.dates(date(1900, 1, 1), date(2199, 1, 1)),
        moments(),
        st.uuids(),
        st.builds(Me),
        st.builds(Today, st.integers(-400, 400)),
        st.builds(Now, st.integers(-(10**6), 10**6)),
    )


def atoms() -> st.SearchStrategy[Condition]:
    """Conditions without others within them."""
    days = st.dates(date(1900, 1, 1), date(2199, 1, 1)) | st.builds(Today)
    return st.one_of(
        st.builds(Compare, operands(), st.sampled_from(Op), values()),
        st.builds(In, operands(), st.lists(values(), max_size=3).map(tuple)),
        st.builds(Like, fields(), st.sampled_from(Match), TEXTS),
        st.builds(IsNull, fields()),
        st.builds(Overlaps, fields(), fields(), days, st.sampled_from(Span)),
        st.builds(
            Member,
            fields(),
            st.sampled_from([one for one in Membership if one is not Membership.GROUP]),
        ),
        st.builds(Member, fields(), st.just(Membership.GROUP), st.integers(1, 10**6)),
        st.builds(Below, fields(), st.integers(1, 10**6)),
        st.builds(Anywhere, st.sampled_from(("word", "ä"))),
    )


def conditions() -> st.SearchStrategy[Condition]:
    """Conditions, some levels deep."""
    return st.recursive(
        atoms(),
        lambda inner: st.one_of(
            st.builds(And, st.lists(inner, max_size=3).map(tuple)),
            st.builds(Or, st.lists(inner, max_size=3).map(tuple)),
            st.builds(Not, inner),
        ),
        max_leaves=8,
    )


def orders() -> st.SearchStrategy[tuple[Order, ...]]:
    """What rows are ordered by."""
    one = st.builds(Order, fields(), descending=st.booleans())
    return st.lists(one, max_size=3).map(tuple)


def queries() -> st.SearchStrategy[Query]:
    """Whole questions."""
    return st.builds(
        Query,
        where=st.none() | conditions(),
        order=orders(),
        select=st.lists(fields(), max_size=3).map(tuple),
        expand=st.lists(st.sampled_from(NAMES), max_size=2, unique=True).map(tuple),
        group=orders(),
        collapsed=st.booleans(),
        totals=st.lists(
            st.builds(Total, fields(), st.sampled_from(Sum)), max_size=2
        ).map(tuple),
        scope=st.sampled_from(Scope),
        folder=st.sampled_from(("", "a", "a/b c")),
        limit=st.none() | st.integers(1, 5000),
        skip=st.integers(0, 100),
        token=TEXTS,
        counted=st.booleans(),
    )
