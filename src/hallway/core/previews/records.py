"""What leaves the previews package."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class Way(Enum):
    """How a file is shown.

    PICTURE  as it is, by the browser
    PAGES    as pictures of its pages
    TEXT     as it is written; also what a browser would run
    MARKDOWN, TABLE, MAIL  as what its text means
    AUDIO, VIDEO  by the browser's own player
    NONE     not at all: it can be downloaded
    """

    PICTURE = "picture"
    PAGES = "pages"
    TEXT = "text"
    MARKDOWN = "markdown"
    TABLE = "table"
    MAIL = "mail"
    AUDIO = "audio"
    VIDEO = "video"
    NONE = "none"


class Source(Enum):
    """What pictures are drawn of.

    PICTURE  a picture that browsers show: only a small one is drawn
    DRAWN    a picture that browsers do not show
    PDF      the pages of a PDF
    OFFICE   the pages of what LibreOffice makes a PDF of
    """

    PICTURE = "picture"
    DRAWN = "drawn"
    PDF = "pdf"
    OFFICE = "office"


class State(Enum):
    """How far the pictures of a file are."""

    READY = "ready"
    PENDING = "pending"
    FAILED = "failed"


class Page(NamedTuple):
    """A page as a picture, in pixels, and its text; `problem` where there is none."""

    number: int
    width: int
    height: int
    text: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The pictures of a file.

    problem  why there are none: `broken`, `encrypted`, `too-large`, `too-long`,
             `crashed`, or `no-office` where LibreOffice is not installed
    pages    how many there are, `shown` those asked for
    """

    state: State
    problem: str = ""
    pages: int = 0
    shown: tuple[Page, ...] = ()


class Neighbours(NamedTuple):
    """The names of the files before and after one in its folder; empty at the ends."""

    before: str = ""
    after: str = ""
