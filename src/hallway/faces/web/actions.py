"""What forms do in a folder: upload, create, rename, delete, restore."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from hallway.core.errors import Conflict, CoreError, Invalid, NotFound
from hallway.core.items import commands, queries
from hallway.core.items.records import ItemRecord
from hallway.core.query.records import Row
from hallway.core.versions.commands import restore_version
from hallway.faces.web import bodies, checkout, dialogs, restoring, sharing
from hallway.faces.web.errors import refusal, said
from hallway.faces.web.files import comparing, needs, properties, uploading
from hallway.faces.web.files import page as files
from hallway.faces.web.library import title_of
from hallway.faces.web.moving import act as moving
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import see_other
from hallway.faces.web.rows import deleting, sections
from hallway.faces.web.rows.paths import folder_of, paths_of
from hallway.faces.web.versions import read_version

MAX_ITEMS = 500
"""Items that one form may name."""


def act(call: Call) -> HttpResponseBase:
    """Do what a form asks for, and lead back to the folder."""
    action = ACTIONS.get(call.value("do"))
    if action is None:
        raise Invalid({"do": _("This page does not know that form.")})
    return action(call)


def create_folder(call: Call) -> HttpResponse:
    """Create a folder; what is wrong with its name stands beside the field."""
    name = call.value("name").strip()
    try:
        made = commands.create_folder(call.actor, call.folder.id, name=name)
    except (Invalid, Conflict) as error:
        return dialogs.show(call, "new", error=error)
    text = _("Folder “%(name)s” created") % {"name": made.name}
    return see_other(call.request, call.here, text=text)


def rename(call: Call) -> HttpResponse:
    """Give an item another name; undo gives the old one back."""
    item = _item(call)
    name = call.value("name").strip()
    try:
        commands.move_item(call.actor, item.id, to=call.folder.id, name=name)
    except (Invalid, Conflict) as error:
        return dialogs.show(call, "rename", error=error)
    return see_other(
        call.request,
        call.here,
        text=_("Renamed to “%(name)s”") % {"name": name},
        undo=href(call.place.path, do="rename", item=item.number, name=item.name),
    )


def delete(call: Call) -> HttpResponse:
    """Move items to the recycle bin; undo brings them back."""
    items = _below(call)
    if not items:
        return files.show(call, problem=_("Choose what to delete first."), status=400)
    text = _("“%(name)s” deleted") % {"name": items[0].name} if len(items) == 1 else ""
    try:
        return deleting.delete(call, items, text=text)
    except CoreError as error:
        return files.show(call, problem=said(error), status=refusal(error).status)


def ask_move(call: Call) -> HttpResponse:
    """Lead to the question where to move what is ticked."""
    return _ask(call, "move")


def ask_copy(call: Call) -> HttpResponse:
    """Lead to the question where to copy what is ticked."""
    return _ask(call, "copy")


def ask_share(call: Call) -> HttpResponse:
    """Lead to the page that shares the one thing that is ticked."""
    item = _single(call)
    if item is None:
        return _not_single(call, _("Choose one item: each is shared by itself."))
    folder = folder_of(_path(call, item))
    return see_other(call.request, href(folder, show="share", item=item.number))


def ask_download(call: Call) -> HttpResponseBase:
    """Lead to the one file that is ticked; send several, or folders, as an archive."""
    if not call.numbers:
        return _not_single(call, _("Choose what to download first."))
    items = _below(call)
    if not items:
        raise NotFound
    if len(items) == 1 and not items[0].is_folder:
        return see_other(call.request, href(_path(call, items[0]), download=1))
    name = items[0].name if len(items) == 1 else title_of(call)
    return bodies.send_all(call, items, name)


def _single(call: Call) -> ItemRecord | None:
    if len(call.numbers) != 1:
        return None
    items = _below(call)
    if not items:
        raise NotFound
    return items[0]


def _path(call: Call, item: ItemRecord) -> str:
    return paths_of(call, [Row(item=item, values={})])[item.id]


def _not_single(call: Call, problem: str) -> HttpResponse:
    return files.show(call, problem=problem, status=400)


def _ask(call: Call, way: str) -> HttpResponse:
    if not call.numbers:
        return files.show(call, problem=_("Choose some items first."), status=400)
    address = href(call.place.path, show=way, item=call.numbers[:MAX_ITEMS])
    return see_other(call.request, address)


def renew(call: Call) -> HttpResponse:
    """Make an earlier version current, as a new version."""
    item = _item(call)
    version = call.value("version")
    major, minor = read_version(version)
    restore_version(call.actor, item.id, major=major, minor=minor)
    return see_other(
        call.request,
        href(call.place.path, show="versions", item=item.number),
        text=_("Version %(number)s restored") % {"number": version},
    )


def restore(call: Call) -> HttpResponse:
    """Bring back what a deletion took: the undo of a delete."""
    return restoring.restore(call, call.values("deletion"), back=call.here)


def _item(call: Call) -> ItemRecord:
    items = _items(call)
    if not items:
        raise NotFound
    return items[0]


def _items(call: Call) -> list[ItemRecord]:
    return queries.list_numbered(
        call.actor,
        call.folder,
        call.numbers[:MAX_ITEMS],
        pending=call.list.pending,
    )


def _below(call: Call) -> list[ItemRecord]:
    """What is meant, wherever below the folder: also files of folders in it."""
    return queries.list_numbered_below(
        call.actor,
        call.folder,
        call.numbers[:MAX_ITEMS],
        pending=call.list.pending,
    )


ACTIONS: dict[str, Callable[[Call], HttpResponseBase]] = {
    "upload": uploading.upload,
    "ask-upload": uploading.ask,
    "folders": uploading.make_folders,
    "fill": needs.save,
    "properties": properties.save,
    sections.ASKED: properties.tell_asked,
    "share": sharing.share,
    "unshare": sharing.unshare,
    "checkout": checkout.out,
    "ask-checkin": checkout.ask_in,
    "checkin": checkout.back,
    "discard": checkout.discard,
    "new": create_folder,
    "rename": rename,
    "delete": delete,
    "move": moving.move,
    "copy": moving.copy,
    "undo-transfer": moving.undo,
    "ask-move": ask_move,
    "ask-copy": ask_copy,
    "ask-share": ask_share,
    "ask-download": ask_download,
    "restore": restore,
    "restore-version": renew,
    "note-version": comparing.save_note,
}
