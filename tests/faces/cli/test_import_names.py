"""What names the entries of a directory get."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hallway.faces.cli.import_names import Entry, name_entries
from hallway.wire.paths import check_name, name_key

entries = st.lists(
    st.builds(
        Entry,
        name=st.one_of(
            st.sampled_from(
                ["a", "A", "a.txt", "A.TXT", "con", "x:y", "x_y", "e\u0301", "\u00e9"]
            ),
            st.text(st.characters(exclude_characters="/\x00"), min_size=1).filter(
                lambda name: name not in (".", "..")
            ),
        ),
        is_folder=st.booleans(),
    ),
    unique_by=lambda entry: entry.name,
    max_size=12,
)
existing = st.dictionaries(
    st.sampled_from(["a", "a.txt", "x_y", "con_", "é"]), st.booleans()
)


@given(entries, existing)
def test_with_rename_everything_has_a_legal_name_of_its_own(
    found: list[Entry], there: dict[str, bool]
) -> None:
    named = name_entries(found, existing=there, rename=True)
    keys = [name_key(one.name) for one in named]
    assert len(set(keys)) == len(found)
    for one in named:
        check_name(one.name)
        kind = there.get(name_key(one.name), one.entry.is_folder)
        assert kind == one.entry.is_folder


@given(entries, existing)
def test_without_rename_names_stay_or_have_a_reason(
    found: list[Entry], there: dict[str, bool]
) -> None:
    for one in name_entries(found, existing=there, rename=False):
        assert bool(one.name) != bool(one.reason)
        assert one.name in ("", one.entry.name)


@given(entries, existing)
def test_what_was_put_in_changes_nothing_at_the_next_run(
    found: list[Entry], there: dict[str, bool]
) -> None:
    first = name_entries(found, existing=there, rename=True)
    there = there | {name_key(one.name): one.entry.is_folder for one in first}
    assert name_entries(found, existing=there, rename=True) == first


def test_a_legal_name_is_not_taken_by_a_renamed_file() -> None:
    found = [Entry(name=name, is_folder=False) for name in ("x:y", "x_y", "X_Y")]
    named = name_entries(found, existing={}, rename=True)
    assert {one.entry.name: one.name for one in named} == {
        "X_Y": "X_Y",
        "x:y": "x_y (2)",
        "x_y": "x_y (3)",
    }
