"""What points elsewhere: people, items, terms, addresses, places."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from hallway.core.lists.types.base import MAX_INTEGER, Settings, line

MAX_URL = 2048
MAX_WORDS = 255
_LINKS = frozenset(["http", "https", "mailto", "tel", "ftp"])
_PICTURES = frozenset(["http", "https"])
_UNSAFE = re.compile(r"[\x00-\x20\x7f<>\"\\]")


def _number(value: Any, message: str) -> int:
    if (
        isinstance(value, bool)
        or not isinstance(value, int)
        or not 1 <= value <= MAX_INTEGER
    ):
        raise ValueError(message)
    return value


def person(value: Any, _settings: Settings) -> int:
    """Return the number of a principal."""
    return _number(value, "A person is expected.")


def lookup(value: Any, _settings: Settings) -> int:
    """Return the number of an item of the list that is looked up."""
    return _number(value, "The number of an item is expected.")


def term(value: Any, _settings: Settings) -> int:
    """Return the number of a term."""
    return _number(value, "A term is expected.")


def link(value: Any, _settings: Settings) -> dict[str, str]:
    """Return an address and its words."""
    return _address(value, _LINKS)


def picture(value: Any, _settings: Settings) -> dict[str, str]:
    """Return the address of a picture and what it shows."""
    return _address(value, _PICTURES)


def _address(value: Any, schemes: frozenset[str]) -> dict[str, str]:
    if isinstance(value, str):
        value = {"url": value}
    if not isinstance(value, Mapping) or not {*value} <= {"url", "text"}:
        raise ValueError("An address is expected.")
    url = line(value.get("url") or "", MAX_URL).strip()
    words = line(value.get("text") or "", MAX_WORDS).strip()
    if not url:
        raise ValueError("An address is expected.")
    if _UNSAFE.search(url):
        raise ValueError("An address has no spaces; write %20 for one.")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ValueError("This is no address.") from None
    inside = not parts.scheme and url.startswith("/") and not url.startswith("//")
    if not inside and parts.scheme not in schemes:
        raise ValueError("An address begins with https:// or with “/”.")
    if parts.scheme in _PICTURES and not parts.netloc:
        raise ValueError("This is no address.")
    return {"url": url, "text": words}


def location(value: Any, _settings: Settings) -> dict[str, Any]:
    """Return a place: its name, and what is known of where it is."""
    if isinstance(value, str):
        value = {"name": value}
    known = {"name", "address", "latitude", "longitude"}
    if not isinstance(value, Mapping) or not {*value} <= known:
        raise ValueError("A place is expected.")
    address = line(value.get("address") or "", MAX_WORDS).strip()
    name = line(value.get("name") or "", MAX_WORDS).strip() or address
    if not name:
        raise ValueError("A place has a name.")
    found: dict[str, Any] = {"name": name}
    if address:
        found["address"] = address
    at = [_degrees(value.get(axis), most) for axis, most in _AXES]
    if (at[0] is None) != (at[1] is None):
        raise ValueError("Latitude and longitude belong together.")
    if at[0] is not None:
        found["latitude"], found["longitude"] = at
    return found


_AXES = (("latitude", 90), ("longitude", 180))


def _degrees(value: Any, most: int) -> float | None:
    if value is None or value == "":
        return None
    message = "Latitude and longitude are numbers of degrees."
    if isinstance(value, bool):
        raise ValueError(message)
    try:
        degrees = float(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(message) from None
    if not math.isfinite(degrees) or abs(degrees) > most:
        raise ValueError(f"Degrees from -{most} to {most} are expected.")
    return degrees
