"""One address, two faces: pages for people, WebDAV for everything else.

A library's own address answers both, as in SharePoint. Faces do not know each other,
so what goes where is decided here.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from hallway.faces._common.lost import FORMS
from hallway.faces.dav import views as dav
from hallway.faces.web import serve as web
from hallway.faces.web.rows import calendar


# WebDAV's clients know no token of forms; what comes from forms asks for it itself.
@csrf_exempt
def serve(request: HttpRequest) -> HttpResponseBase:
    """The answer of the face that a request is meant for."""
    if is_for_people(request):
        return web.serve(request, dav.serve)
    return dav.serve(request)


def is_for_people(request: HttpRequest) -> bool:
    """Tell whether a browser asks, or sends a form.

    Whoever brings credentials in the header is a client of the protocol, whatever it
    accepts; whoever has a session and reads is a browser, also for a picture.
    """
    if calendar.is_asked(request):
        # Of a list: calendars bring credentials too, and are answered by its pages.
        return True
    if "HTTP_AUTHORIZATION" in request.META:
        return False
    if request.method in ("GET", "HEAD"):
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        return has_session or "text/html" in request.headers.get("Accept", "")
    return request.method == "POST" and request.content_type in FORMS
