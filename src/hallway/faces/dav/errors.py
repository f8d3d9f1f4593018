"""The one table from refusals to WebDAV answers."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from typing import NamedTuple

from django.http import HttpResponse

from hallway.core import errors
from hallway.faces._common.body import BadLength, LengthRequired
from hallway.faces._common.credentials import CHALLENGES
from hallway.platform.storage import BodyError, LongBody, ShortBody, StoreFull, TooLarge
from hallway.wire.davxml.names import DAV, QName
from hallway.wire.davxml.parse import XmlTooLarge
from hallway.wire.davxml.render import element, escape_text, href
from hallway.wire.errors import WireError
from hallway.wire.paths import ForeignHost, join_href

logger = logging.getLogger(__name__)

XML = "application/xml; charset=utf-8"


class Refused(Exception):
    """A request that WebDAV itself refuses, before the core is asked.

    ``condition`` is a precondition of RFC 4918 16, ``allow`` the methods of a 405.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        condition: str | None = None,
        path: str = "",
        allow: Iterable[str] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.condition = condition
        self.path = path
        self.allow = tuple(allow)


class Row(NamedTuple):
    """Status, and the precondition that was not met (RFC 4918 16, RFC 4331 6)."""

    status: int
    condition: str | None = None


TABLE: dict[type[errors.CoreError], Row] = {
    errors.NotFound: Row(404),
    errors.Forbidden: Row(403),
    errors.Invalid: Row(400),
    errors.Conflict: Row(409),
    errors.Stale: Row(412),
    errors.Locked: Row(423, "lock-token-submitted"),
    errors.OverQuota: Row(507, "quota-not-exceeded"),
}

BODIES: dict[type[BodyError], Row] = {
    LengthRequired: Row(411),
    BadLength: Row(400),
    ShortBody: Row(400),
    LongBody: Row(400),
    TooLarge: Row(413),
    StoreFull: Row(507, "sufficient-disk-space"),
}


class Unauthorized(HttpResponse):
    """401 with one ``WWW-Authenticate`` line for each way in."""

    status_code = 401

    def __init__(self) -> None:
        super().__init__(
            "Sign in with your e-mail address and a token.\n",
            content_type="text/plain; charset=utf-8",
        )
        self.headers["WWW-Authenticate"] = CHALLENGES[0]

    def items(self) -> list[tuple[str, str]]:
        """Return the header lines; Django itself keeps one line a name."""
        more = [("WWW-Authenticate", challenge) for challenge in CHALLENGES[1:]]
        return [*super().items(), *more]


def answer(error: Exception, *, signed_in: bool, path: str = "") -> HttpResponse:
    """Return the answer to a refusal; anything unexpected is a 500 with an id.

    ``path`` is the one asked for: what a condition without a path of its own is about.
    """
    match error:
        case errors.NotFound() | errors.Forbidden() if not signed_in:
            return Unauthorized()
        case errors.Locked():
            return _page(
                TABLE[errors.Locked], str(error), path=_href(error.path or path)
            )
        case errors.CoreError():
            return _page(TABLE[type(error)], error.message)
        case BodyError():
            return _page(_row_of_body(error), f"{error}.")
        case Refused():
            row = Row(error.status, error.condition)
            return _page(row, error.message, path=_href(error.path), allow=error.allow)
        case ForeignHost():
            # RFC 4918 9.8.5: another server would have to take part.
            return _page(Row(502), str(error))
        case XmlTooLarge():
            return _page(Row(413), str(error))
        case WireError():
            return _page(Row(400), str(error))
        case _:
            return _unexpected(error)


def _row_of_body(error: BodyError) -> Row:
    return next(
        (row for kind, row in BODIES.items() if isinstance(error, kind)), Row(400)
    )


def _href(path: str) -> str:
    return join_href(path.split("/")[1:], collection=False) if path else ""


def _page(
    row: Row, message: str, *, path: str = "", allow: tuple[str, ...] = ()
) -> HttpResponse:
    response = HttpResponse(
        body(row.condition, message, path=path), status=row.status, content_type=XML
    )
    if allow:
        response.headers["Allow"] = ", ".join(allow)
    return _logged(response)


def _logged(response: HttpResponse) -> HttpResponse:
    """Keep Django from logging a 5xx: it would name the path, which logs never do."""
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001
    return response


def body(condition: str | None, message: str, *, path: str = "") -> str:
    """Return a DAV:error document: the precondition for the client, a sentence."""
    inner = ""
    if condition is not None:
        inner = element(QName(DAV, condition), href(path) if path else "")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<D:error xmlns:D="DAV:">{inner}'
        f"<D:responsedescription>{escape_text(message)}</D:responsedescription>"
        "</D:error>\n"
    )


def _unexpected(error: Exception) -> HttpResponse:
    reference = secrets.token_hex(4)
    logger.error("dav.failed", exc_info=error, extra={"reference": reference})
    return _logged(
        HttpResponse(
            f"Something went wrong here. Reference: {reference}\n",
            status=500,
            content_type="text/plain; charset=utf-8",
        )
    )
