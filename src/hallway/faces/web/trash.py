"""The recycle bin of a site."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.access.rights import Right
from hallway.core.errors import Invalid
from hallway.core.kinds import get_kind
from hallway.core.lists.queries import list_lists
from hallway.core.trash.commands import KEEP, purge_deletion
from hallway.core.trash.queries import FIRST, SECOND, find_deletion, list_deletions
from hallway.core.trash.records import DeletionRecord
from hallway.faces.web import restoring
from hallway.faces.web.frame import BIN, frame_of
from hallway.faces.web.library import Crumb, Head, count_words
from hallway.faces.web.parse import LAYOUTS, Call, href
from hallway.faces.web.render import page, see_other
from hallway.faces.web.when import When, size_words, when

_DAY = 24 * 60 * 60 * 1_000_000
SHOWN = 500
"""Deletions shown at once, newest first."""


class Row(NamedTuple):
    """A deletion as the bin shows it."""

    guid: str
    name: str
    is_folder: bool
    icon: str
    text: str
    place: str
    by: str
    deleted: When
    left: str
    is_late: bool
    size: str


def show(call: Call) -> HttpResponse:
    """The page of the bin, or one of its questions."""
    if call.show == "clash":
        return _ask_clash(call)
    stage = _stage(call)
    deletions = list_deletions(call.actor, call.site.id, stage=stage)
    lists = list_lists(call.actor, call.site.id)
    titles = {found.id: found.title for found in lists}
    address = restoring.bin_of(call)
    is_owner = call.may(Right.MANAGE_WEB)
    second = "2" if stage == SECOND else None
    return page(
        call.request,
        "web/recyclebin.html",
        frame=frame_of(call.actor, site=call.site, lists=lists, current=_path(call)),
        call=call,
        address=restoring.bin_of(call, stage=second),
        crumbs=[
            Crumb(call.site.title, href(call.site.path)),
            Crumb(_("Recycle bin"), address),
        ],
        rows=[_row(call, one, titles.get(one.list, "")) for one in deletions[:SHOWN]],
        count=count_words(len(deletions)),
        hidden=max(0, len(deletions) - SHOWN),
        stage=stage,
        is_owner=is_owner,
        second=restoring.bin_of(call, stage="2"),
        asks_to_empty=call.show == "empty" and bool(deletions),
        days=KEEP.days,
        heading=_("Second-stage recycle bin") if stage == SECOND else _("Recycle bin"),
        columns=_columns(),
        site_href=href(call.site.path),
        empty_href=restoring.bin_of(call, show="empty", stage=second),
        empty_action=restoring.bin_of(call, do="empty", stage=second),
        empty_title=_("Empty the recycle bin?"),
        empty_text=_emptying(stage, len(deletions), is_owner=is_owner),
        empty_submit=ngettext(
            "Remove %(count)d item", "Remove %(count)d items", len(deletions)
        )
        % {"count": len(deletions)},
        sheet_class="sheet--cols",
        app_class="app--fixed",
    )


def _columns() -> list[Head]:
    return [
        Head(_("Name"), "", "", num=False, shrinks=None),
        Head(_("Was in"), "", "", num=False, shrinks=2),
        Head(_("Deleted by"), "", "", num=False, shrinks=1),
        Head(_("Deleted"), "", "", num=False, shrinks=1),
        Head(_("Time left"), "", "", num=False, shrinks=2),
        Head(_("Size"), "", "", num=True, shrinks=3),
    ]


def _emptying(stage: int, count: int, *, is_owner: bool) -> str:
    if stage == SECOND:
        return _("What is in it is deleted for good. Nobody can bring it back.")
    if is_owner:
        return _("Owners of this site find it in the second-stage recycle bin.")
    return _("After this, an owner of this site has to bring it back for you.")


def _path(call: Call) -> str:
    base = "" if call.site.path == "/" else call.site.path
    return f"{base}/{LAYOUTS}/{BIN}"


def _stage(call: Call) -> int:
    return SECOND if call.value("stage") == "2" else FIRST


def _row(call: Call, one: DeletionRecord, library: str) -> Row:
    passed = (call.now - one.deleted) // _DAY
    left = max(0, KEEP.days - passed)
    words = ngettext("%(count)d day", "%(count)d days", left) % {"count": left}
    return Row(
        guid=one.guid,
        name=one.name,
        is_folder=one.is_folder,
        icon=get_kind(one.list_kind).icon if one.list_kind else "",
        text=_list_words(one) if one.list_kind else "",
        place=call.site.title
        if one.list_kind
        else " > ".join(part for part in (library, *one.folder.split("/")) if part),
        by=one.deleted_by_name,
        deleted=when(one.deleted, now=call.now),
        left=words,
        is_late=left <= 7,
        size=size_words(one.size) if one.size else "",
    )


def _list_words(one: DeletionRecord) -> str:
    """What a whole list was, and how much is in it: its root folder is no item."""
    count = one.items - 1
    what = _("Library") if get_kind(one.list_kind).has_bodies else _("List")
    many = ngettext("%(count)d item", "%(count)d items", count) % {"count": count}
    return f"{what} · {many}"


def _ask_clash(call: Call) -> HttpResponse:
    guids = call.query.getlist("deletion")
    found = find_deletion(call.actor, guids[0] if guids else "")
    return page(
        call.request,
        "web/clash.html",
        frame=frame_of(
            call.actor,
            site=call.site,
            current=_path(call),
        ),
        call=call,
        address=restoring.bin_of(call),
        deletion=found,
        icon=get_kind(found.list_kind).icon if found.list_kind else "",
        deleted=when(found.deleted, now=call.now),
        guids=guids,
    )


def act(call: Call) -> HttpResponse:
    """Do what a form of the bin asks for."""
    action = ACTIONS.get(call.value("do"))
    if action is None:
        raise Invalid({"do": _("This page does not know that form.")})
    return action(call)


def _restore(call: Call) -> HttpResponse:
    guids = call.values("deletion")
    if not guids:
        return see_other(
            call.request,
            restoring.bin_of(call),
            text=_("Choose what to restore first."),
        )
    return restoring.restore(call, guids, back=restoring.bin_of(call))


def _purge(call: Call) -> HttpResponse:
    return _empty_of(call, call.values("deletion"))


def _empty(call: Call) -> HttpResponse:
    stage = _stage(call)
    found = list_deletions(call.actor, call.site.id, stage=stage)
    return _empty_of(call, [one.guid for one in found])


def _empty_of(call: Call, guids: list[str]) -> HttpResponse:
    for guid in guids:
        purge_deletion(call.actor, find_deletion(call.actor, guid).id)
    text = ngettext("%(count)d item removed", "%(count)d items removed", len(guids)) % {
        "count": len(guids)
    }
    stage = "2" if _stage(call) == SECOND else None
    return see_other(call.request, restoring.bin_of(call, stage=stage), text=text)


ACTIONS: dict[str, Callable[[Call], HttpResponse]] = {
    "restore": _restore,
    "purge": _purge,
    "empty": _empty,
}
