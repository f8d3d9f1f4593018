"""What a site is called and for, how much it stores, where its other settings are."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.errors import Invalid
from hallway.core.lists.queries import list_lists
from hallway.core.sites.commands import describe_site, rename_site
from hallway.faces.web.parse import Call, layout_href
from hallway.faces.web.render import see_other
from hallway.faces.web.site_pages.shell import site_page
from hallway.faces.web.sites import kind_words
from hallway.faces.web.when import size_words

NAME = "settings"


class ListLink(NamedTuple):
    """A list whose settings are a page of their own."""

    title: str
    href: str
    versions: str


def show(call: Call, *, errors: dict[str, str] | None = None) -> HttpResponse:
    """The settings of a site, for who may manage it."""
    demand(call.actor, call.place.mask, Right.MANAGE_WEB)
    site = call.site
    used, limit = site.used_bytes, site.quota_bytes
    sent = call.request.method == "POST"
    return site_page(
        call,
        "web/site/settings.html",
        name=NAME,
        title=_("Site settings"),
        status=400 if errors else 200,
        errors=errors or {},
        title_typed=call.value("title") if sent else site.title,
        text_typed=call.value("description") if sent else site.description,
        kind=kind_words(site.kind),
        path=site.path,
        storage=_("%(used)s of %(limit)s used")
        % {"used": size_words(used), "limit": size_words(limit)}
        if limit
        else _("%(used)s used, without a limit") % {"used": size_words(used)},
        percent=min(100, round(100 * used / limit)) if limit else None,
        is_tight=bool(limit and used > (site.warning_bytes or limit)),
        lists=[
            ListLink(
                one.title,
                layout_href(site, "list", list=one.guid),
                versioning_words(one.versioning),
            )
            for one in list_lists(call.actor, site.id)
        ],
        limits_href=layout_href(site, "limits"),
        columns_href=layout_href(site, "columns"),
        types_href=layout_href(site, "types"),
        members_href=layout_href(site, "members"),
        access_href=layout_href(site, "permissions"),
    )


def versioning_words(versioning: str) -> str:
    """What is kept of earlier versions."""
    return {
        "none": _("No versions"),
        "major": _("Major versions"),
        "minor": _("Major versions and drafts"),
    }.get(versioning, versioning)


def act(call: Call) -> HttpResponse:
    """Save the name and the purpose, both or neither."""
    demand(call.actor, call.place.mask, Right.MANAGE_WEB)
    if call.value("do") != "save":
        raise Invalid({"do": _("This page does not know that form.")})
    title, text = call.value("title"), call.value("description")
    if len(text) > 2000:
        return show(call, errors={"description": _("At most 2,000 characters.")})
    try:
        if title.strip() != call.site.title:
            rename_site(call.actor, call.site.id, title=title)
        describe_site(call.actor, call.site.id, description=text.replace("\r\n", "\n"))
    except Invalid as error:
        return show(call, errors=error.fields)
    return see_other(call.request, layout_href(call.site, NAME), text=_("Saved"))
