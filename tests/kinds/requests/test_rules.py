"""Pure decisions about requests."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallway.core.errors import Invalid
from hallway.kinds.requests.rules import (
    LONGEST_FILE_NAME,
    check_prefix,
    check_subject,
    file_name,
    parse_ref,
    prefixes_for,
    slug_of,
)
from hallway.wire.paths import check_name


@given(st.text(max_size=400))
def test_any_name_of_a_file_becomes_a_safe_one(name: str) -> None:
    found = file_name(name)
    check_name(found)
    assert len(found) <= LONGEST_FILE_NAME
    assert "/" not in found
    assert "\u202e" not in found


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("gpj.\u202eexe", "gpj.exe"),
        ('a"b<c>.txt', "a_b_c_.txt"),
        ("CON", "file CON"),
        ("", "file"),
        ("..", "file"),
    ],
)
def test_names_of_files(name: str, safe: str) -> None:
    assert file_name(name) == safe


@given(st.text(max_size=40))
def test_every_name_has_prefixes(name: str) -> None:
    for prefix in islice(prefixes_for(name), 10):
        check_prefix(prefix)
    assert slug_of(name)


@given(st.text(max_size=30))
def test_no_reference_crashes(ref: str) -> None:
    parse_ref(ref)


def test_references() -> None:
    assert parse_ref("kel-12") == ("KEL", 12)
    for wrong in ("12", "KEL-", "-1", "KEL-1x", "KEL-٣", "K-1", "KEL-" + "9" * 16):
        assert parse_ref(wrong) is None


@pytest.mark.parametrize("text", ["", " ", "a\nb", "a\rb", "x" * 201, "a\u2028b"])
def test_what_is_no_subject(text: str) -> None:
    with pytest.raises(Invalid):
        check_subject(text)
