"""The If header."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallway.wire.etag import Etag
from hallway.wire.ifheader import (
    UNMAPPED,
    BadIf,
    ConditionList,
    EtagCondition,
    IfHeader,
    ResourceState,
    TokenCondition,
    evaluate,
    parse_if,
    submitted_tokens,
)

A, B = "urn:uuid:a", "urn:uuid:b"
LOCKED = ResourceState(etag=Etag("1"), tokens=frozenset([A]))


def test_untagged_lists_are_parsed() -> None:
    header = f'(<{A}> ["1,2"]) (Not <DAV:no-lock> not [W/"x"])'
    assert parse_if(header) == IfHeader(
        (
            ConditionList(None, (TokenCondition(A), EtagCondition(Etag("1,2")))),
            ConditionList(
                None,
                (
                    TokenCondition("DAV:no-lock", negated=True),
                    EtagCondition(Etag("x", weak=True), negated=True),
                ),
            ),
        )
    )


def test_tagged_lists_keep_their_resource() -> None:
    parsed = parse_if(f'<http://h/a%20b>(<{A}>)(["x"]) </c> (<{B}>)')
    assert [one.resource for one in parsed.lists] == ["http://h/a%20b"] * 2 + ["/c"]


@pytest.mark.parametrize(
    ("header", "holds"),
    [
        (f"(<{A}>)", True),
        (f"(<{B}>)", False),
        (f"(<{B}>) (<{A}>)", True),
        (f'(<{A}> ["1"])', True),
        (f'(<{A}> ["2"])', False),
        ('([W/"1"])', False),
        (f"(Not <{B}>)", True),
        (f"(Not <{A}>)", False),
        ("(<DAV:no-lock>)", False),
        ("(Not <DAV:no-lock>)", True),
        (f"</a> (<{A}>)", True),
        (f"</gone> (<{A}>)", False),
        (f"</gone> (Not <{A}>)", True),
        ('</gone> (["1"])', False),
    ],
)
def test_a_header_holds_when_one_list_does(header: str, holds: bool) -> None:
    def state(resource: str | None) -> ResourceState:
        return UNMAPPED if resource == "/gone" else LOCKED

    assert evaluate(parse_if(header), state) is holds


def test_every_token_is_submitted_even_if_negated_or_of_another_resource() -> None:
    parsed = parse_if(f"</x> (Not <{A}>) (<{B}>)")
    assert submitted_tokens(parsed) == {A, B}


@pytest.mark.parametrize(
    ("header", "position"),
    [
        ("", 0),
        ("x", 0),
        ("()", 1),
        (f"(<{A}>", 13),
        ("(<>)", 1),
        ("(<no scheme>)", 1),
        ("(<relative>)", 1),
        ('(["a)', 1),
        ("([a])", 1),
        ("(Not)", 1),
        (f"(Not Not <{A}>)", 5),
        ("</a>", 4),
        (f"</a> </b> (<{A}>)", 5),
        (f"(<{A}>) </a> (<{A}>)", 15),
        (f"(<{A}>),(<{A}>)", 14),
        (f"(<{A}\n>)", 1),
    ],
)
def test_a_broken_header_is_refused_at_its_place(header: str, position: int) -> None:
    with pytest.raises(BadIf) as refused:
        parse_if(header)
    assert refused.value.position == position


PIECES = st.sampled_from(["(", ")", f"<{A}>", '["x"]', "Not ", "</a>", " ", "<", '"'])


@given(st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join)))
def test_any_text_parses_or_is_bad_if(header: str) -> None:
    with contextlib.suppress(BadIf):
        parsed = parse_if(header)
        assert parsed.lists
        assert evaluate(parsed, lambda _: UNMAPPED) in (True, False)


TOKENS = st.from_regex(r"\A[a-z]{1,4}:[!#-;=?-~]{1,8}\Z")
ETAGS = st.builds(Etag, st.from_regex(r"\A[!#-~]{0,8}\Z"), st.booleans())
CONDITIONS = st.one_of(
    st.builds(TokenCondition, TOKENS, st.booleans()),
    st.builds(EtagCondition, ETAGS, st.booleans()),
)
LISTS = st.lists(
    st.builds(
        ConditionList,
        st.just("/x"),
        st.lists(CONDITIONS, min_size=1, max_size=3).map(tuple),
    ),
    min_size=1,
    max_size=3,
)


def written(one: ConditionList) -> str:
    parts = [
        ("Not " if condition.negated else "")
        + (
            f"<{condition.token}>"
            if isinstance(condition, TokenCondition)
            else f"[{condition.etag}]"
        )
        for condition in one.conditions
    ]
    return f"<{one.resource}> ({' '.join(parts)})"


@given(LISTS)
def test_what_is_written_is_read_back(lists: list[ConditionList]) -> None:
    assert parse_if(" ".join(map(written, lists))) == IfHeader(tuple(lists))
