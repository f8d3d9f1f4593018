"""``/f/<token>``: a form that somebody answers, who may be anybody."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from hallway.core.access.actors import Actor
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.forms.commands import answer_form
from hallway.core.forms.queries import find_door
from hallway.core.forms.records import Asked, Door
from hallway.core.items.records import Place
from hallway.faces._common import throttle
from hallway.faces._common.body import BadLength, LengthRequired, declared_length
from hallway.faces._common.session import person_of, to_sign_in
from hallway.faces.web.errors import said
from hallway.faces.web.forms import fields, seal
from hallway.faces.web.parse import Call
from hallway.faces.web.render import see_other
from hallway.faces.web.rows import sections
from hallway.faces.web.staff import FACE, method_not_allowed

LARGEST = 256 * 1024
"""Bytes of an answer."""
TRAP = "c2.other"
"""A field that people do not see; programs that fill everything fill it too."""
BY_PERSON = throttle.Limit(name="form", times=30, within=timedelta(minutes=10))
OF_FORM = throttle.Limit(name="form-all", times=600, within=timedelta(minutes=10))
LIVE = throttle.Limit(name="form-live", times=600, within=timedelta(minutes=10))
"""How often a form asks while somebody types."""
_IPV6_PREFIX = 64


class Refused(NamedTuple):
    """What is said to whom a form is not open for; nothing of its list."""

    status: int
    title: str
    text: str
    icon: str = "lock"


@csrf_exempt
def show_form(request: HttpRequest, token: str) -> HttpResponseBase:
    """The form, its answer, or why there is none.

    Its length is looked at before anything of it is read, and then it is asked for
    its token as every form is.
    """
    if request.method not in ("GET", "HEAD", "POST"):
        return method_not_allowed("GET", "HEAD", "POST")
    if request.method != "POST":
        return _kept_quiet(_answer(request, token))
    if refused := _shape(request):
        return _kept_quiet(_refuse(request, refused))
    return _kept_quiet(csrf_protect(_answer)(request, token))


def _shape(request: HttpRequest) -> Refused | None:
    """What is wrong with a form before it is read."""
    title = _("This form cannot be read")
    if request.content_type != "application/x-www-form-urlencoded":
        return Refused(415, title, _("Open the form again, and send it from there."))
    try:
        length = declared_length(request.META)
    except LengthRequired:
        return Refused(411, title, _("Open the form again, and send it from there."))
    except BadLength:
        return Refused(400, title, _("Open the form again, and send it from there."))
    if length > LARGEST:
        return Refused(413, _("That is too large"), _("Write less, and send it again."))
    return None


def _kept_quiet(response: HttpResponseBase) -> HttpResponseBase:
    """An answer that no search engine lists, no cache keeps and no site is told of."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _answer(request: HttpRequest, token: str) -> HttpResponseBase:
    actor = person_of(request, face=FACE)
    try:
        door = find_door(actor, token, language=get_language() or "en")
    except NotFound:
        return _refuse(
            request,
            Refused(
                404,
                _("There is no form here"),
                _("Its address may have changed. Ask whoever sent it to you."),
                "search",
            ),
        )
    if door.met == "sign-in":
        return to_sign_in(request)
    if request.method == "POST":
        return _take(request, actor, token, door)
    if "sent" in request.GET and (door.asked is not None or _ends(door)):
        return _thank(request, door)
    if door.asked is None:
        return _refuse(request, _why(door.met))
    call = _call(request, actor, door.asked)
    return _page(call, token, door.asked, seal.new_seal(door.asked.guid, now=call.now))


def _ends(door: Door) -> bool:
    return door.met in ("answered", "full", "over", "ended")


def _call(request: HttpRequest, actor: Actor, asked: Asked) -> Call:
    return Call(
        request=request, actor=actor, place=Place(segments=(), path=asked.path or "/")
    )


