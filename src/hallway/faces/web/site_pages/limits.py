"""Which versions a site or a list keeps."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.limits.records import of_list, of_site
from hallway.faces.web.frame import list_path
from hallway.faces.web.library import Crumb
from hallway.faces.web.limits import page
from hallway.faces.web.parse import Call, href, layout_href
from hallway.faces.web.site_pages.shell import list_named, site_page

NAME = page.NAME


def show(call: Call) -> HttpResponse:
    """The pages of a limit, for who manages the site, or the list that is named."""
    return page.show(call, _where(call))


def act(call: Call) -> HttpResponse:
    """Look at another limit, or set it."""
    return page.act(call, _where(call))


def _where(call: Call) -> page.Where:
    found = list_named(call) if call.value("list") else None
    guid = None if found is None else found.guid
    back = (
        layout_href(call.site, "settings")
        if found is None
        else layout_href(call.site, "list", list=found.guid)
    )

    def address(**query: Any) -> str:
        return layout_href(call.site, NAME, list=guid, **query)

    crumbs = [Crumb(_("Site settings"), back)]
    title = _("Version limits")
    if found is not None:
        crumbs = [
            Crumb(found.title, href(list_path(call.site, found))),
            Crumb(_("Settings"), back),
        ]
        title = _("Version limits of “%(name)s”") % {"name": found.title}
    crumbs.append(Crumb(title, address()))

    def render(template: str, **facts: Any) -> HttpResponse:
        return site_page(
            call,
            template,
            name=NAME,
            title=title,
            where=call.site.title,
            crumbs=crumbs,
            **facts,
        )

    return page.Where(
        place=of_site(call.site.id) if found is None else of_list(found.id),
        address=address,
        render=render,
        back=back,
    )
