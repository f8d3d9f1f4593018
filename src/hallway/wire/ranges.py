"""Byte ranges: the Range, Content-Range and If-Range headers (RFC 9110 14, 13.1.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hallway.wire.errors import WireError
from hallway.wire.etag import Etag, parse_etag, strong_equal
from hallway.wire.httpdate import parse_http_date

MAX_RANGES = 32
_SPEC = re.compile("(?P<first>[0-9]*)-(?P<last>[0-9]*)")
_UNIT = re.compile("bytes[ \t]*=", re.IGNORECASE)
_MAX_DIGITS = 18
# A part's own header lines in multipart/byteranges are about this long: a gap smaller
# than that is cheaper sent than left out (RFC 9110 14.2).
_GAP = 80


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes from ``start`` up to but without ``stop``; never empty."""

    start: int
    stop: int

    @property
    def length(self) -> int:
        """Return the number of bytes."""
        return self.stop - self.start

    def content_range(self, size: int) -> str:
        """Return the value of Content-Range in a body of ``size`` bytes."""
        return f"bytes {self.start}-{self.stop - 1}/{size}"


@dataclass(frozen=True, slots=True)
class Unsatisfiable:
    """None of the ranges lies within the body (416)."""

    size: int

    @property
    def content_range(self) -> str:
        """Return the value of Content-Range in the 416 (RFC 9110 14.4)."""
        return f"bytes */{self.size}"


def parse_range(
    header: str, *, size: int
) -> tuple[ByteRange, ...] | Unsatisfiable | None:
    """Return the ranges to send of a body of ``size`` bytes.

    None means that the header is to be ignored and the whole body sent: another
    unit, wrong syntax, or more than 32 ranges (RFC 9110 14.2 allows it against abuse).
    Ranges that overlap or all but touch are joined and then come in ascending order.
    """
    unit = _UNIT.match(header.strip(" \t"))
    if unit is None:
        return None
    specs = [spec.strip(" \t") for spec in header.strip(" \t")[unit.end() :].split(",")]
    specs = [spec for spec in specs if spec]
    if not specs or len(specs) > MAX_RANGES:
        return None
    ranges: list[ByteRange] = []
    for spec in specs:
        found = _SPEC.fullmatch(spec)
        if found is None or spec == "-":
            return None
        if found["first"] and found["last"]:
            first, last = _number(found["first"]), _number(found["last"])
            if last < first:
                return None
            start, stop = first, min(last + 1, size)
        elif found["first"]:
            start, stop = _number(found["first"]), size
        else:
            suffix = _number(found["last"])
            if size == 0 and suffix:
                # Satisfiable, but no Content-Range can say so: send the empty body.
                return None
            start, stop = max(size - suffix, 0), size
        if start < stop:
            ranges.append(ByteRange(start, stop))
    return _joined(ranges) if ranges else Unsatisfiable(size)


def _number(digits: str) -> int:
    digits = digits.lstrip("0")
    # Python refuses to read very long numbers; beyond any body they are all alike.
    return int(digits or "0") if len(digits) <= _MAX_DIGITS else 10**_MAX_DIGITS


def _joined(ranges: list[ByteRange]) -> tuple[ByteRange, ...]:
    joined: list[ByteRange] = []
    for one in sorted(ranges, key=lambda one: one.start):
        if joined and one.start <= joined[-1].stop + _GAP:
            before = joined[-1]
            joined[-1] = ByteRange(before.start, max(before.stop, one.stop))
        else:
            joined.append(one)
    # RFC 9110 15.3.7.2: ranges that stay apart keep the order they were asked in.
    return tuple(ranges if len(joined) == len(ranges) else joined)


def if_range_holds(header: str, *, etag: Etag | None, modified: int) -> bool:
    """Say whether If-Range lets the ranges be sent; False sends the whole body.

    ``modified`` (µs) is what Last-Modified tells. Entity tags compare strongly, dates
    exactly; what is neither is false (RFC 9110 13.1.5).
    """
    value = header.strip(" \t")
    if '"' in value:
        try:
            return etag is not None and strong_equal(parse_etag(value), etag)
        except WireError:
            return False
    date = parse_http_date(value)
    return date is not None and date // 1_000_000 == modified // 1_000_000
