"""What templates are given on every page: the bars, for pages of other libraries."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from hallway.design.frame import Frame, Who
from hallway.faces._common.session import person_of
from hallway.faces.web.frame import SIGN_OUT, THEME, frame_of


def bars(request: HttpRequest) -> dict[str, Any]:
    """Return ``frame`` for whoever is signed in, made when a template asks for it.

    A view's own ``frame`` takes its place; the sign-in library's views have none.
    """

    def frame() -> Frame:
        if getattr(request, "factor_due", False):
            # There is one thing to do, and nowhere else to go.
            name = person_of(request, face="web").name
            return Frame(person=Who(name=name), theme_action=THEME, sign_out=SIGN_OUT)
        return frame_of(person_of(request, face="web"), current=request.path)

    return {"frame": SimpleLazyObject(frame)}
