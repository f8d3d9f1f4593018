"""``/people/<person>``: who somebody is, for whom he works, and who works for him."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from hallway.core.items.queries import list_recent_files
from hallway.core.people.profiles.queries import (
    get_profile,
    list_colleagues,
    list_managers,
    list_reports,
)
from hallway.core.people.rules import is_self
from hallway.faces.web.frame import company_frame
from hallway.faces.web.parse import Call, person_href
from hallway.faces.web.people.shown import chart_href, shown
from hallway.faces.web.recent import recent_of
from hallway.faces.web.render import page
from hallway.faces.web.staff import method_not_allowed, staff_page
from hallway.faces.web.when import when
from hallway.faces.web.writing import prose

RECENT = 6
REPORTS = 24


@staff_page
def show_mine(call: Call) -> HttpResponse:
    """Lead to the page of whoever is signed in."""
    if call.request.method not in ("GET", "HEAD"):
        return method_not_allowed("GET", "HEAD")
    return HttpResponseRedirect(person_href(call.actor.principal))


@staff_page
def show(call: Call, person: int) -> HttpResponse:
    """A person's page."""
    if call.request.method not in ("GET", "HEAD"):
        return method_not_allowed("GET", "HEAD")
    found = get_profile(call.actor, person)
    card, profile = found.card, found.profile
    if card.id != person:
        # Another account of the same human: he has one page.
        return HttpResponseRedirect(person_href(card.id))
    managers = list_managers(call.actor, person)
    reports = list_reports(call.actor, person, limit=REPORTS)
    colleagues = list_colleagues(call.actor, person)
    (who, *others) = shown(
        call, [card, *managers, *reports, *colleagues, *found.others]
    )
    accounts = [card.id, *(one.id for one in found.others)]
    ends = (len(managers), len(managers) + len(reports))
    teams = ends[1] + len(colleagues)
    return page(
        call.request,
        "web/people/profile.html",
        frame=company_frame(call.actor, current="/people"),
        who=who,
        profile=profile,
        about=prose(profile.about)[0] if profile.about else "",
        works=works_words(profile.working_days, profile.working_hours),
        # The chart is read from above.
        managers=others[: ends[0]][::-1],
        reports=others[ends[0] : ends[1]],
        more=max(0, card.reports - REPORTS),
        colleagues=others[ends[1] : teams],
        accounts=others[teams:],
        recent=[
            recent_of(call, one)
            for one in list_recent_files(call.actor, limit=RECENT, editors=accounts)
        ],
        since=when(card.created, now=call.now),
        chart=chart_href(card.id),
        may_edit=call.actor.everything is not None or is_self(call.actor, card.id),
    )


def works_words(days: Sequence[int], hours: str) -> str:
    """When somebody works: "Monday to Friday, 8 to 16:30"."""
    words = ""
    if len(days) > 2 and all(b == a + 1 for a, b in pairwise(days)):
        words = _("%(first)s to %(last)s") % {
            "first": WEEKDAYS[days[0] - 1],
            "last": WEEKDAYS[days[-1] - 1],
        }
    elif days:
        words = ", ".join(str(WEEKDAYS_ABBR[day - 1]) for day in days)
    return ", ".join(part for part in (words, hours) if part)
