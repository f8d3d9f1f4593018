"""``/people/org``: one person in the middle, who is above him and who below."""

from __future__ import annotations

from django.http import HttpResponse

from hallway.core.errors import NotFound
from hallway.core.people.profiles.queries import (
    get_profile,
    list_managers,
    list_reports,
    list_top,
)
from hallway.faces._common.numbers import number
from hallway.faces.web.frame import company_frame
from hallway.faces.web.parse import Call
from hallway.faces.web.people.shown import shown
from hallway.faces.web.render import page
from hallway.faces.web.staff import method_not_allowed, staff_page


@staff_page
def show(call: Call) -> HttpResponse:
    """The chart around ``?focus=``, else around oneself, and the same as a list."""
    if call.request.method not in ("GET", "HEAD"):
        return method_not_allowed("GET", "HEAD")
    asked = call.query.get("focus", "")
    focus = number(asked) if asked else call.actor.principal
    if focus is None:
        raise NotFound
    card = get_profile(call.actor, focus).card
    above = list_managers(call.actor, focus)[::-1]
    below = list_reports(call.actor, focus)
    top = list_top(call.actor)
    everybody = shown(call, [*above, card, *below, *top], current=card.id)
    middle = len(above)
    managers, who = everybody[:middle], everybody[middle]
    reports = everybody[middle + 1 : middle + 1 + len(below)]
    return page(
        call.request,
        "web/people/org.html",
        frame=company_frame(call.actor, current="/people"),
        who=who,
        managers=managers,
        reports=reports,
        top=everybody[middle + 1 + len(below) :],
        levels=[level for level in (managers[-1:], [who], reports) if level],
    )
