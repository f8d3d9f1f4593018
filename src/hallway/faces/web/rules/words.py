"""Rules in sentences: when, if, then; and what they did."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.automation.records import (
    AUTHOR,
    EDITOR,
    Content,
    Event,
    RunRecord,
    RunState,
    Stop,
    Trigger,
    Why,
)
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types.numbers import CURRENCY, major
from hallway.faces.web.rows.cells import number_words
from hallway.faces.web.rows.parts import title_of
from hallway.faces.web.rows.spoken import spoken
from hallway.faces.web.when import when

Columns = Sequence[ColumnRecord]
_TODAY = re.compile(r"@today([+-]\d{1,5})")


def event_words() -> list[tuple[Event, str, str]]:
    """What a rule can wait for: the event, words, and what it is good for."""
    return [
        (
            Event.ADDED,
            _("An item is added"),
            _("Greet a new request, give it somebody responsible"),
        ),
        (
            Event.COLUMN,
            _("A column changes"),
            _("A status that becomes done, somebody else responsible"),
        ),
        (
            Event.DATE,
            _("A day nears or has passed"),
            _("A contract that ends, a task that is overdue"),
        ),
        (Event.CHANGED, _("An item is changed"), _("Whatever of it it is")),
        (Event.DELETED, _("An item is deleted"), _("Whoever did it")),
    ]


def stop_words(stop: Stop) -> str:
    """Why a rule was stopped, and what to do; empty where it was not."""
    return {
        Stop.OWNER: _("Whoever saved it last is gone or no longer active."),
        Stop.RIGHTS: _("Whoever saved it last may not manage this list any more."),
        Stop.COLUMN: _("A column that it speaks of is gone."),
        Stop.FAILING: _("For days nothing that it sent has arrived."),
    }.get(stop, "")


def sentence_of(content: Content, columns: Columns, people: Mapping[int, str]) -> str:
    """A rule as one sentence."""
    named = {
        "when": _when(content.trigger, columns),
        "then": formats_list(_then(content, columns, people)),
    }
    if content.where is None:
        return _("%(when)s, %(then)s.") % named
    named["condition"] = spoken(content.where, columns, people)
    return _("%(when)s, and if %(condition)s, %(then)s.") % named


def formats_list(parts: Iterator[str]) -> str:
    """Several things that are done, one after the other."""
    return _(" and ").join(parts)


def _when(trigger: Trigger, columns: Columns) -> str:
    named: dict[str, Any] = {
        "column": title_of(trigger.column, columns),
        "hour": hour_words(trigger.hour),
        "n": abs(trigger.days),
    }
    match trigger.event:
        case Event.ADDED:
            return _("When an item is added")
        case Event.CHANGED:
            return _("When an item is changed")
        case Event.DELETED:
            return _("When an item is deleted")
        case Event.COLUMN if trigger.to:
            column = next(
                (one for one in columns if one.internal_name == trigger.column), None
            )
            named["value"] = _(" or ").join(
                value_words(column, one) for one in trigger.to
            )
            return _("When “%(column)s” becomes “%(value)s”") % named
        case Event.COLUMN:
            return _("When “%(column)s” changes") % named
        case _:
            return _day(trigger.days) % named


def _day(days: int) -> str:
    if days < 0:
        return ngettext(
            "%(n)d day before “%(column)s” at %(hour)s",
            "%(n)d days before “%(column)s” at %(hour)s",
            -days,
        )
    if days > 0:
        return ngettext(
            "%(n)d day after “%(column)s” at %(hour)s",
            "%(n)d days after “%(column)s” at %(hour)s",
            days,
        )
    return _("On the day of “%(column)s” at %(hour)s")


def hour_words(hour: int) -> str:
    """An hour of the day."""
    return f"{hour:02d}:00"


def value_words(column: ColumnRecord | None, value: Any) -> str:
    """A stored value in words."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if column is not None and column.type == "currency" and isinstance(value, int):
        currency = str(column.settings.get("currency", CURRENCY))
        return f"{formats.localize(major(value, currency))} {currency}"
    if isinstance(value, int | float):
        return str(number_words(value))
    return str(value)


