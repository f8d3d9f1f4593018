"""Every method of WebDAV as somebody of the cast would send it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.faces.dav.asking import Answer, ask
from tests.world import CAST, World

PERSONAS = (*CAST, "anonymous")
BODY = b"fresh bytes"
_PATCH = (
    b'<D:propertyupdate xmlns:D="DAV:"><D:set><D:prop><x xmlns="urn:x">1</x></D:prop>'
    b"</D:set></D:propertyupdate>"
)
_LOCK = (
    b'<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope>'
    b"<D:locktype><D:write/></D:locktype></D:lockinfo>"
)
_EVERYTHING = (
    b'<D:propfind xmlns:D="DAV:"><D:allprop/><D:include><D:quota-used-bytes/>'
    b"<D:quota-available-bytes/><D:acl/></D:include></D:propfind>"
)
_TOKEN = "urn:uuid:00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request but for its path; ``{new}`` in a header is a name beside it."""

    name: str
    method: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


ATTEMPTS = (
    Attempt("OPTIONS", "OPTIONS"),
    Attempt("GET", "GET"),
    Attempt("HEAD", "HEAD"),
    Attempt("PROPFIND 0", "PROPFIND", _EVERYTHING, {"Depth": "0"}),
    Attempt("PROPFIND 1", "PROPFIND", b"", {"Depth": "1"}),
    Attempt("PROPFIND infinity", "PROPFIND", b"", {"Depth": "infinity"}),
    Attempt("PROPPATCH", "PROPPATCH", _PATCH),
    Attempt("MKCOL", "MKCOL"),
    Attempt("PUT", "PUT", BODY),
    Attempt("DELETE", "DELETE"),
    Attempt("COPY", "COPY", b"", {"Destination": "{new}"}),
    Attempt("MOVE", "MOVE", b"", {"Destination": "{new}"}),
    Attempt("LOCK", "LOCK", _LOCK),
    Attempt("UNLOCK", "UNLOCK", b"", {"Lock-Token": f"<{_TOKEN}>"}),
    Attempt("POST", "POST", BODY),
    Attempt("PATCH", "PATCH", BODY),
    Attempt("REPORT", "REPORT", b"<a/>"),
    Attempt("TRACE", "TRACE"),
)

ODD_ATTEMPTS = (
    Attempt("a range", "GET", b"", {"Range": "bytes=0-3"}),
    Attempt("a bad range", "GET", b"", {"Range": "bytes=9999-"}),
    Attempt("if any version", "GET", b"", {"If-Match": "*"}),
    Attempt("if no version", "PUT", BODY, {"If-None-Match": "*"}),
    Attempt("if a token", "PUT", BODY, {"If": f"(<{_TOKEN}>)"}),
    Attempt("refreshed lock", "LOCK", b"", {"If": f"(<{_TOKEN}>)"}),
    Attempt("a part", "PUT", BODY, {"Content-Range": "bytes 0-3/9"}),
    Attempt("broken XML", "PROPFIND", b"<a", {"Depth": "0"}),
    Attempt("no length", "PUT", b"", {"Transfer-Encoding": "chunked"}),
    Attempt("nowhere to", "COPY"),
    Attempt("elsewhere", "COPY", b"", {"Destination": "http://else.example/x"}),
    Attempt("a page", "GET", b"", {"Accept": "text/html"}),
    Attempt("unlock nothing", "UNLOCK"),
)


def send(world: World, who: str, attempt: Attempt, path: str, new: str = "") -> Answer:
    """Send it; what it did stays."""
    headers = {name: value.format(new=new) for name, value in attempt.headers.items()}
    token = "" if who == "anonymous" else world.token(who)
    return ask(attempt.method, path, token=token, body=attempt.body, **headers)


def try_it(
    world: World, who: str, attempt: Attempt, path: str, new: str = ""
) -> tuple[Answer, int]:
    """Send it and undo what it did; the answer and the number of its queries."""
    # The log of queries is finite, and warns when it is full.
    connection.queries_log.clear()
    with transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            answer = send(world, who, attempt, path, new)
        transaction.set_rollback(True)
    return answer, len(queries)
