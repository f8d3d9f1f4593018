"""Reading a request's body from the server's stream, exactly as declared.

Never by way of Django's ``request.read()`` or ``.body``: Django reads a body in
chunked coding as empty, and the server reports one that was cut off as complete.
Only a declared length tells a whole body from a part.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from hallway.platform.storage.contract import PIECE, BodyError, LongBody, ShortBody

# Lengths a client may give beside chunked coding: Finder's, then ownCloud's.
_BESIDE_CHUNKED = ("HTTP_X_EXPECTED_ENTITY_LENGTH", "HTTP_OC_TOTAL_LENGTH")
# 2**63 - 1: what a file's size may be.
_DIGITS = 19


class LengthRequired(BodyError):
    """The request does not say how long its body is (RFC 9110 15.5.12: 411)."""


class BadLength(BodyError):
    """The request's length is no number (RFC 9110 8.6: 400)."""


def declared_length(environ: Mapping[str, Any]) -> int:
    """Number of bytes the request says its body has.

    Raises ``LengthRequired`` and ``BadLength``.
    """
    # RFC 9112 6.3: with a transfer coding, Content-Length says nothing.
    chunked = environ.get("HTTP_TRANSFER_ENCODING")
    for name in _BESIDE_CHUNKED if chunked else ("CONTENT_LENGTH",):
        # The gateway interface knows "" for absent.
        if text := str(environ.get(name) or "").strip():
            return _number(text)
    raise LengthRequired("the request must say how long its body is")


def read_body(environ: Mapping[str, Any]) -> Iterator[bytes]:
    """The body in pieces of at most 1 MiB, as many bytes as declared.

    Raises ``ShortBody`` and ``LongBody`` while it is read, and at once what
    ``declared_length`` raises.
    """
    return _pieces(environ["wsgi.input"], declared_length(environ))


def _pieces(stream: Any, length: int) -> Iterator[bytes]:
    left = length
    while left:
        try:
            piece = stream.read(min(PIECE, left))
        except OSError as error:
            raise ShortBody(f"the connection broke {left} bytes early") from error
        if not piece:
            raise ShortBody(f"{length} bytes declared, {length - left} came")
        left -= len(piece)
        yield piece
    if stream.read(1):
        raise LongBody(f"{length} bytes declared, more came")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise BadLength(f"not a length: {text[:40]!r}")
    return int(text)
