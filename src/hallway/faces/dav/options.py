"""OPTIONS: what this server speaks (RFC 4918 10.1)."""

from __future__ import annotations

from django.http import HttpResponseBase

from hallway.faces.dav.render import empty

DAV = "1, 2, 3"


def answer(allow: tuple[str, ...]) -> HttpResponseBase:
    """Return 200 with the classes of WebDAV and the methods of a place."""
    response = empty(200)
    response.headers["DAV"] = DAV
    response.headers["MS-Author-Via"] = "DAV"
    response.headers["Allow"] = ", ".join(allow)
    response.headers["Content-Length"] = "0"
    return response
