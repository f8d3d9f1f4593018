"""Where a person is signed in: listed, ended, and when each was last used."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.internal.flows.logout import logout
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hallway.core.people.commands import note_sessions_ended
from hallway.faces._common.session import actor_of, to_sign_in
from hallway.wire import useragent

NOTE_EVERY = timedelta(minutes=5)
_LARGEST = 4096


@never_cache
@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponseBase:
    """A person's sessions; a form ends one of them, all others, or all."""
    actor = actor_of(request, face="web")
    if not actor.is_person:
        return to_sign_in(request)
    found = UserSession.objects.purge_and_list(request.user)
    if request.method == "POST":
        return _end(request, actor, found)
    found.sort(key=lambda one: one.last_seen_at, reverse=True)
    rows = [
        {"session": one, "title": _title(one), "is_current": one.is_current()}
        for one in found
    ]
    return render(request, "web/sessions.html", {"sessions": rows})


def renew_key(request: HttpRequest) -> None:
    """Give a session another key: one that was seen before opens nothing more."""
    old = request.session.session_key
    request.session.cycle_key()
    new = request.session.session_key
    UserSession.objects.filter(session_key=old).update(session_key=new)


def _title(session: Any) -> str:
    """A session's browser in words a person knows."""
    found = useragent.parse(session.user_agent)
    if found.browser and found.system:
        said = {"browser": found.browser, "system": found.system}
        return _("%(browser)s on %(system)s") % said
    return found.browser or found.other or _("unknown")


def _end(request: HttpRequest, actor: Any, found: list[Any]) -> HttpResponse:
    wanted = request.POST.get("session", "")
    if wanted == "all":
        ending = found
    elif wanted == "others":
        ending = [one for one in found if not one.is_current()]
    else:
        ending = [one for one in found if str(one.pk) == wanted]
        if not ending:
            # Ended already, or somebody else's: the same answer.
            raise Http404
    if ending:
        note_sessions_ended(actor, count=len(ending))
    here = [one for one in ending if one.is_current()]
    for one in ending:
        if one not in here:
            one.end()
    if here:
        logout(request)
        return redirect(settings.LOGIN_URL)
    messages.success(request, _("Signed out there."))
    return redirect("account_sessions")


class ActivityMiddleware:
    """Notes when a session was last used, at most every five minutes each."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Django's middleware protocol."""
        self.get_response = get_response
        self._lock = threading.Lock()
        self._noted: OrderedDict[str, datetime] = OrderedDict()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer; the note is written once it is made."""
        response = self.get_response(request)
        session: Any = getattr(request, "session", None)
        # `accessed`: somebody asked who this is, so the session is read already.
        used = session is not None and session.accessed and session.session_key
        if used and SESSION_KEY in session:
            self._note(session.session_key)
        return response

    def _note(self, key: str) -> None:
        now = timezone.now()
        with self._lock:
            noted = self._noted.get(key)
            if noted is not None and now - noted < NOTE_EVERY:
                return
            self._noted[key] = now
            self._noted.move_to_end(key)
            if len(self._noted) > _LARGEST:
                self._noted.popitem(last=False)
        UserSession.objects.filter(
            session_key=key, last_seen_at__lte=now - NOTE_EVERY
        ).update(last_seen_at=now)
