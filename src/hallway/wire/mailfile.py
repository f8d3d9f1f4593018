"""A mail kept as a file (RFC 5322, RFC 2045), to be read on a page.

Every function is total: whatever the bytes are, something is said of them.  Nothing a
mail refers to is fetched, and none of its HTML is kept.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser

import nh3

MOST_PARTS = 200
LONGEST = 200_000
"""Characters of the text that are kept."""
_LONGEST_HEADER = 2_000
_HEADERS = ("From", "To", "Cc", "Date", "Subject")
# Possessive, so that a text of many marks is read once.
_BREAKS = re.compile(r"<(?:br|/p|/div|/tr|/h[1-6]|/li)\b[^<>]*+>", re.IGNORECASE)
_BLANK = re.compile(r"\n(?:[ \t\xa0]*\n){2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file in a mail; `size` in bytes, as good as can be told."""

    name: str
    type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFile:
    """What a mail says: headers by name, text, files; `was_html` if it had no other."""

    headers: dict[str, str]
    text: str
    was_html: bool
    attached: tuple[Attached, ...]


def read_mail(data: bytes) -> MailFile:
    """Return what stands in a mail; empty where it is none."""
    message = BytesParser(policy=policy.default).parsebytes(data)
    parts = [
        part for part, _n in zip(_leaves(message), range(MOST_PARTS), strict=False)
    ]
    plain = next((one for one in parts if _is_body(one, "text/plain")), None)
    rich = next((one for one in parts if _is_body(one, "text/html")), None)
    # A part without headers is falsy: its length is their number.
    shown = rich if plain is None else plain
    text = "" if shown is None else _text(shown)
    if plain is None and rich is not None:
        text = to_words(text)
    return MailFile(
        headers={name: found for name in _HEADERS if (found := _header(message, name))},
        text=_BLANK.sub("\n\n", text.replace("\r\n", "\n"))[:LONGEST].strip(),
        was_html=plain is None and rich is not None,
        attached=tuple(_attached(one) for one in parts if one not in (plain, rich)),
    )


def to_words(text: str) -> str:
    """Return what HTML says, without any of its marks."""
    broken = _BREAKS.sub("\n", text)
    return html.unescape(nh3.clean(broken, tags=set()))


def _leaves(message: Message) -> Iterator[Message]:
    stack = [message]
    while stack:
        part = stack.pop()
        if part.get_content_type() == "message/rfc822" and part is not message:
            yield part
        elif part.is_multipart():
            children = part.get_payload()
            if isinstance(children, list):
                stack += reversed([one for one in children if isinstance(one, Message)])
        else:
            yield part


def _is_body(part: Message, wanted: str) -> bool:
    return part.get_content_type() == wanted and not _name(part)


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = str(part.get_content_charset("utf-8"))
    try:
        return data[: LONGEST * 4].decode(charset, "replace")
    except (LookupError, ValueError):
        return data[: LONGEST * 4].decode("utf-8", "replace")


def _attached(part: Message) -> Attached:
    payload = part.get_payload()
    length = len(payload) if isinstance(payload, str) else 0
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64":
        length = length * 3 // 4
    kind = part.get_content_type()
    return Attached(name=_name(part), type=kind, size=length)


def _name(part: Message) -> str:
    try:
        return str(part.get_filename() or "")[:255]
    except (LookupError, ValueError, TypeError, AttributeError, IndexError):
        return "?"


def _header(message: EmailMessage, name: str) -> str:
    # The standard parser still raises at some headers it was never meant to see.
    try:
        value = str(message.get(name, ""))
    except Exception:  # noqa: BLE001 - whatever it meets: the header is left out
        return ""
    return " ".join(value.split())[:_LONGEST_HEADER]
