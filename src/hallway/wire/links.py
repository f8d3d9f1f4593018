"""Addresses in what people write: which are safe to follow, and their own words."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
# WHATWG URL 4.4: browsers drop tabs and line breaks, and trim control characters.
_DROPPED = re.compile(r"[\x00-\x20\x7f\u2028\u2029]")
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "å": "a"}
)
_NO_WORD = re.compile(r"[^a-z0-9]+")
_LONGEST_SLUG = 80


def is_own_path(address: str) -> bool:
    """Whether an address is an absolute path on this very host."""
    return (
        address.startswith("/")
        and not address.startswith(("//", "/\\"))
        and not _DROPPED.search(address)
        and "\\" not in address
    )


def is_safe_link(address: str) -> bool:
    """Whether following an address runs nothing: a path, a web address, mail, phone."""
    if not address or _DROPPED.search(address) or "\\" in address:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme.lower() in _SCHEMES and bool(parts.netloc or parts.path)
    return is_own_path(address) or address.startswith(("#", "?"))


def slug(title: str) -> str:
    """The words of a title for an address: small letters, digits, hyphens; maybe ""."""
    text = title.casefold().translate(_UMLAUTS)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _NO_WORD.sub("-", plain)[:_LONGEST_SLUG].strip("-")
