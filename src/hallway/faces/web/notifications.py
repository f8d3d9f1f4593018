"""The bell: how many things concern the reader, and the page that tells them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.social.notifications.commands import mark_seen
from hallway.core.social.notifications.queries import list_notifications
from hallway.core.social.notifications.records import Notification
from hallway.faces._common.numbers import number
from hallway.faces.web.frame import BIN, frame_of
from hallway.faces.web.parse import LAYOUTS, Call, href
from hallway.faces.web.render import page, see_other
from hallway.faces.web.staff import method_not_allowed, staff_page
from hallway.faces.web.when import date_words, when

ADDRESS = "/notifications"
SHOWN = 100


class Told(NamedTuple):
    """A sentence about what happened, and where it leads."""

    sentence: str
    href: str
    by: str
    iso: str
    words: str
    exact: str
    fresh: bool


class Day(NamedTuple):
    """What happened on one day."""

    label: str
    told: list[Told]


def sentence_of(one: Notification) -> str:
    """What happened, in a sentence; empty for a verb without one."""
    sentences = {
        "item.shared": _("%(who)s shared “%(name)s” with you."),
        "form.answered": _("%(who)s answered a form of yours: “%(name)s”."),
        "item.saved": _("%(who)s changed your file “%(name)s”."),
        "item.version_restored": _(
            "%(who)s restored an earlier version of your file “%(name)s”."
        ),
        "item.restored": _("%(who)s brought back “%(name)s”, which you made."),
        "item.deleted": _("%(who)s deleted “%(name)s”, which you made."),
        "item.check_out_undone": _(
            "%(who)s broke your check-out of “%(name)s”; what you had saved since is"
            " taken back."
        ),
        "item.checked_in": _("%(who)s checked in “%(name)s”, which you had."),
        "rule.told": _("%(words)s: “%(name)s”"),
        "rule.told_gone": _("%(words)s: “%(name)s” was deleted"),
        "rule.stopped": _("Your rule “%(words)s” of “%(name)s” was stopped."),
    }
    words = sentences.get(one.verb)
    named = {"who": one.by or _("Somebody"), "name": one.title, "words": one.words}
    return words % named if words else ""


@staff_page
def show(call: Call) -> HttpResponse:
    """The page ``/notifications``; its form marks all of it read."""
    if call.request.method == "POST":
        upto = number(call.value("upto"))
        if upto is not None:
            mark_seen(call.actor, upto=upto)
        return see_other(call.request, ADDRESS, text=_("All marked as read"))
    if call.request.method not in ("GET", "HEAD"):
        return method_not_allowed("GET", "HEAD", "POST")
    found = list_notifications(call.actor, limit=SHOWN)
    return page(
        call.request,
        "web/notifications.html",
        frame=frame_of(call.actor, current=ADDRESS),
        days=list(_days(call, found)),
        has_new=any(one.fresh for one in found),
        upto=max((one.id for one in found), default=0),
    )


def _days(call: Call, found: Iterable[Notification]) -> Iterable[Day]:
    days: dict[str, Day] = {}
    for one in found:
        sentence = sentence_of(one)
        if not sentence:
            continue
        label = date_words(one.at)
        day = days.setdefault(label, Day(label, []))
        at = when(one.at, now=call.now)
        day.told.append(
            Told(sentence, _href(one), one.by, at.iso, at.words, at.exact, one.fresh)
        )
    return days.values()


def _href(one: Notification) -> str:
    if one.found is not None:
        return href(one.found.path)
    if one.place:
        base = "" if one.place == "/" else one.place
        return href(f"{base}/{LAYOUTS}/{BIN}")
    return ""
