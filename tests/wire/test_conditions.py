"""Entity tags, ranges, dates and the small WebDAV headers."""

import contextlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallway.wire.davheaders import (
    MAX_TIMEOUT,
    BadHeader,
    Depth,
    Overwrite,
    parse_depth,
    parse_length,
    parse_lock_token,
    parse_mtime,
    parse_overwrite,
    parse_timeout,
)
from hallway.wire.errors import WireError
from hallway.wire.etag import (
    AnyEtag,
    BadEtag,
    Etag,
    EtagList,
    if_match_holds,
    if_none_match_holds,
    parse_etag,
    parse_etag_list,
)
from hallway.wire.httpdate import format_http_date, format_iso_date, parse_http_date
from hallway.wire.ranges import (
    ByteRange,
    Unsatisfiable,
    if_range_holds,
    parse_range,
)

SECOND = 1_000_000
NOVEMBER_1994 = 784_111_777 * SECOND
ETAGS = st.builds(Etag, st.from_regex(r"\A[!#-~]{0,12}\Z"), st.booleans())


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ("*", AnyEtag.ANY),
        ('"a,1"', (Etag("a,1"),)),
        ('"a" ,\tW/"b",,""', (Etag("a"), Etag("b", weak=True), Etag(""))),
        (', "a",', (Etag("a"),)),
    ],
)
def test_etag_list_is_parsed(header: str, tags: EtagList) -> None:
    assert parse_etag_list(header) == tags


@pytest.mark.parametrize(
    ("header", "position"),
    [("", 0), (",", 0), ("abc", 0), ('"a', 0), ('"a" "b"', 3), ('"a", *', 5)],
)
def test_a_broken_etag_list_is_an_error_and_never_ignored(
    header: str, position: int
) -> None:
    with pytest.raises(BadEtag) as refused:
        parse_etag_list(header)
    assert refused.value.position == position


@given(st.lists(ETAGS, min_size=1, max_size=4))
def test_etags_written_are_read_back(tags: list[Etag]) -> None:
    assert parse_etag_list(", ".join(map(str, tags))) == tuple(tags)
    assert parse_etag(str(tags[0])) == tags[0]


@given(st.text())
def test_any_text_is_a_list_of_etags_or_bad(text: str) -> None:
    for parse in (parse_etag, parse_etag_list):
        with contextlib.suppress(BadEtag):
            parse(text)


@pytest.mark.parametrize(
    ("header", "current", "if_match", "if_none_match"),
    [
        ("*", None, False, True),
        ("*", Etag("a"), True, False),
        ('"a"', None, False, True),
        ('"b", "a"', Etag("a"), True, False),
        ('"b"', Etag("a"), False, True),
        ('W/"a"', Etag("a"), False, False),
        ('"a"', Etag("a", weak=True), False, False),
    ],
)
def test_if_match_compares_strongly_and_if_none_match_weakly(
    header: str, current: Etag | None, if_match: bool, if_none_match: bool
) -> None:
    tags = parse_etag_list(header)
    assert if_match_holds(tags, current) is if_match
    assert if_none_match_holds(tags, current) is if_none_match


@pytest.mark.parametrize(
    ("header", "ranges"),
    [
        ("bytes=0-99", [(0, 100)]),
        ("Bytes = 0-0", [(0, 1)]),
        ("bytes=900-", [(900, 1000)]),
        ("bytes=-100", [(900, 1000)]),
        ("bytes=-5000", [(0, 1000)]),
        ("bytes=990-5000", [(990, 1000)]),
        ("bytes=0-" + "9" * 5000, [(0, 1000)]),
        ("bytes=500-599, 0-9", [(500, 600), (0, 10)]),
        ("bytes=0-9,,5-20", [(0, 21)]),
        ("bytes=300-399,0-9,20-30", [(0, 31), (300, 400)]),
        ("bytes=0-9,2000-", [(0, 10)]),
        ("bytes=" + ",".join(["0-"] * 32), [(0, 1000)]),
    ],
)
def test_ranges_are_cut_to_the_body_and_joined(
    header: str, ranges: list[tuple[int, int]]
) -> None:
    assert parse_range(header, size=1000) == tuple(ByteRange(*one) for one in ranges)


@pytest.mark.parametrize(
    "header",
    [
        *("", "bytes", "bytes=", "bytes=,", "bytes=-", "bytes=a-b", "bytes=5-2"),
        *("lines=0-1", "bytes=0-1 2-3", "bytes=--1", "bytes=0-1,x", "bytes=+1-2"),
        *("bytes=\u0660-\u0661", "bytes=" + ",".join(["0-0"] * 33)),
    ],
)
def test_a_wrong_range_is_ignored(header: str) -> None:
    assert parse_range(header, size=1000) is None


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=-0", "bytes=1000-2,5000-"])
def test_a_range_beyond_the_body_is_unsatisfiable_unless_wrong(header: str) -> None:
    wanted = None if "2,5" in header else Unsatisfiable(1000)
    assert parse_range(header, size=1000) == wanted


def test_an_empty_body_has_no_range_but_a_suffix() -> None:
    assert parse_range("bytes=0-", size=0) == Unsatisfiable(0)
    assert parse_range("bytes=-5", size=0) is None


def test_content_range_is_written() -> None:
    assert ByteRange(0, 10).content_range(1000) == "bytes 0-9/1000"
    assert Unsatisfiable(1000).content_range == "bytes */1000"


SPECS = st.from_regex(r"\A[0-9]{0,4}-[0-9]{0,4}\Z")


