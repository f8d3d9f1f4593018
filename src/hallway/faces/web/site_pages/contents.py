"""What a site holds, and adding to it."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.errors import Conflict, Invalid
from hallway.core.kinds import get_kind, list_kinds
from hallway.core.lists.commands import add_column, add_list
from hallway.core.lists.queries import count_items, list_lists
from hallway.core.sites.queries import list_sites
from hallway.faces.web import restoring
from hallway.faces.web.errors import field_errors, refusal
from hallway.faces.web.frame import list_path
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call, href, layout_href
from hallway.faces.web.render import see_other
from hallway.faces.web.site_pages.shell import site_page
from hallway.faces.web.when import When, when

NAME = "contents"


class Line(NamedTuple):
    """A list, library or site in the contents."""

    title: str
    href: str
    icon: str
    kind: str
    many: int | None
    changed: When | None
    text: str


def show(call: Call, *, errors: dict[str, str] | None = None) -> HttpResponse:
    """The lists, libraries and sites below; or the form of a new list."""
    if call.show == "new" or errors:
        return _show_new(call, errors or {})
    lists = list_lists(call.actor, call.site.id)
    counts = count_items(call.actor, lists)
    lines = [
        Line(
            title=one.title,
            href=href(list_path(call.site, one)),
            icon=get_kind(one.kind).icon,
            kind=_(get_kind(one.kind).title),
            many=counts.get(one.id),
            changed=when(one.modified, now=call.now),
            text=one.description,
        )
        for one in lists
    ]
    below = list_sites(call.actor, below=call.site.path)
    if call.site.path == "/":
        below = []
    lines += [
        Line(
            title=one.title,
            href=href(one.path),
            icon="building-community",
            kind=_("Site"),
            many=None,
            changed=None,
            text=one.description,
        )
        for one in below
    ]
    return site_page(
        call,
        "web/site/contents.html",
        name=NAME,
        title=_("Site contents"),
        lines=lines,
        may_add=call.may(Right.MANAGE_LISTS),
        new_href=layout_href(call.site, NAME, show="new"),
        file_href=layout_href(call.site, "import"),
    )


def _show_new(call: Call, errors: dict[str, str]) -> HttpResponse:
    demand(call.actor, call.place.mask, Right.MANAGE_LISTS)
    title = _("New list or library")
    return site_page(
        call,
        "web/site/newlist.html",
        name=NAME,
        title=title,
        crumbs=[
            Crumb(_("Site contents"), layout_href(call.site, NAME)),
            Crumb(title, layout_href(call.site, NAME, show="new")),
        ],
        status=int(errors.pop("status", 200)),
        errors=errors,
        name_typed=call.value("name"),
        text_typed=call.value("description"),
        kind_typed=call.value("kind") or "generic",
        kinds=[(one.name, _(one.title)) for one in list_kinds() if one.can_be_added],
    )


def act(call: Call) -> HttpResponse:
    """Add a list or library, and lead to it; or bring back one just deleted."""
    if call.value("do") == "restore":
        here = layout_href(call.site, NAME)
        return restoring.restore(call, call.values("deletion"), back=here)
    if call.value("do") != "new":
        raise Invalid({"do": _("This page does not know that form.")})
    demand(call.actor, call.place.mask, Right.MANAGE_LISTS)
    kind = call.value("kind")
    try:
        _check_kind(kind)
        made = add_list(
            call.actor,
            call.site.id,
            name=call.value("name"),
            kind=kind,
            description=call.value("description").strip()[:2000],
        )
    except (Invalid, Conflict) as error:
        status = {"status": str(refusal(error).status)}
        return show(call, errors=field_errors(error, "name") | status)
    if not get_kind(kind).columns and not get_kind(kind).has_bodies:
        add_column(
            call.actor,
            made.id,
            internal_name="Title",
            title=_("Title"),
            type="text",
            required=True,
        )
    text = _("“%(title)s” added") % {"title": made.title}
    return see_other(call.request, href(list_path(call.site, made)), text=text)


def _check_kind(kind: str) -> None:
    if not get_kind(kind).can_be_added:
        raise Invalid({"kind": _("Lists of this kind are not added here.")})
