"""Pictures made of files: sent to who may open the file, and pages made of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.errors import NotFound
from hallway.core.items.records import ItemRecord
from hallway.core.previews.queries import get_preview, open_derived
from hallway.core.previews.records import Preview, State
from hallway.core.previews.rules import BATCH, MOST_PAGES, first_of
from hallway.faces._common.downloads import SAFETY
from hallway.faces._common.numbers import number
from hallway.faces.web.parse import Call, href
from hallway.faces.web.viewer.contents import Contents, Sheet, card

ASKED = "preview"
"""The address of a file with this in its query is that of a picture of it."""


def thumb_href(path: str, item: ItemRecord) -> str:
    """The address of a file's small picture; another one with each version."""
    return _picture_href(path, "thumb", item)


def _picture_href(path: str, kind: str, item: ItemRecord) -> str:
    return href(path, preview=kind, of=item.content_version)


def send(call: Call) -> HttpResponse:
    """A picture of a file.

    Browsers keep it but ask each time: who may no longer open the file is told so.
    """
    derived = open_derived(
        call.actor, call.folder, call.query.get(ASKED, ""), mask=call.place.mask
    )
    etag = f'"{derived.sha256[:32]}"'
    with derived.file:
        if call.request.headers.get("If-None-Match") == etag:
            response = HttpResponse(status=304)
        else:
            response = HttpResponse(derived.file.read(), content_type="image/webp")
    response.headers["ETag"] = etag
    response.headers["Content-Disposition"] = "inline"
    for header, value in SAFETY.items():
        response.headers[header] = value
    return response


def pages_of(call: Call) -> Contents:
    """The pages of a file as pictures; a card where there are none."""
    page = number(call.query.get("page", "1")) or 1
    if page > MOST_PAGES:
        raise NotFound
    found = get_preview(call.actor, call.folder, page=page, mask=call.place.mask)
    if found.state is State.PENDING:
        return Contents(way=State.PENDING.value)
    if found.state is State.FAILED:
        return card(*_why(found.problem))
    return _shown(call, found, first_of(page))


def _why(problem: str) -> tuple[str, str]:
    """Why there is no picture, and what helps."""
    match problem:
        case "encrypted":
            return (
                _("This file is protected by a password"),
                _("Download it and open it with the password."),
            )
        case "too-large":
            return _("This file is too large to be shown"), ""
        case "too-long" | "crashed":
            return _("Showing this file takes too long"), ""
        case "no-office":
            return (
                _("There is no preview of this kind of file"),
                _("Office files are shown where LibreOffice is installed."),
            )
    return _("This file cannot be shown: it is damaged, or protected"), ""


def _shown(call: Call, found: Preview, first: int) -> Contents:
    path, name = call.place.path, call.folder.name
    sheets = [
        Sheet(
            number=one.number,
            src=_picture_href(path, f"page-{one.number}", call.folder),
            width=one.width,
            height=one.height,
            alt=_("Page %(number)d of %(name)s") % {"number": one.number, "name": name},
            text=one.text,
            lost=bool(one.problem),
        )
        for one in found.shown
    ]
    last = min(first + BATCH - 1, found.pages)
    words = {"first": first, "last": last, "pages": found.pages}
    is_all = first == 1 and last == found.pages
    return Contents(
        way="pages",
        sheets=sheets,
        pages="" if is_all else _("Pages %(first)d to %(last)d of %(pages)d") % words,
        earlier=href(path, web=1, page=first - BATCH) if first > 1 else "",
        later=href(path, web=1, page=last + 1) if last < found.pages else "",
    )
