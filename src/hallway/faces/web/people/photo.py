"""``/people/<person>/photo``: sends it, and takes a new one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from hallway.core.access.actors import PrincipalId
from hallway.core.people.profiles.commands import remove_photo, set_photo
from hallway.core.people.profiles.queries import open_photo
from hallway.faces._common.body import declared_length
from hallway.faces._common.downloads import SAFETY
from hallway.faces.web.parse import Call, person_href
from hallway.faces.web.people import editing
from hallway.faces.web.render import see_other
from hallway.faces.web.staff import method_not_allowed, staff_page
from hallway.faces.web.uploads import StoreHandler
from hallway.platform.storage import TooLarge, get_store
from hallway.platform.storage.contract import pieces_of
from hallway.wire.pictures import square

LARGEST = 20 * 1024 * 1024
"""Bytes of a picture as sent."""
SIDE = 480
"""Pixels of a photo as kept."""


@csrf_exempt
def photo(request: HttpRequest, person: int) -> HttpResponseBase:
    """Send a photo; POST sets or removes it.

    The form proves to be ours below, once it is known where its file may go.
    """
    return _answer(request, person)


@staff_page
def _answer(call: Call, person: int) -> HttpResponseBase:
    match call.request.method:
        case "GET" | "HEAD":
            return _send(call, person)
        case "POST":
            return _take(call, person)
        case _:
            return method_not_allowed("GET", "HEAD", "POST")


def _send(call: Call, person: int) -> HttpResponseBase:
    file, media_type, size = open_photo(call.actor, person)
    response = StreamingHttpResponse(_read(file), content_type=media_type)
    response.headers["Content-Length"] = str(size)
    for header, value in SAFETY.items():
        response.headers[header] = value
    if "v" in call.query:
        # Another photo has another address.
        response.headers["Cache-Control"] = "private, max-age=86400"
    return response


def _read(file: BinaryIO) -> Iterator[bytes]:
    with file:
        yield from pieces_of(file)


def _take(call: Call, person: int) -> HttpResponseBase:
    request = call.request
    if request.content_type == "multipart/form-data":
        if declared_length(request.META) > min(settings.HALLWAY.max_upload, LARGEST):
            raise TooLarge("the picture is too large")
        call.uploads = StoreHandler(request.META)
        request.upload_handlers = [call.uploads]

    @csrf_protect
    def protected(_request: HttpRequest) -> HttpResponse:
        return _change(call, PrincipalId(person))

    return protected(request)


def _change(call: Call, person: PrincipalId) -> HttpResponse:
    back = f"{person_href(person)}/edit"
    if call.value("do") == "remove":
        remove_photo(call.actor, person)
        return see_other(call.request, back, text=_("Photo removed"))
    files = [] if call.uploads is None else call.uploads.files
    if not files:
        return editing.refused_photo(call, person, _("Choose a picture first."))
    with get_store().open(files[0].body.sha256) as file:
        made = square(file.read(LARGEST), side=SIDE)
    if made is None:
        text = _("This is no picture that a page can show: send JPEG, PNG or WebP.")
        return editing.refused_photo(call, person, text)
    staged = get_store().stage([made.body], length=len(made.body), limit=len(made.body))
    set_photo(call.actor, person, body=staged)
    return see_other(call.request, back, text=_("Photo set"))
