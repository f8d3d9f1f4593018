"""Texts of unknown encoding, as much of them as somebody reads on a page."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNSEEN = {
    **dict.fromkeys((*range(9), 11, *range(14, 32), *range(127, 160)), "\ufffd"),
    # Marks that turn the direction of what follows would show code as what it is not.
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd"),
}


def read_text(head: bytes) -> str:
    """Return the text that `head` begins, as `decode` has it, to be shown.

    Control characters but tabs and line breaks are replaced, and every line break is a
    line feed.
    """
    text = decode(head)
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_UNSEEN)


def decode(head: bytes) -> str:
    """Return the text that `head` begins; any bytes have one.

    A byte order mark decides, then UTF-16 where every other byte is nothing, then UTF-8
    if all of it is, then Windows-1252.
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return _cut(head[len(mark) :], encoding, "replace")
    some, even, odd = len(head) // 4, head[::2].count(0), head[1::2].count(0)
    if odd > some and not even:
        return _cut(head, "utf-16-le", "replace")
    if even > some and not odd:
        return _cut(head, "utf-16-be", "replace")
    try:
        return _cut(head, "utf-8", "strict")
    except UnicodeDecodeError:
        return head.decode("cp1252", "replace")


def _cut(head: bytes, encoding: str, errors: str) -> str:
    """Decode; what a cut in the middle of a character left is dropped."""
    return codecs.getincrementaldecoder(encoding)(errors).decode(head)
