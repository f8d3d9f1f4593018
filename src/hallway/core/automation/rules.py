"""Pure decisions about rules: what is kept, what a change means, which day is due."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from hallway.core.automation.records import (
    AUTHOR,
    EDITOR,
    Assign,
    Content,
    Event,
    Tell,
    Trigger,
)
from hallway.core.clock import DAY, SECOND
from hallway.core.errors import Invalid
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.rules import check_default
from hallway.core.lists.types import TYPES, is_empty, kind_of
from hallway.core.lists.types.times import moment_of
from hallway.wire import queryjson
from hallway.wire.paths import fold
from hallway.wire.query import Query, fields

MAX_MESSAGE = 500
MAX_TOLD = 50
MAX_DAYS = 3650
MAX_DEPTH = 5
"""How many rules may follow from each other."""
MADE_UP = 3
"""Days that a rule makes up for, where nothing ran or a day came to be late."""
WAITS = (
    *(5 * SECOND, 60 * SECOND, 300 * SECOND, 1800 * SECOND),
    *(7200 * SECOND, 6 * 3600 * SECOND, 12 * 3600 * SECOND, DAY),
)
"""How long a message waits after each try that failed."""
FAILING = 5 * DAY
"""How long nothing arrives before a rule is switched off."""
TURNING = DAY
"""How long messages are signed with the secret before, too."""

SETTABLE = frozenset(
    [
        *("text", "note", "number", "currency", "yesno", "choice", "choices"),
        *("date", "datetime", "person", "persons", "rating"),
    ]
)
"""Types of the columns that a rule can set, and wait for a value of."""
PEOPLE = frozenset({"person", "persons"})
DATED = frozenset({"date", "datetime"})

_ADDED = frozenset({"item.created", "item.moved_in"})
_CHANGED = frozenset({"item.updated", "item.saved", "item.renamed"})
_RESTORED = "item.version_restored"
WATCHED = _ADDED | _CHANGED | {_RESTORED, "item.deleted"}
"""The verbs of the log that rules wait for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A change of an item; what changed by column id, absent where it had no value."""

    verb: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def changed(self) -> list[str]:
        """The columns that have other values, by id."""
        if self.verb not in ("item.updated", _RESTORED):
            return []
        keys = {*self.before, *self.after}
        return sorted(
            key for key in keys if self.before.get(key) != self.after.get(key)
        )


def matches(trigger: Trigger, column: ColumnRecord | None, seen: Seen) -> bool:
    """Tell whether a change is what a rule waits for."""
    match trigger.event:
        case Event.ADDED:
            return seen.verb in _ADDED
        case Event.CHANGED:
            return (
                bool(seen.changed)
                if seen.verb == "item.updated"
                else seen.verb in _CHANGED | {_RESTORED}
            )
        case Event.DELETED:
            return seen.verb == "item.deleted"
        case Event.COLUMN if column is not None:
            if column.key not in seen.changed:
                return False
            return not trigger.to or _has_become(trigger.to, seen.after.get(column.key))
        case _:
            return False


def _has_become(wanted: Sequence[Any], value: Any) -> bool:
    values = value if isinstance(value, list) else [value]
    return any(_same(one, other) for one in wanted for other in values)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return fold(one) == fold(other)
    return (type(one) is type(other) and one == other) or (
        isinstance(one, int | float)
        and isinstance(other, int | float)
        and not isinstance(one, bool)
        and not isinstance(other, bool)
        and one == other
    )


def due_days(trigger: Trigger, *, now: int, since: int, zone: tzinfo) -> list[date]:
    """Return the days of the column for which the rule is due now, and was not long.

    Days begin in `zone`; a clock that is put forward or back moves no day.
    """
    today = moment_of(now).astimezone(zone).date()
    found = []
    for back in range(MADE_UP + 1):
        day = today - timedelta(days=back)
        at = datetime.combine(day, time(trigger.hour), zone)
        instant = (at.astimezone(UTC) - moment_of(0)) // timedelta(microseconds=1)
        if since < instant <= now:
            found.append(day - timedelta(days=trigger.days))
    return found


def cause_of(trigger: Trigger, item: int, day: date) -> str:
    """Return what a run of a day is known by: once an item and day."""
    return f"day:{item}:{day.isoformat()}:{trigger.days}"


def dump(content: Content) -> dict[str, Any]:
    """Return what the table keeps of a rule."""
    trigger = content.trigger
    kept: dict[str, Any] = {
        "event": trigger.event.value,
        "column": trigger.column,
        "to": list(trigger.to),
        "days": trigger.days,
        "hour": trigger.hour,
        "url": content.url,
    }
    if content.where is not None:
        kept["where"] = queryjson.dump(Query(where=content.where))
    if content.tell is not None:
        kept["tell"] = {
            "principals": list(content.tell.principals),
            "columns": list(content.tell.columns),
            "message": content.tell.message,
            "mail": content.tell.by_mail,
        }
    if content.assign is not None:
        kept["assign"] = {
            "column": content.assign.column,
            "value": content.assign.value,
        }
    return kept


def load(kept: Mapping[str, Any]) -> Content:
    """Return the rule that `dump` made this of."""
    tell, assign, where = kept.get("tell"), kept.get("assign"), kept.get("where")
    return Content(
        trigger=Trigger(
            event=Event(kept["event"]),
            column=kept["column"],
            to=tuple(kept["to"]),
            days=kept["days"],
            hour=kept["hour"],
        ),
        where=None if where is None else queryjson.load(where).where,
        tell=None
        if tell is None
        else Tell(
            principals=tuple(tell["principals"]),
            columns=tuple(tell["columns"]),
            message=tell["message"],
            by_mail=tell.get("mail", False),
        ),
        assign=None if assign is None else Assign(**assign),
        url=kept["url"],
    )


def missing(content: Content, columns: Mapping[str, ColumnRecord]) -> set[str]:
    """Return the columns a rule depends on that are gone."""
    named = {one.name for one in fields(Query(where=content.where))} - _FACTS
    if content.trigger.event in (Event.COLUMN, Event.DATE):
        named.add(content.trigger.column)
    if content.tell is not None:
        named |= {*content.tell.columns} - {AUTHOR, EDITOR}
    if content.assign is not None:
        named.add(content.assign.column)
    return named - columns.keys()


_FACTS = frozenset(
    {
        *("ID", "GUID", "Created", "Modified", "Author", "Editor", "FileLeafRef"),
        *("FSObjType", "File_x0020_Size", "ContentType", "Title"),
    }
)


def check(content: Content, columns: Mapping[str, ColumnRecord]) -> Content:
    """Return a rule as it is kept; Invalid names each part that is at fault."""
    errors = dict(_wrong(content, columns))
    if errors:
        raise Invalid(errors)
    return content


def _wrong(
    content: Content, columns: Mapping[str, ColumnRecord]
) -> Iterator[tuple[str, str]]:
    trigger = content.trigger
    yield from _wrong_trigger(trigger, columns.get(trigger.column))
    if content.where is not None:
        named = {one.name for one in fields(Query(where=content.where))}
        if named - _FACTS - columns.keys():
            yield "where", "The condition names a column that this list does not have."
        if trigger.event is Event.DELETED:
            yield "where", "What is deleted can meet no condition any more."
    if content.tell is None and content.assign is None and not content.url:
        yield "then", "Say what is to be done."
    if content.tell is not None:
        yield from _wrong_tell(content.tell, columns)
        if content.tell.by_mail and trigger.event is Event.DELETED:
            yield "mail", "Of what is deleted people are told under the bell alone."
    if content.assign is not None:
        yield from _wrong_assign(content.assign, columns.get(content.assign.column))
        if trigger.event is Event.DELETED:
            yield "assign", "What is deleted cannot be changed."


def _wrong_trigger(
    trigger: Trigger, column: ColumnRecord | None
) -> Iterator[tuple[str, str]]:
    if not 0 <= trigger.hour <= 23:
        yield "hour", "An hour is 0 to 23."
    if abs(trigger.days) > MAX_DAYS:
        yield "days", f"At most {MAX_DAYS:,} days."
    match trigger.event:
        case Event.COLUMN if column is None:
            yield "column", "Choose a column."
        case Event.COLUMN if trigger.to and column and column.type not in SETTABLE:
            yield "to", "A rule cannot wait for one value of this column."
        case Event.DATE if (
            column is None or kind_of(column.type, column.settings) not in DATED
        ):
            yield "column", "Choose a column of days."
        case _:
            return


def _wrong_tell(
    tell: Tell, columns: Mapping[str, ColumnRecord]
) -> Iterator[tuple[str, str]]:
    if not tell.principals and not tell.columns:
        yield "tell", "Say who is told."
    if len(tell.principals) > MAX_TOLD:
        yield "tell", f"At most {MAX_TOLD} people and groups; make a group of them."
    for name in tell.columns:
        known = columns.get(name)
        if name not in (AUTHOR, EDITOR) and (known is None or known.type not in PEOPLE):
            yield "tell", "Choose columns of people."
    if not tell.message.strip():
        yield "message", "Say what they are told."
    elif len(tell.message) > MAX_MESSAGE:
        yield "message", f"At most {MAX_MESSAGE} characters."


def _wrong_assign(
    assign: Assign, column: ColumnRecord | None
) -> Iterator[tuple[str, str]]:
    if column is None or column.type not in SETTABLE or not column.is_given:
        yield "assign", "Choose a column that people fill in."
        return
    if is_empty(assign.value):
        if column.required:
            yield "value", "A value is needed."
        return
    try:
        check_default(column.type, {**column.settings, "default": assign.value})
    except Invalid as error:
        yield "value", error.fields["default"]


def stored(column: ColumnRecord, value: Any) -> tuple[Any, ...]:
    """Return values that were given for a column as they are stored; Invalid."""
    if is_empty(value):
        return ()
    try:
        found = TYPES[column.type].encode(value, column.settings)
    except ValueError as error:
        raise Invalid({"to": str(error)}) from None
    return tuple(found) if isinstance(found, list) else (found,)


def sign(secret: str, *, message: str, at: int, body: str) -> str:
    """Return the signature of a message, with its version.

    Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, in base64; the key is
    what follows `whsec_`, decoded.
    """
    key = base64.b64decode(secret.removeprefix("whsec_"))
    made = hmac.new(key, f"{message}.{at}.{body}".encode(), hashlib.sha256)
    return f"v1,{base64.b64encode(made.digest()).decode()}"
