"""Words for what a roll-back does, and why something stays as it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core import clock
from hallway.core.rollback.records import Kind, StepRecord, StepState, Totals
from hallway.faces.web.when import utc

_LOCKED = "Locked by "
_EPOCH = utc(0)


class Preset(NamedTuple):
    """A moment to choose by one press: what it is called, and when it is."""

    name: str
    label: str
    at: int


class Stat(NamedTuple):
    """A number of the plan."""

    label: str
    value: int
    text: str = ""


class Line(NamedTuple):
    """A step as the table shows it."""

    name: str
    is_folder: bool
    what: str
    note: str
    pill: str
    kind: str


def presets(now: int) -> list[Preset]:
    """Moments that people ask for, the latest first; in the zone that is active."""
    here = timezone.localtime(utc(now))
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    noon = (midnight - timedelta(days=1)).replace(hour=12)
    return [
        Preset("hour", _("An hour ago"), now - 3600 * clock.SECOND),
        Preset("today", _("This morning, 0:00"), _instant(midnight)),
        Preset("noon", _("Yesterday noon"), _instant(noon)),
        Preset("day", _("24 hours ago"), now - clock.DAY),
        Preset("week", _("A week ago"), now - 7 * clock.DAY),
    ]


def _instant(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def stats_of(totals: Totals, *, is_done: bool) -> list[Stat]:
    """The numbers of a plan, or of what came of it."""
    of = totals.done if is_done else totals.planned
    removed = returned = ""
    if not is_done and totals.removed > of[Kind.REMOVE]:
        removed = _with(totals.removed)
    if not is_done and totals.returned > of[Kind.RETURN]:
        returned = _with(totals.returned)
    found = [
        Stat(_("Contents back"), of[Kind.CONTENT]),
        Stat(_("Old names back"), of[Kind.RENAME]),
        Stat(_("Moved back"), of[Kind.MOVE]),
        Stat(_("Out of the recycle bin"), of[Kind.RETURN], returned),
        Stat(_("To the recycle bin"), of[Kind.REMOVE], removed),
    ]
    left = totals.cannot + (totals.refused if is_done else 0) + totals.gone
    return [*found, Stat(_("Stay as they are"), left)]


def _with(count: int) -> str:
    return ngettext("%(count)d thing in all", "%(count)d things in all", count) % {
        "count": count
    }


def line_of(step: StepRecord, *, is_done: bool) -> Line:
    """A step in words: what is done, or why it is not."""
    pill = kind = ""
    if step.state in (StepState.CANNOT, StepState.REFUSED):
        pill, kind = _("Stays"), "warn"
    elif is_done and step.state is StepState.DONE:
        pill, kind = _("Done"), "ok"
    elif is_done:
        pill = _("Waits")
    return Line(
        step.name, step.is_folder, what_words(step), said_words(step.said), pill, kind
    )


def what_words(step: StepRecord) -> str:
    """What a step does with its item."""
    match step.kind:
        case Kind.REMOVE if step.items > 1:
            return _("To the recycle bin, %(count)d things in all") % {
                "count": step.items
            }
        case Kind.REMOVE:
            return _("To the recycle bin")
        case Kind.RETURN if step.items > 1:
            return _("Out of the recycle bin, %(count)d things in all") % {
                "count": step.items
            }
        case Kind.RETURN:
            return _("Out of the recycle bin")
        case Kind.RENAME if step.state is StepState.DONE:
            return _("Was “%(name)s”") % {"name": step.before}
        case Kind.RENAME:
            return _("Becomes “%(name)s”") % {"name": step.to_name}
        case Kind.MOVE if step.to_place:
            return _("Back to “%(folder)s” as “%(name)s”") % {
                "folder": step.to_place,
                "name": step.to_name,
            }
        case Kind.MOVE:
            return _("Back to the folder it was in")
        case Kind.CONTENT if step.version:
            return _("Version %(old)s instead of %(now)s") % {
                "old": step.version,
                "now": step.current,
            }
        case Kind.CONTENT:
            return _("Its content of then")
        case _:
            return _("Nothing is done")


def said_words(said: str) -> str:
    """Why something stays as it is, in the reader's language."""
    if said.startswith(_LOCKED):
        return _("Locked by %(name)s.") % {"name": said[len(_LOCKED) :].rstrip(".")}
    return _(said) if said else ""