@given(st.lists(SPECS, min_size=1, max_size=40), st.integers(0, 2000))
def test_ranges_lie_within_the_body_and_apart(specs: list[str], size: int) -> None:
    ranges = parse_range("bytes=" + ",".join(specs), size=size)
    if isinstance(ranges, tuple):
        assert all(0 <= one.start < one.stop <= size for one in ranges)
        apart = sorted(ranges, key=lambda one: one.start)
        pairs = itertools.pairwise(apart)
        assert all(one.stop < other.start for one, other in pairs)
        assert sum(one.length for one in ranges) <= size


@given(st.text(), st.integers(0, 10))
def test_any_range_is_answered(text: str, size: int) -> None:
    parse_range(text, size=size)
    parse_range(f"bytes={text}", size=size)


@pytest.mark.parametrize(
    ("header", "holds"),
    [
        ('"a"', True),
        ('"b"', False),
        ('W/"a"', False),
        ('"a', False),
        ("Sun, 06 Nov 1994 08:49:37 GMT", True),
        ("Sun, 06 Nov 1994 08:49:38 GMT", False),
        ("a", False),
    ],
)
def test_if_range_wants_the_very_same_body(header: str, holds: bool) -> None:
    modified = NOVEMBER_1994 + 123
    assert if_range_holds(header, etag=Etag("a"), modified=modified) is holds


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
    ],
)
def test_all_three_date_forms_are_read(text: str) -> None:
    assert parse_http_date(text) == NOVEMBER_1994


def test_dates_are_written() -> None:
    assert format_http_date(NOVEMBER_1994) == "Sun, 06 Nov 1994 08:49:37 GMT"
    assert format_iso_date(NOVEMBER_1994) == "1994-11-06T08:49:37Z"
    assert format_iso_date(-1) == "1969-12-31T23:59:59Z"


@pytest.mark.parametrize(
    "text",
    [
        *("", "yesterday", "Sun, 31 Feb 1994 08:49:37 GMT", "0", "1994-11-06"),
        *("Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 0000 08:49:37 GMT"),
        *("Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 1994 08:49:37 CET"),
    ],
)
def test_a_wrong_date_is_none(text: str) -> None:
    assert parse_http_date(text) is None


def test_two_digit_years_lie_at_most_fifty_years_ahead() -> None:
    now = 1_795_000_000 * SECOND  # 2026

    def year_of(digits: str) -> str:
        instant = parse_http_date(f"Sunday, 06-Nov-{digits} 08:49:37 GMT", now=now)
        assert instant is not None
        return format_iso_date(instant)[:4]

    assert [year_of(year) for year in ("26", "76", "77", "99")] == [
        *("2026", "2076", "1977", "1999")
    ]


def test_a_leap_second_is_the_next_second() -> None:
    leap = parse_http_date("Sat, 31 Dec 2016 23:59:60 GMT")
    assert leap == parse_http_date("Sun, 01 Jan 2017 00:00:00 GMT")


@given(st.integers(-62_135_596_800, 253_402_300_799))
def test_a_date_written_is_read_back(seconds: int) -> None:
    written = format_http_date(seconds * SECOND + 999_999)
    assert parse_http_date(written) == seconds * SECOND


@given(st.integers(), st.text())
def test_any_instant_is_written_and_any_text_read(instant: int, text: str) -> None:
    assert len(format_http_date(instant)) == 29
    assert len(format_iso_date(instant)) == 20
    assert parse_http_date(text) is None


def test_depth_is_read() -> None:
    assert parse_depth(None, default=Depth.INFINITY) is Depth.INFINITY
    assert parse_depth("0", default=Depth.INFINITY) is Depth.ZERO
    assert parse_depth(" Infinity", default=Depth.ZERO) is Depth.INFINITY
    with pytest.raises(BadHeader):
        parse_depth("2", default=Depth.ZERO)


def test_overwrite_is_read() -> None:
    assert parse_overwrite(None) is Overwrite.ALLOWED
    assert parse_overwrite("f") is Overwrite.REFUSED
    with pytest.raises(BadHeader):
        parse_overwrite("yes")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("Infinite, Second-10", None),
        ("Extend, Second-600, Infinite", 600),
        ("second-4294967295", MAX_TIMEOUT),
        ("Second-" + "9" * 5000, MAX_TIMEOUT),
        ("Second-0", 0),
        ("Second-x", None),
    ],
)
def test_timeout_takes_the_first_choice_understood(
    header: str | None, seconds: int | None
) -> None:
    assert parse_timeout(header) == seconds


def test_lock_token_is_read() -> None:
    assert parse_lock_token(" <urn:uuid:a> ") == "urn:uuid:a"


@pytest.mark.parametrize("header", ["", "urn:uuid:a", "<>", "<a b:c>", "<a:b> <c:d>"])
def test_a_wrong_lock_token_is_refused(header: str) -> None:
    with pytest.raises(BadHeader):
        parse_lock_token(header)


def test_lengths_and_times_are_read() -> None:
    assert parse_length("0") == 0
    assert parse_mtime("1.5") == 1_500_000
    assert parse_mtime("-0.25") == -250_000
    assert parse_mtime("1700000000") == 1_700_000_000 * SECOND


@pytest.mark.parametrize("header", ["", "-1", "1.5", "1e3", "9" * 19, "\u0663", "1, 1"])
def test_a_wrong_length_is_refused(header: str) -> None:
    with pytest.raises(BadHeader):
        parse_length(header)


@given(st.text())
def test_any_header_is_read_or_refused(text: str) -> None:
    parse_timeout(text)
    for parse in (parse_overwrite, parse_lock_token, parse_length, parse_mtime):
        with contextlib.suppress(WireError):
            parse(text)
