from __future__ import annotations

import contextlib
import io

from hypothesis import example, given
from hypothesis import strategies as st

from hallway.wire.errors import WireError
from hallway.wire.termsheet import HEADER, LineError, TermLine, read, write

SAMPLE = (
    '"Term Set Name","Term Set Description","LCID","Available for Tagging",'
    '"Term Description","Level 1 Term","Level 2 Term","Level 3 Term"\r\n'
    '"Places","Where","1033","TRUE","A continent","Europe",,\r\n'
    ',,1033,FALSE,,"Europe","Germany",\r\n'
    ",,,,,,,\r\n"
    ',,,,"Four, of it","Europe","Germany","Berlin, West"\r\n'
)


def test_a_file_of_sharepoint_is_read() -> None:
    sheet = read(io.BytesIO(SAMPLE.encode("utf-8-sig")))
    assert (sheet.title, sheet.description, sheet.errors) == ("Places", "Where", ())
    assert sheet.terms == (
        TermLine(2, ("Europe",), "A continent", True),
        TermLine(3, ("Europe", "Germany"), "", False),
        TermLine(5, ("Europe", "Germany", "Berlin, West"), "Four, of it", True),
    )


def test_each_wrong_line_is_named() -> None:
    head = ",".join(HEADER)
    text = f"{head}\n,,,maybe,,A\n,,,,,,B\n,,,,,C\n"
    sheet = read(io.BytesIO(text.encode()))
    assert [one.line for one in sheet.errors] == [2, 3]
    assert [one.path for one in sheet.terms] == [("C",)]
    other = read(io.BytesIO(b"a,b\n1,2\n"))
    assert other.errors == (
        LineError(1, "This is no file of terms: it has no column “Term Set Name”."),
    )


WORDS = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters="'"),
    min_size=1,
    max_size=8,
)


@given(
    st.lists(
        st.tuples(st.lists(WORDS, min_size=1, max_size=7), WORDS, st.booleans()),
        max_size=5,
    )
)
def test_what_is_written_is_read_back(terms: list[tuple[list[str], str, bool]]) -> None:
    lines = [
        TermLine(at, tuple(path), what, flag)
        for at, (path, what, flag) in enumerate(terms, 2)
    ]
    text = "".join(write("=Set", "About", lines))
    assert not any(one.startswith(("=", "+", "-", "@")) for one in text.split(","))
    sheet = read(io.BytesIO(text.encode("utf-8")))
    assert (sheet.title, sheet.description) == ("=Set", "About")
    assert sheet.terms == tuple(lines)


@given(st.binary(max_size=200))
@example(b"")
@example(b"\0")
@example(b"\xff\xfe")
@example(b'"')
def test_nonsense_is_refused(crowd: bytes) -> None:
    with contextlib.suppress(WireError):
        assert read(io.BytesIO(crowd)).errors
