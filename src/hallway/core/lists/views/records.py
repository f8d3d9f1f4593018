"""What leaves the views package."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from hallway.wire.query import Condition, Query

STANDARD = "all"
"""The name of the view every list has, whether or not it was ever changed."""


class Layout(Enum):
    """How the rows of a view are laid out."""

    LIST = "list"
    COMPACT = "compact"
    GALLERY = "gallery"
    BOARD = "board"
    CALENDAR = "calendar"


class Audience(Enum):
    """Whose a view is."""

    EVERYBODY = "everybody"
    ME = "me"


class Tone(Enum):
    """What a rule paints with; the same words as the design's tones."""

    OK = "ok"
    INFO = "info"
    WARN = "warn"
    BAD = "bad"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A column of a view; `width` in CSS pixels, None as wide as it wants."""

    name: str
    width: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Rows that meet `where` are painted: their cell of `column`, or all of them."""

    where: Condition
    tone: Tone
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a view says, all but its title.

    query    what is asked; where a part is missing, the list's usual is meant
    shown    columns from left to right; none means all
    widths   of columns that stand there without being named in `shown`
    quick    columns with boxes to filter by, above the rows
    rules    painted by the first that is met
    board    of a board: the choice column its lanes are of
    start, end  of a calendar: the date columns; without an end, a day or moment
    picture  of a gallery: the column its pictures are from
    """

    layout: Layout = Layout.LIST
    query: Query = field(default_factory=Query)
    shown: tuple[Shown, ...] = ()
    widths: tuple[Shown, ...] = ()
    quick: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    board: str = ""
    start: str = ""
    end: str = ""
    picture: str = ""

    def width_of(self, name: str) -> int | None:
        """Return how wide a column is, in CSS pixels; None for as wide as it wants."""
        every = (*self.shown, *self.widths)
        return next((one.width for one in every if one.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewRecord:
    """A saved view.

    name        what addresses call it
    audience    whose it is
    is_default  whether the list opens with it, for whom it is
    is_saved    False for the standard view as long as nobody changed it
    missing     names of columns it speaks of that are gone; what it says of them is
                left out of `content`
    """

    guid: str
    name: str
    title: str
    audience: Audience
    content: Content
    is_default: bool
    is_saved: bool
    missing: tuple[str, ...] = ()