def _take(
    request: HttpRequest, actor: Actor, token: str, door: Door
) -> HttpResponseBase:
    asked = door.asked
    if asked is None:
        # A second click on the last answer comes when it is closed already.
        if _ends(door) and _came_before(request, actor, token):
            return see_other(request, f"{request.path}?sent=again")
        return _refuse(request, _why(door.met))
    call = _call(request, actor, asked)
    if request.POST.get("do") == sections.ASKED:
        return _tell_asked(call, token, asked)
    found = seal.read(request.POST.get("seal", ""), asked.guid)
    if found is None or seal.is_too_old(found, now=call.now):
        fresh = seal.new_seal(asked.guid, now=call.now)
        return _page(call, token, asked, fresh, problem=_old(), status=400)
    try:
        throttle.count_for(_who(request, actor), BY_PERSON)
        throttle.count_for(asked.guid, OF_FORM)
    except throttle.TooMany as error:
        response = _page(call, token, asked, found, problem=_many(), status=429)
        response.headers["Retry-After"] = str(error.wait)
        return response
    if request.POST.get(TRAP):
        text = _("A box was filled that has to stay empty. Send the form again.")
        return _page(call, token, asked, found, problem=text, status=400)
    if seal.is_too_quick(found, now=call.now):
        text = _("That was very quick. Look at it once more, then send it again.")
        return _page(call, token, asked, found, problem=text, status=400)
    return _write(call, asked, token, found)


def _tell_asked(call: Call, token: str, asked: Asked) -> HttpResponseBase:
    """Which fields are asked, with what was typed so far; nothing is written."""
    try:
        throttle.count_for(_who(call.request, call.actor), LIVE)
    except throttle.TooMany as error:
        response = HttpResponse(status=429)
        response.headers["Retry-After"] = str(error.wait)
        return response
    return sections.tell(fields.names_asked(call, token, asked))


def _write(call: Call, asked: Asked, token: str, found: seal.Seal) -> HttpResponseBase:
    names = fields.names_asked(call, token, asked)
    values, errors = fields.read(call, asked, names)
    if errors:
        return _page(call, token, asked, found, errors=errors, status=400)
    try:
        received = answer_form(call.actor, token, values=values, once=found.once)
    except Invalid as error:
        return _page(call, token, asked, found, errors=error.fields, status=400)
    except Conflict as error:
        return _page(call, token, asked, found, problem=said(error), status=409)
    if received in ("new", "again"):
        address = f"{call.request.path}?sent={received}"
        return see_other(call.request, address)
    return _refuse(call.request, _why(received))


def _came_before(request: HttpRequest, actor: Actor, token: str) -> bool:
    found = seal.peek(request.POST.get("seal", ""))
    if found is None:
        return False
    return answer_form(actor, token, values={}, once=found.once) == "again"


def _who(request: HttpRequest, actor: Actor) -> str:
    """Whom a limit counts: who is signed in, else the network he comes from."""
    if actor.is_person:
        return str(actor.principal)
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return "unknown"
    if address.version == 6:
        # One house has a whole network of them.
        return str(ipaddress.ip_network((address, _IPV6_PREFIX), strict=False))
    return str(address)


def _old() -> str:
    return _("This form was open for long. Look at it once more, then send it again.")


def _many() -> str:
    return _("Too many answers come from here just now. Wait a while, then send it.")


def _why(met: str) -> Refused:
    """What is said instead of a form."""
    match met:
        case "early":
            return Refused(
                403,
                _("This form is not open yet"),
                _("Come back later, or ask whoever sent you its address."),
                "clock",
            )
        case "wrong":
            return Refused(
                403,
                _("This form is not for you"),
                _("You are signed in as somebody it does not ask."),
            )
        case "answered":
            return Refused(
                409,
                _("You have answered already"),
                _("This form takes one answer of each person."),
                "circle-check",
            )
        case _:
            return Refused(
                410,
                _("This form is closed"),
                _("It takes no more answers. Ask whoever sent you its address."),
            )


def _refuse(request: HttpRequest, found: Refused) -> HttpResponse:
    return render(
        request, "web/forms/refused.html", {"refused": found}, status=found.status
    )


def _thank(request: HttpRequest, door: Door) -> HttpResponse:
    more = door.asked is not None and not door.asked.single
    shown = {
        "thanks": door.thanks,
        "again": request.GET.get("sent") == "again",
        "more_href": request.path if more else "",
    }
    return render(request, "web/forms/thanks.html", shown)


def _page(
    call: Call,
    token: str,
    asked: Asked,
    found: seal.Seal,
    *,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    errors = errors or {}
    if not problem and errors:
        problem = errors.get("") or _("Something is missing; see below.")
    shown: dict[str, Any] = {
        "asked": asked,
        "layout": fields.layout_of(
            call, token, asked, fields.fields_of(call, asked, errors)
        ),
        "problem": problem,
        "seal": seal.write(found),
        "trap": TRAP,
        "action": call.request.path,
        "name": call.actor.name if call.actor.is_person else "",
    }
    return render(call.request, "web/forms/form.html", shown, status=status)
