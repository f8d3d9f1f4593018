"""Answers as streams of escaped strings, and the headers all bodies carry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from hallway.faces.dav.errors import XML
from hallway.wire.davxml.render import MULTISTATUS_CLOSE, MULTISTATUS_OPEN

# Bodies people uploaded come from our own origin: nothing in them may run there.
SAFETY = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox",
    # What somebody may no longer see is gone at his next request.
    "Cache-Control": "private, no-cache",
}


def empty(status: int) -> HttpResponse:
    """Return an answer without a body."""
    response = HttpResponse(status=status)
    del response.headers["Content-Type"]
    return response


def document(xml: str, *, status: int = 200) -> HttpResponse:
    """Return one whole XML document."""
    return HttpResponse(xml, status=status, content_type=XML)


def multistatus(responses: Iterable[str]) -> HttpResponseBase:
    """Return a 207 around pieces of ``response`` elements, streamed if there are many.

    The first piece is made before the status goes out: what fails there is still an
    honest answer.
    """
    return stream(
        responses,
        before=MULTISTATUS_OPEN,
        after=MULTISTATUS_CLOSE,
        status=207,
        content_type=XML,
    )


def stream(
    pieces: Iterable[str],
    *,
    before: str,
    after: str,
    status: int,
    content_type: str,
) -> HttpResponseBase:
    """Return pieces of text between two others; whole if there is but one piece."""
    rest = iter(pieces)
    first = next(rest, "")
    second = next(rest, None)
    if second is None:
        return HttpResponse(
            f"{before}{first}{after}", status=status, content_type=content_type
        )
    texts: Iterator[str] = chain((before, first, second), rest, (after,))
    return StreamingHttpResponse(
        (text.encode() for text in texts), status=status, content_type=content_type
    )
