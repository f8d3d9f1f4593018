"""Light, dark, or as the system says: without script, by a form."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from hallway.design.context import THEMES
from hallway.faces.web.render import see_other

_YEAR = 365 * 24 * 60 * 60


def came_from(request: HttpRequest) -> str:
    """The address of the page a form stood on; the first page if it is not told."""
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return "/"
    parts = urlsplit(back)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.path or '/'}{query}"


def choose(request: HttpRequest) -> HttpResponse:
    """Keep the theme in a cookie and lead back to the page it was chosen on."""
    response = see_other(request, came_from(request))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=_YEAR, samesite="Lax")
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response
