"""Questions as saved views keep them."""

import contextlib
import json
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallway.wire.query import (
    MAX_DEPTH,
    MAX_NODES,
    And,
    Anywhere,
    Compare,
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
from hallway.wire.queryjson import QueryJsonError, dump, load

A = Field("A")
WHOLE = Query(
    where=And(
        (
            Or((Compare(A, Op.LT, 1.5), In(PartOf(A, Part.YEAR), (2026, "x")))),
            Not(Like(Field("Author", "Title"), Match.ENDS, "é")),
            IsNull(A),
            Overlaps(A, Field("B"), Today(-7), Span.WEEK),
            Member(A, Membership.GROUP, 5),
            Member(A, Membership.MINE),
            Anywhere("word"),
            In(A, (Me(), Now(-60), True, date(2026, 1, 2), time(8, 30))),
            In(A, (datetime(2026, 1, 2, tzinfo=UTC), UUID(int=5))),
        )
    ),
    order=(Order(A, descending=True), Order(Field("ID"))),
    select=(A, Field("Author", "Title")),
    expand=("Author",),
    group=(Order(A),),
    collapsed=True,
    totals=(Total(A, Sum.AVERAGE),),
    scope=Scope.RECURSIVE,
    folder="Plans/2026",
    limit=30,
    skip=2,
    token="t",
    counted=True,
)


def test_a_question_comes_back_as_it_was() -> None:
    assert load(json.loads(json.dumps(dump(WHOLE)))) == WHOLE
    assert load(dump(Query())) == Query()
    assert dump(Query()) == {"v": 1}


@pytest.mark.parametrize(
    ("broken", "path"),
    [
        ({"v": 2}, ""),
        ([], ""),
        ({"v": 1, "wher": None}, "wher"),
        ({"v": 1, "limit": True}, "limit"),
        ({"v": 1, "limit": 2**63}, "limit"),
        ({"v": 1, "scope": "None"}, "scope"),
        ({"v": 1, "scope": ["None"]}, "scope"),
        ({"v": 1, "select": [{"is": "Field"}]}, "select.0."),
        ({"v": 1, "select": [{"is": "Me"}]}, "select.0"),
        ({"v": 1, "where": {"is": "IsNull", "left": {"is": "Field"}}}, "where.left."),
        ({"v": 1, "where": {"is": "And", "terms": {}}}, "where.terms"),
        ({"v": 1, "where": {"is": ["And"]}}, "where"),
    ],
)
def test_what_is_no_question_is_told_with_its_place(broken: Any, path: str) -> None:
    with pytest.raises(QueryJsonError) as told:
        load(broken)
    assert told.value.path == path


@pytest.mark.parametrize(
    "value",
    [
        {"is": "date", "value": "2026-02-30"},
        {"is": "UUID", "value": "5"},
        {"is": "set", "value": "5"},
        float("inf"),
        None,
        [],
    ],
)
def test_what_is_no_value(value: Any) -> None:
    where = {"is": "Compare", "left": {"is": "Field", "name": "A"}, "op": "eq"}
    with pytest.raises(QueryJsonError):
        load({"v": 1, "where": {**where, "value": value}})


def test_neither_depth_nor_breadth_is_without_end() -> None:
    deep: Any = {"is": "IsNull", "left": {"is": "Field", "name": "A"}}
    for _ in range(MAX_DEPTH + 5):
        deep = {"is": "Not", "term": deep}
    for where in (deep, {"is": "Or", "terms": [deep] * MAX_NODES}):
        with pytest.raises(QueryJsonError):
            load({"v": 1, "where": where})


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["is", "v", "where", "terms", "term", "left", "value"]),
            inner | st.sampled_from(["And", "Not", "Compare", "Field", "date"]),
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(_json)
def test_anything_is_a_question_or_refused(given: Any) -> None:
    with contextlib.suppress(QueryJsonError):
        load({**given, "v": 1} if isinstance(given, dict) else given)
