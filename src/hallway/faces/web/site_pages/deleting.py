"""Deleting a list or library: asked first, and undone from the contents."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.errors import Conflict, CoreError, Forbidden, Locked
from hallway.core.kinds import get_kind
from hallway.core.lists.commands import delete_list
from hallway.core.lists.queries import count_items
from hallway.core.lists.records import ListRecord
from hallway.core.trash.commands import KEEP
from hallway.core.trash.queries import get_deletion
from hallway.faces.web.errors import refusal, said
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call, layout_href
from hallway.faces.web.render import see_other
from hallway.faces.web.site_pages import contents
from hallway.faces.web.site_pages.shell import site_page


def show(
    call: Call,
    found: ListRecord,
    *,
    crumbs: Sequence[Crumb],
    error: CoreError | None = None,
) -> HttpResponse:
    """The question, with what goes; above it why the list could not be deleted."""
    is_library = get_kind(found.kind).has_bodies
    title = _("Delete this library") if is_library else _("Delete this list")
    return site_page(
        call,
        "web/site/deletelist.html",
        name="list",
        title=title,
        crumbs=[*crumbs, Crumb(title, "")],
        status=200 if error is None else refusal(error).status,
        problem="" if error is None else said(error),
        question=_("Delete “%(title)s”?") % {"title": found.title},
        text=f"{_what_goes(call, found)} {_how_long()}",
        here=layout_href(call.site, "list", list=found.guid),
    )


def _what_goes(call: Call, found: ListRecord) -> str:
    count = count_items(call.actor, [found]).get(found.id)
    if count is None:
        return _("All that is in it goes to the recycle bin with it.")
    if not count:
        return _("There is nothing in it.")
    return ngettext(
        "%(count)d item goes to the recycle bin with it.",
        "%(count)d items go to the recycle bin with it.",
        count,
    ) % {"count": count}


def _how_long() -> str:
    return _(
        "It can be brought back with its versions and permissions for %(days)d days."
    ) % {"days": KEEP.days}


def act(call: Call, found: ListRecord, *, crumbs: Sequence[Crumb]) -> HttpResponse:
    """Delete the list, and lead to the contents of the site, where it can be undone."""
    try:
        deletion = delete_list(call.actor, found.id)
    except (Conflict, Forbidden, Locked) as error:
        return show(call, found, crumbs=crumbs, error=error)
    guid = get_deletion(call.actor, deletion).guid
    return see_other(
        call.request,
        layout_href(call.site, contents.NAME),
        text=_("“%(name)s” deleted") % {"name": found.title},
        undo=layout_href(call.site, contents.NAME, do="restore", deletion=guid),
    )
