"""Bytes that people uploaded, sent so that nothing in them can run here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from hallway.platform.storage.contract import pieces_of

# Bodies people uploaded come from our own origin: nothing in them may run there.
SAFETY = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox",
    "Cache-Control": "private, no-cache",
}


def send_body(file: BinaryIO, size: int, name: str) -> HttpResponseBase:
    """A body to be kept by the browser under a name (RFC 6266, RFC 5987)."""
    response = StreamingHttpResponse(
        _read(file), content_type="application/octet-stream"
    )
    response.headers["Content-Length"] = str(size)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    for header, value in SAFETY.items():
        response.headers[header] = value
    return response


def _read(file: BinaryIO) -> Iterator[bytes]:
    with file:
        yield from pieces_of(file)
