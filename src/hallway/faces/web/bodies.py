"""Bytes of files where the address asks for more than the file: a copy, a version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from hallway.core.errors import NotFound
from hallway.core.items import queries
from hallway.core.versions.queries import open_version
from hallway.faces.web.actions import read_version
from hallway.faces.web.parse import Call
from hallway.platform.storage.contract import pieces_of

# Bodies people uploaded come from our own origin: nothing in them may run there.
SAFETY = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox",
    "Cache-Control": "private, no-cache",
}


def is_special(call: Call) -> bool:
    """Tell whether an address asks for a download or a version of a file."""
    return "download" in call.query or "version" in call.query


def send(call: Call) -> HttpResponseBase:
    """A file, or one of its versions, to be kept by the browser."""
    item = call.place.item
    if item is None:
        raise NotFound
    if "version" in call.query:
        major, minor = read_version(call.query.get("version", ""))
        version, file = open_version(call.actor, item.id, major=major, minor=minor)
        stem, dot, ending = item.name.rpartition(".")
        name = f"{stem or ending} ({version.number}){dot if stem else ''}"
        return _answer(file, version.size, name + (ending if stem else ""))
    return _answer(queries.open_body(call.actor, item), item.size, item.name)


def _answer(file: BinaryIO, size: int, name: str) -> HttpResponseBase:
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
