"""The WSGI application."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hallway.config.settings")
_django = get_wsgi_application()

from hallway.config import direct  # noqa: E402 - once Django is set up


def application(
    environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """Django behind a test that its request would make impossible.

    Django rewrites a path that is not UTF-8 into one that is; here it is 400.
    """
    try:
        # PEP 3333: the bytes of the path as latin-1.
        environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8")
    except UnicodeError:
        start_response("400 Bad Request", [("Content-Type", "text/plain")])
        return [b"The path is not valid UTF-8.\n"]
    if direct.is_direct(environ):
        return direct.answer(environ, start_response)
    response = _django(environ, start_response)
    if isinstance(response, HttpResponse):
        # In one piece: the server then asks for no second one.
        body = response.content
        response.close()
        return [body]
    return response
