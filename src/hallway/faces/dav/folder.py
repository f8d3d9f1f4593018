"""A folder's names as a plain page, until a face for people answers here."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from django.http import HttpResponse, HttpResponseBase

from hallway.core.items import queries
from hallway.faces.dav.parse import Call
from hallway.faces.dav.render import SAFETY, stream
from hallway.wire.paths import quote_segment

_TYPE = "text/html; charset=utf-8"


def listing(call: Call) -> HttpResponseBase:
    """Return what the actor may see in a folder or a place above the lists."""
    if call.method == "HEAD":
        return _safe(HttpResponse(content_type=_TYPE))
    title = escape(call.place.path)
    page = stream(
        _links(call),
        before=f'<!doctype html><html lang="en"><meta charset="utf-8">'
        f"<title>{title}</title><h1>{title}</h1><ul>\n",
        after="</ul></html>\n",
        status=200,
        content_type=_TYPE,
    )
    return _safe(page)


def _safe(response: HttpResponseBase) -> HttpResponseBase:
    for name, value in SAFETY.items():
        response.headers[name] = value
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _links(call: Call) -> Iterator[str]:
    place, base = call.place, call.href
    if place.item is None:
        entries = queries.list_places(call.actor, place)
        yield "".join([_link(base, entry.name, "/") for entry in entries])
        return
    for page in queries.iter_children(
        call.actor, place.item, pending=call.list.pending
    ):
        yield "".join(
            [_link(base, item.name, "/" if item.is_folder else "") for item in page]
        )


def _link(base: str, name: str, mark: str) -> str:
    href = escape(f"{base}{quote_segment(name)}{mark}")
    return f'<li><a href="{href}">{escape(name)}{mark}</a>\n'
