"""What templates are given on every page: the bars, for pages of other libraries."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from hallway.core.access.actors import Actor
from hallway.design.frame import Brand, Frame, MenuItem, Who
from hallway.faces._common.session import person_of
from hallway.faces.web.frame import SIGN_OUT, THEME, frame_of

PORTAL = "/portal"


def bars(request: HttpRequest) -> dict[str, Any]:
    """Return ``frame`` for whoever is signed in, made when a template asks for it.

    A view's own ``frame`` takes its place; the sign-in library's views have none.
    """

    def frame() -> Frame:
        actor = person_of(request, face="web")
        if getattr(request, "factor_due", False):
            # There is one thing to do, and nowhere else to go.
            return Frame(
                person=Who(name=actor.name), theme_action=THEME, sign_out=SIGN_OUT
            )
        return frame_of(actor, current=request.path) if actor.staff else _bare(actor)

    return {"frame": SimpleLazyObject(frame)}


def _bare(actor: Actor) -> Frame:
    """The bars for somebody of no own company: pages of staff are not there for him."""
    return Frame(
        brand=Brand(href=PORTAL),
        person=Who(name=actor.name),
        mine=(MenuItem(label=_("To the portal"), href=PORTAL, icon="home"),),
        theme_action=THEME,
        sign_out=SIGN_OUT,
    )
