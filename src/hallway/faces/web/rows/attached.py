"""Files attached to the items of a list: shown, sent, added, taken away, put back."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.attachments.commands import (
    add_attachments,
    remove_attachment,
    restore_attachment,
)
from hallway.core.attachments.queries import (
    list_attachments,
    open_attachment,
    takes_attachments,
)
from hallway.core.attachments.records import NewFile
from hallway.core.errors import Invalid, NotFound
from hallway.core.items.records import ItemRecord
from hallway.faces._common.downloads import send_body
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import see_other
from hallway.faces.web.when import When, size_words, when

FIELD = "files"
"""The field of forms that files come in."""
ASKED = "attachment"
"""What an item's address asks for one of its files with."""


class File(NamedTuple):
    """A file that is attached, as pages show it."""

    guid: str
    name: str
    href: str
    size: str
    at: When


class Attached(NamedTuple):
    """What a page says of an item's files; `takes` whether more may come.

    hidden  what the form that brings more says besides
    """

    files: list[File]
    takes: bool
    action: str
    hidden: tuple[tuple[str, str], ...] = ()


def attached_to(call: Call, item: ItemRecord) -> Attached:
    """What is attached to an item."""
    address = f"{call.place.path}/{item.number}"
    return Attached(
        files=[
            File(
                one.guid,
                one.name,
                href(address, **{ASKED: one.guid}),
                size_words(one.size),
                when(one.created, now=call.now),
            )
            for one in list_attachments(call.actor, item.id)
        ],
        takes=takes_attachments(call.actor, item.list),
        action=href(address, do="attach"),
    )


def send(call: Call) -> HttpResponseBase:
    """One of an item's files, to be kept and not run."""
    found = open_attachment(call.actor, _row(call).id, call.query.get(ASKED, ""))
    return send_body(found.file, found.record.size, found.record.name)


def sent(call: Call) -> list[NewFile]:
    """The files that came with a form."""
    files = [] if call.uploads is None else call.uploads.files
    return [NewFile(one.name, one.body) for one in files if one.field == FIELD]


def attach(call: Call, back: str) -> HttpResponse:
    """Attach what a form brings; Invalid where it cannot be."""
    files = sent(call)
    if not files:
        raise Invalid({FIELD: _("Choose a file first.")})
    add_attachments(call.actor, _row(call).id, files=files)
    text = ngettext(
        "%(count)d file attached", "%(count)d files attached", len(files)
    ) % {"count": len(files)}
    return see_other(call.request, back, text=text)


def remove(call: Call, back: str) -> HttpResponse:
    """Take a file away; undo puts it back."""
    item, guid = _row(call), call.value("file")
    name = next(
        (one.name for one in list_attachments(call.actor, item.id) if one.guid == guid),
        "",
    )
    remove_attachment(call.actor, item.id, guid)
    return see_other(
        call.request,
        back,
        text=_("“%(name)s” taken away") % {"name": name},
        undo=href(f"{call.place.path}/{item.number}", do="put-back", file=guid),
    )


def put_back(call: Call, back: str) -> HttpResponse:
    """Put back a file that was taken away."""
    restore_attachment(call.actor, _row(call).id, call.value("file"))
    return see_other(call.request, back, text=_("The file is attached again"))


def _row(call: Call) -> ItemRecord:
    if call.row is None:
        raise NotFound
    return call.row


ACTIONS = {"attach": attach, "take-away": remove, "put-back": put_back}
"""What forms do with an item's files, by the name they say."""
