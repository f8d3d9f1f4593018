"""What moving and copying say of themselves: before, and afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.transfers.records import (
    Clash,
    Kind,
    Outlook,
    StepRecord,
    StepState,
    Way,
)
from hallway.faces.web.rollback.words import said_words

_NAMED = 3


class Choice(NamedTuple):
    """A thing that can be done about names that are taken."""

    value: str
    label: str


class Line(NamedTuple):
    """A thing that went, or stays, as the table shows it."""

    name: str
    is_folder: bool
    note: str
    pill: str
    kind: str


def title_words(way: Way, items: Sequence[ItemRecord]) -> str:
    """What is asked."""
    words = {"count": len(items), "name": items[0].name}
    if way is Way.MOVE:
        title = ngettext("Move “%(name)s”", "Move %(count)d items", len(items))
    else:
        title = ngettext("Copy “%(name)s”", "Copy %(count)d items", len(items))
    return title % words


def names_words(items: Sequence[ItemRecord]) -> str:
    """What several things are called; empty for one, which the title names."""
    return _some([one.name for one in items]) if len(items) > 1 else ""


def submit_words(way: Way) -> str:
    """What the button says."""
    return _("Move here") if way is Way.MOVE else _("Copy here")


def clash_words(clashes: Sequence[ItemRecord]) -> str:
    """Whose names are taken; empty for nothing's."""
    if not clashes:
        return ""
    words = {"name": clashes[0].name, "count": len(clashes)}
    return (
        ngettext(
            "There is a “%(name)s” here already.",
            "%(count)d names are taken here, as “%(name)s” is.",
            len(clashes),
        )
        % words
    )


def clash_ways(outlook: Outlook, folder: ItemId) -> list[Choice]:
    """What can be done about names that are taken in a folder."""
    if not outlook.clashes:
        return []
    replace = _("Add as a new version of the one there")
    if outlook.folders:
        replace = _("Add files as a new version of those there; folders stay")
    choices = [Choice(Clash.KEEP, _("Keep both: what comes gets a number"))]
    # Nothing is a new version of itself.
    others = sum(one.parent != folder for one in outlook.clashes)
    if outlook.folders < others:
        choices.append(Choice(Clash.REPLACE, replace))
    return [*choices, Choice(Clash.SKIP, _("Leave out what has the same name"))]


def facts_of(way: Way, outlook: Outlook, items: Sequence[ItemRecord]) -> list[str]:
    """What is kept and what is not, each in a sentence."""
    facts = []
    if outlook.lost:
        facts.append(
            _(
                "There is no column here for: %(names)s. The values are kept and shown"
                " with the file, and fit again where there is one."
            )
            % {"names": ", ".join(outlook.lost)}
        )
    readers = _some(outlook.readers)
    if way is Way.COPY:
        facts.append(_("Copies can be read by: %(names)s.") % {"names": readers})
        return facts
    if any(one.id not in outlook.apart for one in items):
        facts.append(_("Afterwards it can be read by: %(names)s.") % {"names": readers})
    if outlook.own:
        facts.append(
            ngettext(
                "%(count)d thing has permissions of its own and keeps them.",
                "%(count)d things have permissions of their own and keep them.",
                outlook.own,
            )
            % {"count": outlook.own}
        )
    return facts


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    if more <= 0:
        return shown
    return ngettext(
        "%(names)s and %(count)d other", "%(names)s and %(count)d others", more
    ) % {"names": shown, "count": more}


def done_words(way: Way, count: int, folder: str) -> str:
    """What has been done, for the toast."""
    words = {"count": count, "folder": folder}
    if way is Way.MOVE:
        text = ngettext(
            "%(count)d item moved to “%(folder)s”",
            "%(count)d items moved to “%(folder)s”",
            count,
        )
    elif way is Way.COPY:
        text = ngettext(
            "%(count)d item copied to “%(folder)s”",
            "%(count)d items copied to “%(folder)s”",
            count,
        )
    else:
        text = ngettext(
            "Undone for %(count)d item", "Undone for %(count)d items", count
        )
    return text % words


def line_of(step: StepRecord) -> Line:
    """A step in words."""
    pill = kind = note = ""
    match step.state:
        case StepState.DONE:
            pill, kind = _done_pill(step.kind), "ok"
            if step.kind in (Kind.MOVE, Kind.BACK) and step.now != step.name:
                note = _("Now “%(name)s”") % {"name": step.now}
        case StepState.SKIPPED:
            pill = _("Left out")
        case StepState.REFUSED:
            pill, kind = _("Stays"), "warn"
        case _:
            pill = _("Waits")
    return Line(step.name, step.is_folder, said_words(step.said) or note, pill, kind)


def _done_pill(kind: Kind) -> str:
    match kind:
        case Kind.MOVE:
            return _("Moved")
        case Kind.COPY:
            return _("Copied")
        case _:
            return _("Undone")
