"""What a question to a list comes with, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from hallway.core.items.records import ItemRecord, Values
from hallway.wire.query import Condition, Sum

NUMBER = "ID"
NAME = "FileLeafRef"
CREATED = "Created"
MODIFIED = "Modified"
AUTHOR = "Author"
EDITOR = "Editor"
ATTACHMENTS = "Attachments"
"""Facts of every item, asked for like columns, by SharePoint's names for them."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """When and where somebody asks: what *today* and *now* are.

    now   microseconds since the epoch
    zone  the time zone days begin and end in
    """

    now: int
    zone: tzinfo = UTC

    @property
    def zone_name(self) -> str:
        """Return the zone's name, as databases know it."""
        return getattr(self.zone, "key", None) or "UTC"

    def today(self, days: int = 0) -> date:
        """Return the day it is, or another; OverflowError beyond the calendar."""
        moment = _EPOCH + timedelta(microseconds=self.now)
        return moment.astimezone(self.zone).date() + timedelta(days=days)

    def begin(self, day: date) -> int:
        """Return the moment a day begins, in microseconds."""
        return self.instant(datetime(day.year, day.month, day.day))  # noqa: DTZ001

    def instant(self, moment: datetime) -> int:
        """Return a moment in microseconds; one without a zone is in the asker's."""
        aware = moment.replace(tzinfo=self.zone) if moment.tzinfo is None else moment
        return (aware - _EPOCH) // timedelta(microseconds=1)

    def day(self, instant: int) -> date:
        """Return the day of a moment."""
        moment = _EPOCH + timedelta(microseconds=instant)
        return moment.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An item and its values by internal name, in their stored form."""

    item: ItemRecord
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPage:
    """One page of the rows that meet a question.

    total     how many there are, counted up to COUNTED + 1; None if not asked for
    next      the token of the page after this, "" where there is none
    previous  the token of the page before this, "" where there is none
    """

    rows: list[Row]
    total: int | None
    next: str
    previous: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """How many of the rows looked at have a value; None stands for no value.

    Of a lookup, `value` is the number of what it leads to, and `words` what is read.
    """

    value: Any
    count: int
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetCounts:
    """The values of a column, most frequent first; `exact` unless rows were left."""

    facets: list[Facet]
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Totalled:
    """A total of a column: a number, or for the least and most a stored value.

    None where no row has a value, and for sums and what is made of them where a value
    is beyond 10**140.
    """

    name: str
    sum: Sum
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows that have the same values in the columns they are grouped by.

    keys    one for each of these columns, the same wherever groups belong together
    values  one for each of these columns, in its stored form; of a moment, its day;
            of a lookup, the number of what it leads to
    words   what is read of lookups
    where   what exactly its rows meet, to ask for them
    """

    keys: tuple[Any, ...]
    values: tuple[Any, ...]
    words: tuple[str | None, ...]
    where: Condition
    count: int
    totals: tuple[Totalled, ...]
