"""Whether the process is up, and whether it can work."""

from http import HTTPStatus

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hallway.platform.db import engine
from hallway.platform.storage import get_store


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """200 when database and storage answer, else 503 with what does not."""
    try:
        engine().fetch_one("SELECT 1")
    except DatabaseError:
        return _unready("database")
    try:
        get_store().probe()
    except OSError:
        return _unready("storage")
    return HttpResponse("ok\n", content_type="text/plain")


def _unready(what: str) -> HttpResponse:
    return HttpResponse(
        f"{what}\n", status=HTTPStatus.SERVICE_UNAVAILABLE, content_type="text/plain"
    )
