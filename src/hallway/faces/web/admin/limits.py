"""``/admin/limits``: which versions are kept where no site or list says otherwise."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from hallway.core.limits.records import EVERYWHERE
from hallway.faces.web.admin.frame import ADMIN, admin_frame
from hallway.faces.web.library import Crumb
from hallway.faces.web.limits import page as limits_page
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import page

LIMITS = f"{ADMIN}/limits"


def limits(call: Call) -> HttpResponseBase:
    """The pages of the limit for all sites."""
    where = _where(call)
    if call.request.method == "POST":
        return limits_page.act(call, where)
    return limits_page.show(call, where)


def _where(call: Call) -> limits_page.Where:
    def address(**query: Any) -> str:
        return href(LIMITS, **query)

    def render(template: str, **facts: Any) -> HttpResponse:
        return page(
            call.request,
            template,
            frame=admin_frame(call.actor, current=LIMITS),
            call=call,
            title=_("Version limits"),
            where=_("Admin centre"),
            crumbs=[Crumb(_("Admin centre"), ADMIN)],
            **facts,
        )

    return limits_page.Where(
        place=EVERYWHERE, address=address, render=render, back=ADMIN
    )
