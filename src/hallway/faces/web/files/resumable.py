"""Uploads that go on where they broke off: tus 1.0.0 (https://tus.io/protocols).

A file is begun with its size, its name and its folder, and filled by PATCH; a POST to
its own address then puts it into its folder, as a form with it would have.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.errors import CoreError, NotFound, Stale
from hallway.core.items import queries as items
from hallway.core.items.records import Expect
from hallway.core.uploads import commands, queries
from hallway.core.uploads.records import UploadRecord
from hallway.faces._common.body import declared_length, read_body
from hallway.faces._common.session import person_of
from hallway.faces._common.uploads import base_name
from hallway.faces.web import errors
from hallway.faces.web.errors import EXPECTED, refusal, said
from hallway.faces.web.files import uploading
from hallway.faces.web.parse import Call, split
from hallway.faces.web.staff import method_not_allowed
from hallway.platform.storage import BodyError, TooLarge
from hallway.wire import tus

P = ParamSpec("P")
FACE = "web"
PATH = "/_layouts/uploads"
LARGEST_CHECKED = 16 * 1024 * 1024
"""Bytes of one request that has a checksum: they are held until it is known."""


def _answered(
    view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Make a view for staff whose refusals are sentences, and speak the protocol."""

    @wraps(view)
    def answer(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        try:
            response = _ask(request, *args, **kwargs)
        except tus.BadChecksum as error:
            response = _refused(460, str(error))
        except tus.BadTus as error:
            response = _refused(400, str(error))
        except Stale as error:
            # What the protocol has for an offset that does not fit.
            response = _refused(409, said(error))
        except EXPECTED as error:
            response = _refused(refusal(error).status, _words(error))
        response.headers["Tus-Resumable"] = tus.VERSION
        response.headers["Cache-Control"] = "no-store"
        return response

    def _ask(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = person_of(request, face=FACE)
        if not actor.is_person:
            return _refused(401, said(NotFound()))
        if not actor.staff:
            # As at every address where there is nothing for them.
            return errors.answer(request, actor, NotFound())
        is_protocol = request.method in ("HEAD", "PATCH", "DELETE")
        if is_protocol and request.headers.get("Tus-Resumable") != tus.VERSION:
            response = _refused(412, "")
            response.headers["Tus-Version"] = tus.VERSION
            return response
        return view(request, actor, *args, **kwargs)

    return answer


def _refused(status: int, words: str) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def _words(error: Exception) -> str:
    return said(error) if isinstance(error, CoreError | BodyError) else str(error)


@_answered
def uploads(request: HttpRequest, actor: Actor) -> HttpResponse:
    """``/_layouts/uploads``: what is spoken here (OPTIONS), a new upload (POST)."""
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
        response.headers["Tus-Version"] = tus.VERSION
        response.headers["Tus-Extension"] = tus.EXTENSIONS
        response.headers["Tus-Checksum-Algorithm"] = tus.ALGORITHMS
        response.headers["Tus-Max-Size"] = str(settings.HALLWAY.max_upload)
        return response
    if request.method != "POST":
        return method_not_allowed("OPTIONS", "POST")
    if request.headers.get("Tus-Resumable") != tus.VERSION:
        return _refused(412, "")
    size = tus.read_count(request.headers.get("Upload-Length"), name="Upload-Length")
    if size > settings.HALLWAY.max_upload:
        raise TooLarge("more than this server takes")
    told = tus.read_metadata(request.headers.get("Upload-Metadata"))
    place = items.resolve(actor, split(told.get("folder", "")))
    if place.item is None:
        raise NotFound
    made = commands.begin_upload(
        actor,
        place.item.id,
        name=base_name(told.get("filename", "")),
        size=size,
        client_modified=_modified(told.get("modified", "")),
        comment=told.get("comment", "").strip(),
    )
    response = HttpResponse(status=201)
    response.headers["Location"] = f"{PATH}/{made.guid}"
    _expires(response, made)
    return response


@_answered
def upload(request: HttpRequest, actor: Actor, guid: str) -> HttpResponse:
    """``/_layouts/uploads/<guid>``: how far it is, more of it, its end."""
    match request.method:
        case "HEAD":
            found = queries.get_upload(actor, guid)
            response = HttpResponse(status=200)
            response.headers["Upload-Length"] = str(found.size)
        case "PATCH":
            found = _append(request, actor, guid)
            response = HttpResponse(status=204)
        case "DELETE":
            commands.cancel_upload(actor, guid)
            return HttpResponse(status=204)
        case "POST":
            return _finish(request, actor, guid)
        case _:
            return method_not_allowed("HEAD", "PATCH", "DELETE", "POST")
    response.headers["Upload-Offset"] = str(found.offset)
    _expires(response, found)
    return response


def _append(request: HttpRequest, actor: Actor, guid: str) -> UploadRecord:
    if request.content_type != "application/offset+octet-stream":
        # 415 in the protocol; to us it is a body that cannot be read.
        raise tus.BadTus("Content-Type: application/offset+octet-stream")
    offset = tus.read_count(request.headers.get("Upload-Offset"), name="Upload-Offset")
    found = queries.get_upload(actor, guid)
    if declared_length(request.META) > found.size - found.offset:
        # Before any of it is read.
        raise TooLarge("more than was announced")
    pieces = read_body(request.META)
    checksum = tus.read_checksum(request.headers.get("Upload-Checksum"))
    if checksum is not None:
        pieces = tus.checked(pieces, checksum, largest=LARGEST_CHECKED)
    return commands.append_to_upload(actor, guid, offset=offset, pieces=pieces)


def _finish(request: HttpRequest, actor: Actor, guid: str) -> HttpResponse:
    """Put the file into its folder; the answer tells what a script wants to know."""
    is_new = request.headers.get("If-None-Match") == "*"
    done = commands.finish_upload(
        actor,
        guid,
        limit=settings.HALLWAY.max_upload,
        expect=Expect.absent() if is_new else None,
        clash=uploading.read_clash(request.headers.get(uploading.CLASH, "")),
    )
    response = HttpResponse(status=201 if done.created else 200)
    found = queries.get_upload(actor, guid)
    path = items.get_path(actor, found.folder)
    place = items.resolve(actor, path)
    call = Call(request=request, actor=actor, place=place)
    uploading.tell(call, response, [done])
    return response


def _modified(text: str) -> int | None:
    """Milliseconds since 1970, as a browser tells a file's time."""
    if not (text.isascii() and text.isdigit() and len(text) <= 14):
        return None
    return int(text) * clock.SECOND // 1000


def _expires(response: HttpResponse, found: UploadRecord) -> None:
    response.headers["Upload-Expires"] = http_date(found.expires // clock.SECOND)
