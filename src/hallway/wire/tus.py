"""Headers of resumable uploads: tus 1.0.0, creation, termination, checksum."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable, Iterator

from hallway.wire.errors import WireError

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,checksum,expiration"
ALGORITHMS = "sha1,sha256"
MAX_METADATA = 16 * 1024
_DIGITS = 18


class BadTus(WireError):
    """A header that is not as the protocol has it (400)."""


class BadChecksum(WireError):
    """Bytes that do not have the checksum they came with (460)."""


def read_count(text: str | None, *, name: str) -> int:
    """A length or an offset. Raises ``BadTus``."""
    text = (text or "").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise BadTus(f"{name} is no number of bytes")
    return int(text)


def read_metadata(text: str | None) -> dict[str, str]:
    """``Upload-Metadata``: keys and texts. Raises ``BadTus``."""
    if not text:
        return {}
    if len(text) > MAX_METADATA:
        raise BadTus("Upload-Metadata is too long")
    found: dict[str, str] = {}
    for pair in text.split(","):
        key, _, value = pair.strip().partition(" ")
        if not key or key in found:
            raise BadTus("Upload-Metadata has an empty key, or one twice")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError):
            raise BadTus(f"Upload-Metadata: no UTF-8 in Base64: {key[:40]!r}") from None
    return found


def read_checksum(text: str | None) -> tuple[str, bytes] | None:
    """``Upload-Checksum``: algorithm and digest. Raises ``BadTus``."""
    if not text:
        return None
    algorithm, _, value = text.strip().partition(" ")
    if algorithm not in ALGORITHMS.split(","):
        raise BadTus("Upload-Checksum: sha1 or sha256")
    try:
        return algorithm, base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise BadTus("Upload-Checksum is not in Base64") from None


def checked(
    pieces: Iterable[bytes], checksum: tuple[str, bytes], *, largest: int
) -> Iterator[bytes]:
    """All of the pieces at once, if they have the checksum. Raises ``BadChecksum``.

    Nothing of a body may be kept before it is known to be right; one longer than
    `largest` is refused with ``BadTus``.
    """
    algorithm, wanted = checksum
    whole = bytearray()
    for piece in pieces:
        whole += piece
        if len(whole) > largest:
            raise BadTus(f"at most {largest} bytes with a checksum")
    if hashlib.new(algorithm, bytes(whole)).digest() != wanted:
        raise BadChecksum("the checksum does not fit")
    yield bytes(whole)
