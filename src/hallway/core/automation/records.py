"""What leaves the automation package."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NewType

from hallway.core.access.actors import PrincipalId
from hallway.core.items.records import Located
from hallway.core.lists.records import ListId
from hallway.wire.query import Condition

RuleId = NewType("RuleId", int)

AUTHOR, EDITOR = "Author", "Editor"
"""Whoever made an item and whoever changed it last, beside its columns of people."""


class Event(Enum):
    """What a rule waits for."""

    ADDED = "added"
    CHANGED = "changed"
    COLUMN = "column"
    DELETED = "deleted"
    DATE = "date"


class Stop(Enum):
    """Why a rule is off though nobody switched it off."""

    NOT_STOPPED = ""
    OWNER = "owner"
    RIGHTS = "rights"
    COLUMN = "column"
    FAILING = "failing"


class RunState(Enum):
    """How a run ended, or that it did not yet."""

    DUE = "due"
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"
    LOOPED = "looped"


class Why(Enum):
    """Why a rule does nothing about an item."""

    HIDDEN = "hidden"
    CONDITION = "condition"
    SAME = "same"
    GONE = "gone"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """When a rule acts.

    column  whose change or day it waits for, by internal name
    to      the values, in stored form, one of which it has to have become; none is any
    days    after the day of the column, before it where negative
    hour    of the day in the site's time zone
    """

    event: Event
    column: str = ""
    to: tuple[Any, ...] = ()
    days: int = 0
    hour: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Whom a rule tells what.

    principals  people and groups
    columns     of people, whoever they name; AUTHOR and EDITOR too
    by_mail     by e-mail too, and not under the bell alone
    """

    principals: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()
    message: str = ""
    by_mail: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign:
    """What a rule sets a column to, as defaults of columns are given; None clears."""

    column: str
    value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A rule: when, if, then.

    where  what the item has to meet when the rule runs; None for every item
    url    of the webhook, "" for none
    """

    trigger: Trigger
    where: Condition | None = None
    tell: Tell | None = None
    assign: Assign | None = None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRecord:
    """A rule of a list; times are microseconds.

    owner    whose rights it has: who saved it last
    failing  since when nothing it sends arrives, None while it does
    """

    id: RuleId
    guid: str
    list: ListId
    title: str
    content: Content
    is_on: bool
    stopped: Stop
    owner: PrincipalId
    failing: int | None
    modified: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRecord:
    """One try to send a message; status 0 where there was no answer."""

    at: int
    status: int
    text: str
    milliseconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """A message for a webhook: `queued`, `sent` or `failed`."""

    id: str
    state: str
    tries: int
    due: int
    answers: list[AnswerRecord]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """What a rule did about one change, or would do.

    found  the item, None where it is in the recycle bin or gone
    title  its name
    told   how many people and groups were told
    mailed  how many people get a mail
    set    the column that was set, by internal name
    why    why it did nothing
    error  what was refused
    """

    id: int
    state: RunState
    at: int
    by: str
    title: str
    found: Located | None
    told: int = 0
    mailed: int = 0
    set: str = ""
    called: bool = False
    why: Why | None = None
    error: str = ""
    call: CallRecord | None = None
    whom: list[str] = field(default_factory=list)
