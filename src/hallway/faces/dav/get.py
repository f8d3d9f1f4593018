"""GET and HEAD: a file's bytes, whole or in ranges; a folder's names (RFC 9110 9.3)."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from django.http import (
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header

from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.errors import NotFound
from hallway.core.items import queries
from hallway.core.items.records import ItemRecord
from hallway.faces.dav.conditions import check_if, check_match, etag_of
from hallway.faces.dav.folder import listing
from hallway.faces.dav.parse import Call
from hallway.faces.dav.props import modified_of
from hallway.faces.dav.render import SAFETY
from hallway.wire.etag import if_none_match_holds, parse_etag_list
from hallway.wire.httpdate import format_http_date, parse_http_date
from hallway.wire.paths import join_href
from hallway.wire.ranges import ByteRange, Unsatisfiable, if_range_holds, parse_range
from hallway.wire.sniff import may_show_inline, media_type_for

WHOLE = 256 * 1024
"""Bytes up to which a body is read at once; also the piece of a longer one."""


def answer(call: Call) -> HttpResponseBase:
    """Return the bytes of a file, or a page of a folder's names."""
    place = call.place
    if place.missing:
        return _moved(call)
    if place.item is None or place.item.is_folder:
        check_if(call)
        return listing(call)
    demand(call.actor, place.mask, Right.OPEN_ITEMS)
    # RFC 9110 13.2.2 gives the order of preconditions.
    check_match(call, place.item)
    check_if(call)
    headers = _headers(place.item)
    if _is_unchanged(call, place.item):
        return _with(HttpResponse(status=304), headers)
    ranges = _ranges(call, place.item)
    if isinstance(ranges, Unsatisfiable):
        headers["Content-Range"] = ranges.content_range
        return _with(HttpResponse(status=416), headers)
    return _with(_body(call, place.item, ranges, headers), headers)


def _moved(call: Call) -> HttpResponseBase:
    """Lead to where it is now: a site or an item keeps its old address (301)."""
    path = queries.find_redirect(call.actor, call.place.segments)
    if path is None:
        raise NotFound
    return HttpResponsePermanentRedirect(
        join_href(path.split("/")[1:], collection=False)
    )


def _headers(item: ItemRecord) -> dict[str, str]:
    return SAFETY | {
        "ETag": item.etag,
        "Last-Modified": format_http_date(modified_of(item)),
        "Accept-Ranges": "bytes",
        "Content-Type": media_type_for(item.name, item.sniffed_type),
        "Content-Disposition": content_disposition_header(
            not may_show_inline(item.sniffed_type), item.name
        )
        or "inline",
    }


def _with(response: HttpResponseBase, headers: dict[str, str]) -> HttpResponseBase:
    for name, value in headers.items():
        response.headers[name] = value
    return response


def _is_unchanged(call: Call, item: ItemRecord) -> bool:
    header = call.header("IF_NONE_MATCH")
    if header is not None:
        return not if_none_match_holds(parse_etag_list(header), etag_of(item))
    header = call.header("IF_MODIFIED_SINCE")
    since = None if header is None else parse_http_date(header)
    return since is not None and modified_of(item) // 1_000_000 <= since // 1_000_000


def _ranges(
    call: Call, item: ItemRecord
) -> tuple[ByteRange, ...] | Unsatisfiable | None:
    header = call.header("RANGE")
    if header is None or call.method != "GET":
        # RFC 9110 14.2: Range is for GET alone.
        return None
    guard = call.header("IF_RANGE")
    if guard is not None and not if_range_holds(
        guard, etag=etag_of(item), modified=modified_of(item)
    ):
        return None
    return parse_range(header, size=item.size)


def _body(
    call: Call,
    item: ItemRecord,
    ranges: tuple[ByteRange, ...] | None,
    headers: dict[str, str],
) -> HttpResponseBase:
    if call.method == "HEAD":
        headers["Content-Length"] = str(item.size)
        return HttpResponse()
    if ranges is None:
        headers["Content-Length"] = str(item.size)
        return _span(call, item, ByteRange(0, item.size), status=200)
    if len(ranges) == 1:
        headers["Content-Length"] = str(ranges[0].length)
        headers["Content-Range"] = ranges[0].content_range(item.size)
        return _span(call, item, ranges[0], status=206)
    return _parts(call, item, ranges, headers)


def _span(
    call: Call, item: ItemRecord, span: ByteRange, *, status: int
) -> HttpResponseBase:
    if span.length <= WHOLE:
        return HttpResponse(b"".join(_pieces(call, item, span)), status=status)
    return StreamingHttpResponse(_pieces(call, item, span), status=status)


def _pieces(call: Call, item: ItemRecord, span: ByteRange) -> Iterator[bytes]:
    """Return the bytes of a span; what is missing is found before the answer starts."""
    file = queries.open_body(call.actor, item, offset=span.start, mask=call.place.mask)

    def read() -> Iterator[bytes]:
        left = span.length
        with file:
            while left and (piece := file.read(min(WHOLE, left))):
                left -= len(piece)
                yield piece
        if left:
            raise OSError(f"a body ended {left} bytes early")

    return read()


def _parts(
    call: Call,
    item: ItemRecord,
    ranges: tuple[ByteRange, ...],
    headers: dict[str, str],
) -> HttpResponseBase:
    """Return several ranges as multipart/byteranges (RFC 9110 14.6)."""
    boundary = secrets.token_hex(16)
    heads = [
        f"\r\n--{boundary}\r\nContent-Type: {headers['Content-Type']}\r\n"
        f"Content-Range: {span.content_range(item.size)}\r\n\r\n".encode()
        for span in ranges
    ]
    end = f"\r\n--{boundary}--\r\n".encode()
    headers["Content-Type"] = f"multipart/byteranges; boundary={boundary}"
    length = sum(map(len, heads)) + sum(span.length for span in ranges) + len(end)
    headers["Content-Length"] = str(length)

    def stream() -> Iterator[bytes]:
        for head, span in zip(heads, ranges, strict=True):
            yield head
            yield from _pieces(call, item, span)
        yield end

    return StreamingHttpResponse(stream(), status=206)
