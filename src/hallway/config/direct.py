"""The short way for programs: a request with a token, for something in a site.

It needs no session, no CSRF token, no language and no messages, which is what Django's
handler and middleware are for; past them a small request costs half as much.  Hosts,
paths and proxies are looked at by the same `EdgeMiddleware` as on the long way, and
the answer is the face's own.
"""

import contextlib
import threading
from collections.abc import Callable, Iterable
from typing import Any, cast

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponseBase

from hallway.config.edge import EdgeMiddleware
from hallway.faces.dav.views import serve
from hallway.faces.web.rows.calendar import WORD

_SITES = ("/sites/", "/teams/")
_READS = frozenset({"GET", "HEAD"})
# SQLite gives up the interpreter at every step of a statement, and each time whoever
# waits for it takes it: reads that go one after the other answer a third more in a
# second than reads that interleave. PostgreSQL is waited for side by side.
_turn: contextlib.AbstractContextManager[Any] = (
    threading.Lock() if settings.HALLWAY.is_sqlite else contextlib.nullcontext()
)
_answer = EdgeMiddleware(cast("Callable[..., HttpResponseBase]", serve))


def is_direct(environ: dict[str, Any]) -> bool:
    """Tell whether a request carries a token to a path that only sites have.

    A segment that starts with `_` belongs to another face (`_api`).
    """
    path = environ.get("PATH_INFO", "")
    return (
        "HTTP_AUTHORIZATION" in environ
        and path.startswith(_SITES)
        and "/_" not in path
        and not environ.get("SCRIPT_NAME")
        # A list's calendar is answered by its pages.
        and f"export={WORD}" not in environ.get("QUERY_STRING", "")
    )


def answer(
    environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """Return the body of the answer, as Django's own handler would."""
    reads = environ.get("REQUEST_METHOD") in _READS
    # Held neither while a body comes in, nor while a long one goes out.
    with _turn if reads else contextlib.nullcontext():
        response = _answer(WSGIRequest(environ))
    status = f"{response.status_code} {response.reason_phrase}"
    start_response(status, [*response.items()])
    if response.streaming:
        return cast("Iterable[bytes]", response)
    body = cast("Any", response).content
    # Closing says request_finished: connections go back, the token's use is noted.
    response.close()
    return [body]
