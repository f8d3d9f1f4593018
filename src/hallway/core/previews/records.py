"""What leaves the previews package."""

from __future__ import annotations

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


class Neighbours(NamedTuple):
    """The names of the files before and after one in its folder; empty at the ends."""

    before: str = ""
    after: str = ""
