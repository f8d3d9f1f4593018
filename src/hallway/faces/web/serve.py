"""The one view of everything on its own address: home, sites, libraries, lists."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.views.decorators.csrf import csrf_protect

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.errors import NotFound, OverQuota
from hallway.core.items import queries
from hallway.core.items.records import Place
from hallway.core.kinds import get_kind
from hallway.faces._common.body import declared_length
from hallway.faces._common.credentials import BadCredentials, read_caller
from hallway.faces._common.numbers import number
from hallway.faces._common.session import person_of, to_sign_in
from hallway.faces.web import (
    bodies,
    errors,
    home,
    sites,
    theme,
)
from hallway.faces.web.parse import LAYOUTS, Call, href
from hallway.faces.web.rows import calendar
from hallway.faces.web.uploads import StoreHandler
from hallway.faces.web.versions import mask_of
from hallway.faces.web.views import SITE_PAGES, VIEWS, SitePage, View, view_of
from hallway.platform.storage import TooLarge
from hallway.wire.paths import name_key, split_path_info

FACE = "web"
Files = Callable[[HttpRequest], HttpResponseBase]
"""Sends a file that stands on its own address."""


def serve(request: HttpRequest, files: Files) -> HttpResponseBase:
    """Return the answer to GET, HEAD or a form; never raises what the caller did."""
    # Forms prove to be ours below, once it is known that their files may be stored.
    actor = person_of(request, face=FACE)
    if not actor.is_person and calendar.is_asked(request):
        return _serve_program(request, files)
    try:
        segments = split_path_info(request.path_info.encode().decode("latin-1"))
        if request.method == "POST":
            return _post(request, actor, segments)
        return _get(request, actor, segments, files)
    except errors.EXPECTED as error:
        return errors.answer(request, actor, error)


def _serve_program(request: HttpRequest, files: Files) -> HttpResponseBase:
    """Answer a calendar program: with a list's calendar, else as its protocol does."""
    try:
        caller = read_caller(request.META.get("HTTP_AUTHORIZATION", ""), face=FACE)
        segments = split_path_info(request.path_info.encode().decode("latin-1"))
        if not caller.actor.staff:
            return files(request)
        place, layout = _place(caller.actor, segments)
        call = Call(request=request, actor=caller.actor, place=place)
        is_list = place.item is not None and place.item.is_folder and not layout
        if not is_list or not _has_calendar(call):
            return files(request)
        response = calendar.send(call)
    except BadCredentials:
        return files(request)
    except errors.EXPECTED as error:
        return HttpResponse(
            errors.said(error),
            status=errors.refusal(error).status,
            content_type="text/plain; charset=utf-8",
        )
    caller.note_use()
    return response


def _has_calendar(call: Call) -> bool:
    return _view(call) in (VIEWS["rows"], VIEWS["files"])


def _get(
    request: HttpRequest, actor: Actor, segments: tuple[str, ...], files: Files
) -> HttpResponseBase:
    place, layout = _place(actor, segments)
    call = Call(request=request, actor=actor, place=place)
    is_file = place.item is not None and not place.item.is_folder and not layout
    if is_file and not get_kind(call.list.kind).has_bodies:
        is_file = False
    is_special = is_file and bodies.is_special(call)
    # Files are for whoever may read them: customers, guests, the public. And the face
    # that sends them knows how to ask a stranger who he is.
    if (is_file or not actor.is_person) and not is_special:
        return files(request)
    if not actor.is_person:
        return to_sign_in(request)
    if is_special:
        return bodies.send(call)
    if not actor.staff:
        if not segments:
            # Where signing in leads: a customer's house is the portal.
            return HttpResponseRedirect("/portal")
        raise NotFound
    return _page(call, layout)


def _page(call: Call, layout: tuple[str, ...]) -> HttpResponseBase:
    place = call.place
    if layout:
        return _site_page(layout).show(call)
    if [name_key(one) for one in place.segments] == ["sites"]:
        # It stands in every frame: also for who is in no site it is there.
        return sites.show_all(call)
    if _find_row(call):
        return _view(call).show_row(call)
    if place.missing:
        return _moved(call)
    if place.item is not None:
        if not place.item.is_folder:
            # A row asked for by its name, as SharePoint writes it.
            above = place.path.rpartition("/")[0]
            return HttpResponseRedirect(href(f"{above}/{place.item.number}"))
        return _view(call).show(call)
    if place.path == "/":
        return home.show(call)
    if place.site is not None:
        return sites.show(call)
    return sites.show_all(call)


