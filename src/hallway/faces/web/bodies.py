"""Bytes where more is asked for than a file: its page, a copy, an archive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.errors import NotFound
from hallway.core.items import queries
from hallway.core.items.records import ItemRecord
from hallway.core.versions.queries import open_version
from hallway.faces._common.downloads import SAFETY, send_body
from hallway.faces.web.library import title_of
from hallway.faces.web.parse import Call
from hallway.faces.web.versions import read_version
from hallway.faces.web.viewer import page as viewer
from hallway.faces.web.viewer import pictures
from hallway.platform.storage import pieces_of
from hallway.wire.zipnames import Names
from hallway.wire.zipstream import Member, write_zip

_ASKED = ("download", "version", viewer.ASKED, pictures.ASKED)


def is_special(call: Call) -> bool:
    """Tell whether an address asks for the page, a picture or a copy of a file."""
    return any(one in call.query for one in _ASKED)


def send(call: Call) -> HttpResponseBase:
    """A file, or one of its versions, to be kept by the browser; else its page."""
    item = call.place.item
    if item is None:
        raise NotFound
    if pictures.ASKED in call.query:
        return pictures.send(call)
    if viewer.ASKED in call.query:
        if not call.actor.staff:
            raise NotFound
        return viewer.show(call)
    if "version" in call.query:
        major, minor = read_version(call.query.get("version", ""))
        version, file = open_version(call.actor, item.id, major=major, minor=minor)
        stem, dot, ending = item.name.rpartition(".")
        name = f"{stem or ending} ({version.number}){dot if stem else ''}"
        return send_body(file, version.size, name + (ending if stem else ""))
    return send_body(queries.open_body(call.actor, item), item.size, item.name)


def send_all(call: Call, items: Sequence[ItemRecord], name: str) -> HttpResponseBase:
    """Files, and folders with what is in them, as an archive made while it is sent."""
    # Who asks for the head alone has no use for the files.
    body = iter(()) if call.request.method == "HEAD" else _archive(call, items)
    response = StreamingHttpResponse(body, content_type="application/zip")
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=f"{name}.zip")
        or "attachment"
    )
    for header, value in SAFETY.items():
        response.headers[header] = value
    return response


def send_folder(call: Call) -> HttpResponseBase:
    """The folder shown with all that is in it, as an archive."""
    demand(call.actor, call.place.mask, Right.OPEN_ITEMS)
    return send_all(call, [call.folder], title_of(call))


def _archive(call: Call, items: Sequence[ItemRecord]) -> Iterator[bytes]:
    # Who goes away ends it all: the question, and the file that is open.
    with closing(queries.iter_trees(call.actor, items)) as branches:
        yield from write_zip(_members(branches))


def _members(branches: Iterator[queries.Branch]) -> Iterator[Member]:
    names = Names()
    for depth, item, body in branches:
        is_folder = body is None
        yield Member(
            name=names.place(depth, item.name, is_folder=is_folder),
            modified=item.client_modified or item.modified,
            size=item.size,
            body=None if body is None else pieces_of(body),
        )
