"""Which language people read: the one in which they signed in last."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import get_language

from hallway.core.access.actors import PrincipalId
from hallway.core.errors import NotFound
from hallway.core.people.actors import get_actor
from hallway.faces.portal.brand import FACE
from hallway.kinds.requests.commands import keep_language


def listen() -> None:
    """Have each sign-in tell the language of its page."""
    user_logged_in.connect(_keep, dispatch_uid="hallway.portal.language")


def _keep(*, user: Any, **_: Any) -> None:
    try:
        actor = get_actor(PrincipalId(user.pk), face=FACE)
    except NotFound:
        return
    keep_language(actor, language=get_language() or settings.LANGUAGE_CODE)