def _then(
    content: Content, columns: Columns, people: Mapping[int, str]
) -> Iterator[str]:
    if content.tell is not None:
        whom = [people.get(one, _("somebody")) for one in content.tell.principals]
        whom += [who_words(name, columns) for name in content.tell.columns]
        said = {"whom": ", ".join(whom), "message": content.tell.message}
        if content.tell.by_mail:
            yield _("tell %(whom)s “%(message)s”, by e-mail too") % said
        else:
            yield _("tell %(whom)s “%(message)s”") % said
    if content.assign is not None:
        named = {"column": title_of(content.assign.column, columns)}
        value = content.assign.value
        if value in (None, "", []):
            yield _("clear “%(column)s”") % named
        else:
            held = ", ".join(value) if isinstance(value, list) else value
            shown = (
                given_words(held) if isinstance(held, str) else value_words(None, held)
            )
            yield _("set “%(column)s” to “%(value)s”") % {**named, "value": shown}
    if content.url:
        yield _("call %(host)s") % {"host": urlsplit(content.url).hostname or ""}


def given_words(text: str) -> str:
    """What a value is, where it is one of the words for what is known only then."""
    if text == "@me":
        return _("whoever makes the change")
    if text == "@now":
        return _("the moment")
    if text == "@today":
        return _("today")
    shift = _TODAY.fullmatch(text)
    if shift is None:
        return text
    days = int(shift[1])
    if days < 0:
        return ngettext("%(n)d day ago", "%(n)d days ago", -days) % {"n": -days}
    return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}


def who_words(name: str, columns: Columns) -> str:
    """Whom a column of people stands for."""
    if name == AUTHOR:
        return _("whoever made it")
    if name == EDITOR:
        return _("whoever changed it last")
    return _("whoever “%(column)s” names") % {"column": title_of(name, columns)}


def state_words(run: RunRecord) -> tuple[str, str]:
    """How a run ended, and the kind of its pill."""
    return {
        RunState.DUE: (_("Waiting"), "info"),
        RunState.DONE: (_("Done"), "ok"),
        RunState.SKIPPED: (_("Passed over"), ""),
        RunState.FAILED: (_("Failed"), "bad"),
        RunState.LOOPED: (_("Ended a loop"), "warn"),
    }[run.state]


def why_words(why: Why) -> str:
    """Why a rule does nothing."""
    return {
        Why.HIDDEN: _("whoever it acts as does not see the item"),
        Why.CONDITION: _("the condition is not met"),
        Why.SAME: _("the column has that value already"),
        Why.GONE: _("the item is not there any more"),
        Why.OFF: _("the rule was switched off"),
    }[why]


def did_words(run: RunRecord, columns: Columns) -> Iterator[str]:
    """What a run did, or would do."""
    if run.told:
        shown = run.whom[:3]
        more = run.told - len(shown)
        whom = ", ".join(shown)
        if more:
            others = ngettext("%(n)d more", "%(n)d more", more) % {"n": more}
            whom = f"{whom}, {others}" if whom else others
        yield _("tells %(whom)s") % {"whom": whom}
    if run.mailed:
        yield ngettext(
            "writes an e-mail to %(n)d person",
            "writes an e-mail to %(n)d people",
            run.mailed,
        ) % {"n": run.mailed}
    if run.set:
        yield _("sets “%(column)s”") % {"column": title_of(run.set, columns)}
    if run.called:
        yield _("calls the webhook")
    if run.why is not None:
        yield why_words(run.why)
    if run.state is RunState.LOOPED:
        yield _("rules follow from each other without an end")


def call_words(run: RunRecord, *, now: int) -> list[str]:
    """What a webhook answered, the newest first."""
    if run.call is None:
        return []
    found = []
    if run.call.state == "queued":
        due = when(run.call.due, now=now).exact
        found.append(_("sent again at %(at)s") % {"at": due})
    if run.call.state == "failed":
        found.append(_("given up"))
    for one in reversed(run.call.answers[-3:]):
        at = when(one.at, now=now).exact
        if one.status:
            found.append(
                _("%(at)s: %(status)d after %(n)d ms. %(text)s")
                % {
                    "at": at,
                    "status": one.status,
                    "n": one.milliseconds,
                    "text": one.text[:200],
                }
            )
        else:
            found.append(f"{at}: {one.text}")
    return found
