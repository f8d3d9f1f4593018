"""The query options of a request."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallway.wire.odata import ODataError, parse_options, render_order
from hallway.wire.query import Compare, Field, Op, Order, Query
from tests.wire import strategies

TITLE = Compare(Field("Title"), Op.EQ, "x")


@pytest.mark.parametrize(
    ("options", "query"),
    [
        ({}, Query()),
        (
            {
                "$select": "Title,Author/Title",
                "$expand": "Author",
                "$filter": "Title eq 'x'",
                "$orderby": "Created desc, ID",
                "$top": "100",
                "$skiptoken": "Paged=TRUE&p_ID=5",
            },
            Query(
                select=(Field("Title"), Field("Author", "Title")),
                expand=("Author",),
                where=TITLE,
                order=(
                    Order(Field("Created"), descending=True),
                    Order(Field("ID")),
                ),
                limit=100,
                token="Paged=TRUE&p_ID=5",
            ),
        ),
        # What clients send that no specification knows.
        ({"$order_by": "ID desc"}, Query(order=(Order(Field("ID"), descending=True),))),
        ({"top": "5", "Filter": "Title eq 'x'"}, Query(limit=5, where=TITLE)),
        ({"$inlinecount": "allpages"}, Query(counted=True)),
        ({"$count": "true", "$skip": "7"}, Query(counted=True, skip=7)),
        ({"$select": "*"}, Query()),
        ({"$format": "json", "x": "y"}, Query()),
        ({"$filter": " ", "$orderby": "", "$top": ""}, Query()),
        ({"$expand": "Author/Title,Editor"}, Query(expand=("Author", "Editor"))),
    ],
)
def test_what_options_ask(options: dict[str, str], query: Query) -> None:
    assert parse_options(options) == query


def test_columns_of_graph_stand_below_fields() -> None:
    found = parse_options(
        {
            "expand": "fields($select=Title,Status)",
            "$filter": "fields/Title eq 'x'",
            "$orderby": "fields/Status desc",
        },
        prefix="fields",
    )
    assert found == Query(
        select=(Field("Title"), Field("Status")),
        where=TITLE,
        order=(Order(Field("Status"), descending=True),),
    )


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"$top": "x"}, "$top"),
        ({"$top": "-1"}, "$top"),
        ({"$top": "9999999999"}, "$top"),
        ({"$skip": "1.5"}, "$skip"),
        ({"$count": "maybe"}, "$count"),
        ({"$orderby": "Title sideways"}, "$orderby"),
        ({"$orderby": "Title,,ID"}, "$orderby"),
        ({"$orderby": "1"}, "$orderby"),
        ({"$select": "A/B/C"}, "$select"),
        ({"$select": "Title,"}, "$select"),
        ({"$select": "A)"}, "$select"),
        ({"$expand": "fields($select=Title"}, "$expand"),
        ({"$expand": "fields($filter=x y)"}, "$expand"),
        ({"$expand": "a(b)c"}, "$expand"),
        ({"$select": "a," * 100_000}, "$select"),
        ({"$filter": "x y"}, "$filter"),
    ],
)
def test_what_is_wrong_names_its_option(options: dict[str, str], option: str) -> None:
    with pytest.raises(ODataError) as told:
        parse_options(options, prefix="fields")
    assert told.value.option == option
    assert told.value.position is not None


@given(
    st.dictionaries(
        st.sampled_from(
            ["$filter", "$select", "$expand", "$orderby", "$top", "$skip", "$count"]
        ),
        st.text() | st.text("aA(),;=$'/ 1desc", max_size=20),
    )
)
def test_any_options_are_a_question_or_refused(options: dict[str, str]) -> None:
    with contextlib.suppress(ODataError):
        parse_options(options, prefix="fields")


@given(strategies.orders())
def test_an_order_comes_back(order: tuple[Order, ...]) -> None:
    assert parse_options({"$orderby": render_order(order)}).order == order
