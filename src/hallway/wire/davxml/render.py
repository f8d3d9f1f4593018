"""Pieces of WebDAV answers as strings, made to be joined and streamed.

Names ending in ``_xml`` take XML that is put in as it is; everything else is escaped
here. The prefix ``D`` is declared by the outermost piece; there is never a default
namespace, so that stored property elements keep their meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from hallway.wire.davheaders import Depth
from hallway.wire.davxml.names import DAV, LockScope, QName

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
MULTISTATUS_OPEN = f'{_DECLARATION}<D:multistatus xmlns:D="DAV:">'
MULTISTATUS_CLOSE = "</D:multistatus>"

_ENTRIES = "".join(
    f"<D:lockentry><D:lockscope><D:{scope.value}/></D:lockscope>"
    "<D:locktype><D:write/></D:locktype></D:lockentry>"
    for scope in LockScope
)
SUPPORTEDLOCK = f"<D:supportedlock>{_ENTRIES}</D:supportedlock>"

# XML 1.0 2.2: these are not characters, not even as references.
_NOT_XML = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_TEXT = re.compile(f"[&<>\r{_NOT_XML}]")
_ATTRIBUTE = re.compile(f'[&<>"\t\n\r{_NOT_XML}]')
_ESCAPES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    # XML 1.0 2.11, 3.3.3: written plainly these would be read back as others.
    "\t": "&#9;",
    "\n": "&#10;",
    "\r": "&#13;",
}


def escape_text(text: str) -> str:
    """Return ``text`` for use between tags; what XML cannot carry becomes U+FFFD."""
    return _TEXT.sub(_escape, text) if _TEXT.search(text) else text


def escape_attr(text: str) -> str:
    """Return ``text`` for use in double quotes; what XML cannot carry: U+FFFD."""
    return _ATTRIBUTE.sub(_escape, text) if _ATTRIBUTE.search(text) else text


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES.get(found.group(), "\ufffd")


def element(name: QName, content_xml: str = "") -> str:
    """Return the element ``name`` around ``content_xml``, its namespace declared.

    ``name`` comes from a parser or from our own code: its local part is not checked.
    """
    namespace, local = name
    if namespace == DAV:
        tag = start = f"D:{local}"
    elif namespace:
        tag = f"x:{local}"
        start = f'{tag} xmlns:x="{escape_attr(namespace)}"'
    else:
        tag = start = local
    return f"<{start}>{content_xml}</{tag}>" if content_xml else f"<{start}/>"


def href(path: str) -> str:
    """Return an ``href`` element; ``path`` is percent-encoded already."""
    return f"<D:href>{escape_text(path)}</D:href>"


# The statuses a multistatus answer can hold (RFC 9110 15, RFC 4918 11, RFC 6585).
_PHRASES = {
    200: "OK",
    201: "Created",
    204: "No Content",
    302: "Found",
    304: "Not Modified",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    410: "Gone",
    411: "Length Required",
    412: "Precondition Failed",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    423: "Locked",
    424: "Failed Dependency",
    428: "Precondition Required",
    429: "Too Many Requests",
    500: "Internal Server Error",
    501: "Not Implemented",
    502: "Bad Gateway",
    503: "Service Unavailable",
    507: "Insufficient Storage",
    508: "Loop Detected",
}
_STATUS_LINES = {code: f"HTTP/1.1 {code} {text}" for code, text in _PHRASES.items()}


def status_line(code: int) -> str:
    """Return the text of a ``status`` element (RFC 4918 14.28)."""
    # RFC 9112 4: the phrase may be empty, the space before it may not be left out.
    return _STATUS_LINES.get(code) or f"HTTP/1.1 {code} "


def propstat(status: int, props_xml: str, *, error_xml: str = "") -> str:
    """Return one ``propstat``: property elements that share a status."""
    return (
        f"<D:propstat><D:prop>{props_xml}</D:prop>"
        f"<D:status>{status_line(status)}</D:status>{error_xml}</D:propstat>"
    )


def response(path: str, propstats_xml: str) -> str:
    """Return the ``response`` of one resource with its ``propstat`` elements."""
    return (
        f"<D:response><D:href>{escape_text(path)}</D:href>{propstats_xml}</D:response>"
    )


def response_status(path: str, status: int, *, error_xml: str = "") -> str:
    """Return the ``response`` of one resource that has a status and no properties."""
    return (
        f"<D:response><D:href>{escape_text(path)}</D:href>"
        f"<D:status>{status_line(status)}</D:status>{error_xml}</D:response>"
    )


def multistatus_close(*, sync_token: str) -> str:
    """Return the end of a sync-collection answer (RFC 6578 6.4)."""
    token = escape_text(sync_token)
    return f"<D:sync-token>{token}</D:sync-token>{MULTISTATUS_CLOSE}"


def activelock(
    *,
    token: str,
    scope: LockScope,
    depth: Depth,
    root: str,
    timeout: int | None,
    owner_xml: str | None = None,
) -> str:
    """Return one ``activelock`` (RFC 4918 14.1).

    ``root`` is the locked path, percent-encoded; ``timeout`` the seconds left, None
    for ever; ``owner_xml`` the whole owner element as ``parse_lockinfo`` gave it.
    """
    left = "Infinite" if timeout is None else f"Second-{timeout}"
    return (
        f"<D:activelock><D:lockscope><D:{scope.value}/></D:lockscope>"
        "<D:locktype><D:write/></D:locktype>"
        f"<D:depth>{depth.value}</D:depth>{owner_xml or ''}"
        f"<D:timeout>{left}</D:timeout><D:locktoken>{href(token)}</D:locktoken>"
        f"<D:lockroot>{href(root)}</D:lockroot></D:activelock>"
    )


def lockdiscovery(activelocks_xml: str = "") -> str:
    """Return the ``lockdiscovery`` property around its ``activelock`` elements."""
    return element(QName(DAV, "lockdiscovery"), activelocks_xml)


def prop_document(props_xml: str) -> str:
    """Return a whole document of one ``prop``: the answer to LOCK."""
    return f'{_DECLARATION}<D:prop xmlns:D="DAV:">{props_xml}</D:prop>'


def error(condition: str, *, paths: Iterable[str] = ()) -> str:
    """Return an ``error`` element that holds a condition (RFC 4918 16).

    The condition, such as ``lock-token-submitted``, holds the ``href`` of each of
    ``paths``, which are percent-encoded.
    """
    hrefs = "".join(href(path) for path in paths)
    return f"<D:error>{element(QName(DAV, condition), hrefs)}</D:error>"


def error_document(condition: str, *, paths: Iterable[str] = ()) -> str:
    """Return ``error`` as a whole document: the body of a 403, 409, 412 or 423."""
    body = error(condition, paths=paths).removeprefix("<D:error>")
    return f'{_DECLARATION}<D:error xmlns:D="DAV:">{body}'
