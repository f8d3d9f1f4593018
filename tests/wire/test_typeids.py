from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallway.wire import typeids

STEP = st.one_of(
    st.integers(1, 255).map(lambda n: f"{n:02X}"),
    st.uuids().map(lambda guid: f"00{guid.hex.upper()}"),
)
STEPS = st.lists(STEP, max_size=8)


def made(steps: list[str]) -> str:
    return typeids.SYSTEM + "".join(steps)


@given(STEPS)
def test_an_id_is_read_in_one_way(steps: list[str]) -> None:
    type_id = made(steps)
    assert typeids.parse(type_id) == type_id
    assert typeids.parse(type_id.lower()) == type_id
    above = [made(steps[:n]) for n in range(len(steps))]
    assert typeids.parents(type_id) == above[::-1]
    if steps:
        assert typeids.parent(type_id) == above[-1]


@given(STEPS, st.uuids())
def test_a_child_descends_from_its_parent(steps: list[str], guid: uuid.UUID) -> None:
    type_id = made(steps)
    child = typeids.child(type_id, guid)
    assert typeids.parent(child) == type_id
    assert typeids.descends(child, type_id)
    assert not typeids.descends(type_id, child)


@given(STEPS, STEPS)
def test_what_begins_with_another_descends_from_it(
    steps: list[str], others: list[str]
) -> None:
    one, other = made(steps), made(others)
    is_below = one in typeids.parents(other) or one == other
    assert typeids.descends(other, one) == is_below


@given(st.text(max_size=80))
def test_any_text_is_an_id_or_refused(text: str) -> None:
    for tried in (text, f"0x{text}"):
        try:
            found = typeids.parse(tried)
        except ValueError:
            continue
        assert typeids.parse(found) == found


@pytest.mark.parametrize(
    "wrong",
    [
        *("", "01", "0x0", "0x00", "0x0100", "0x01GG", "0x01 ", "0x01\n"),
        "0x0100" + "1" * 31,
        "0x" + "01" * 600,
    ],
)
def test_what_is_no_id_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="content type's id"):
        typeids.parse(wrong)


def test_the_scheme_is_sharepoints() -> None:
    page = "0x0101009D1CB255DA76424F860D91F20E6C4118"
    assert typeids.parents(page) == ["0x0101", "0x01", "0x"]
    wiki = f"{page}02"
    assert typeids.parent(wiki) == page
    with pytest.raises(ValueError, match="no parent"):
        typeids.parent("0x")


def test_an_id_has_an_end() -> None:
    type_id = typeids.SYSTEM
    for _generation in range(512 // 17):
        type_id = typeids.child(type_id, uuid.uuid4())
    assert typeids.parse(type_id) == type_id
    with pytest.raises(ValueError, match="Too many"):
        typeids.child(type_id, uuid.uuid4())
