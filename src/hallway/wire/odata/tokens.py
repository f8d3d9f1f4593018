"""The words of a filter, with their places."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from hallway.wire.odata.errors import ODataError

MAX_LENGTH = 50_000


class Kind(Enum):
    """What a token is."""

    TEXT = "text"
    TYPED = "typed"
    NUMBER = "number"
    WORD = "word"
    DATE = "date"
    GUID = "guid"
    SIGN = "sign"
    END = "end"


class Token(NamedTuple):
    """A token: of a text, without its quotes; of a typed literal, with its type."""

    kind: Kind
    text: str
    position: int
    type: str = ""


_HEX = "[0-9A-Fa-f]"
_TYPES = "datetimeoffset|datetime|guid|time|duration|binary|X"
_TEXT = "(?:[^']|'')*"
_GUID = "-".join(f"{_HEX}{{{digits}}}" for digits in (8, 4, 4, 4, 12))
_CLOCK = r"\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d)?"
_DATE = rf"\d{{4}}-\d\d-\d\d(?:T{_CLOCK})?"
_NAME = r"[^\W\d]\w*"
_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    rf"|(?P<typed>(?P<type>{_TYPES})'(?P<body>{_TEXT})')"
    rf"|'(?P<text>{_TEXT})'"
    rf"|(?P<guid>{_GUID})(?![\w-])"
    rf"|(?P<date>{_DATE})(?![\w-])"
    r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)[lLmMfFdD]?(?![\w.])"
    rf"|(?P<word>{_NAME}(?:[/.]{_NAME})*)"
    r"|(?P<sign>[(),:=])"
)


def tokens_of(text: str, option: str) -> list[Token]:
    """Return the tokens of a text, END last; ODataError where something is none."""
    if len(text) > MAX_LENGTH:
        raise ODataError("Too long", option=option, position=MAX_LENGTH)
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            what = "This text does not end" if text[at] == "'" else "Not understood"
            raise ODataError(what, option=option, position=at)
        token = _token(match)
        if token is not None:
            found.append(token)
        at = match.end()
    found.append(Token(Kind.END, "", len(text)))
    return found


def _token(match: re.Match[str]) -> Token | None:
    at = match.start()
    if match["space"]:
        return None
    if match["typed"]:
        body = match["body"].replace("''", "'")
        return Token(Kind.TYPED, body, at, match["type"])
    if match["text"] is not None:
        return Token(Kind.TEXT, match["text"].replace("''", "'"), at)
    for kind in (Kind.GUID, Kind.DATE, Kind.NUMBER, Kind.WORD, Kind.SIGN):
        if match[kind.value]:
            return Token(kind, match[kind.value], at)
    raise AssertionError(match)