def _site_page(layout: tuple[str, ...]) -> SitePage:
    found = SITE_PAGES.get("/".join(layout))
    if found is None:
        raise NotFound
    return found


def _view(call: Call) -> View:
    return view_of(get_kind(call.list.kind).view)


def _find_row(call: Call) -> bool:
    """Find the item of a list without bodies that `<list>/<number>` speaks of."""
    place = call.place
    if place.list is None or place.parent is None or len(place.missing) != 1:
        return False
    wanted = number(place.missing[0].partition("-")[0])
    if wanted is None or get_kind(place.list.kind).has_bodies:
        return False
    found = queries.list_numbered(
        call.actor, place.parent, [wanted], pending=place.list.pending
    )
    if found and not found[0].is_folder:
        call.row = found[0]
    return call.row is not None


def _post(
    request: HttpRequest, actor: Actor, segments: tuple[str, ...]
) -> HttpResponseBase:
    if segments == (LAYOUTS, "theme"):
        return _protected(request, theme.choose)
    if not actor.is_person:
        return to_sign_in(request)
    if not actor.staff:
        raise NotFound
    place, layout = _place(actor, segments)
    call = Call(request=request, actor=actor, place=place)
    if not layout and _find_row(call):
        if request.content_type == "multipart/form-data":
            _prepare_upload(call)
        return _protected(request, lambda _request: _view(call).act_on_row(call))
    if place.missing or place.site is None:
        raise NotFound
    if layout:
        site_page = _site_page(layout)
        is_upload = request.content_type == "multipart/form-data"
        if is_upload and site_page.demand_upload is not None:
            site_page.demand_upload(call)
            _receive(call)
        return _protected(request, lambda _request: site_page.act(call))
    if place.item is None or not place.item.is_folder:
        raise NotFound
    if request.content_type == "multipart/form-data":
        _prepare_upload(call)
    return _protected(request, lambda _request: _view(call).act(call))


def _prepare_upload(call: Call) -> None:
    """Refuse what can be refused before the form is read, then have it stored."""
    length = declared_length(call.request.META)
    if call.row is None:
        demand(call.actor, call.place.mask, Right.ADD_LIST_ITEMS)
    else:
        demand(call.actor, mask_of(call), Right.EDIT_LIST_ITEMS)
    if get_kind(call.list.kind).has_bodies:
        # Nearly all of it is files; a form with a text counts by what it stores.
        quota = queries.get_quota(call.actor, call.site.id)
        if quota.limit is not None and quota.used + length > quota.limit:
            raise OverQuota("This site's storage limit would be passed.")
    _receive(call)


def _receive(call: Call) -> None:
    """Have the form's files stored while it is read."""
    if declared_length(call.request.META) > settings.HALLWAY.max_upload:
        raise TooLarge("the form is too large")
    call.uploads = StoreHandler(call.request.META)
    call.request.upload_handlers = [call.uploads]


@csrf_protect
def _protected(
    request: HttpRequest, then: Callable[[HttpRequest], HttpResponseBase]
) -> HttpResponseBase:
    """Go on once the form proves to be ours."""
    return then(request)


def _place(actor: Actor, segments: tuple[str, ...]) -> tuple[Place, tuple[str, ...]]:
    """Return the place, and the page of a site's that is no content."""
    keys = [name_key(segment) for segment in segments]
    if LAYOUTS in keys:
        at = keys.index(LAYOUTS)
        place = queries.resolve(actor, segments[:at])
        if place.site is None or not place.is_container:
            return Place(segments=segments, missing=segments), tuple(keys[at + 1 :])
        return place, tuple(keys[at + 1 :])
    return queries.resolve(actor, segments), ()


def _moved(call: Call) -> HttpResponse:
    path = queries.find_redirect(call.actor, call.place.segments)
    if path is None:
        raise NotFound
    return HttpResponseRedirect(href(path))
