from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallway.wire.linediff import MAX_DIFFERENT, TooDifferent, compare_lines

TEXTS = st.text("abcd", max_size=20).map(list)


def test_a_changed_line_stands_among_its_neighbours() -> None:
    old = [str(n) for n in range(1, 21)]
    new = [*old[:9], "ten", *old[10:]]
    found = compare_lines(old, new)
    assert [line.kind for line in found] == [
        "gap",
        *["same"] * 3,
        "old",
        "new",
        *["same"] * 3,
        "gap",
    ]
    assert found[4][1:] == (10, 0, "10")
    assert found[5][1:] == (0, 10, "ten")
    assert found[6][1:] == (11, 11, "11")


def test_equal_texts_differ_in_nothing() -> None:
    assert compare_lines(["a"], ["a"]) == []
    assert compare_lines([], []) == []


def test_what_would_take_too_long_is_refused() -> None:
    old = [f"old {n}" for n in range(MAX_DIFFERENT + 1)]
    with pytest.raises(TooDifferent):
        compare_lines(old, [])
    # However long what they have in common is.
    assert len(compare_lines([*old, "a"], [*old, "b"])) == 6


@given(TEXTS, TEXTS)
def test_the_lines_told_are_those_of_the_texts(old: list[str], new: list[str]) -> None:
    for line in compare_lines(old, new):
        if line.old:
            assert old[line.old - 1] == line.text
        if line.new:
            assert new[line.new - 1] == line.text
    shown = compare_lines(old, new)
    kept = [line for line in shown if line.kind == "old"]
    added = [line for line in shown if line.kind == "new"]
    assert len(old) - len(kept) == len(new) - len(added)
