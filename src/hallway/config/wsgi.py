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
    """Django behind two tests that its request would make impossible.

    Django rewrites a path that is not UTF-8 into one that is, and takes one without a
    slash at its beginning (RFC 9112 3.2.1) for one that has it; here they are 400.
    """
    # PEP 3333: the bytes of the path as latin-1.
    path = environ.get("PATH_INFO", "").encode("latin-1")
    try:
        path.decode("utf-8")
    except UnicodeError:
        return _bad(start_response, b"The path is not valid UTF-8.\n")
    if path and not path.startswith(b"/"):
        return _bad(start_response, b"The path does not begin with a slash.\n")
    if direct.is_direct(environ):
        return direct.answer(environ, start_response)
    response = _django(environ, start_response)
    if isinstance(response, HttpResponse):
        # In one piece: the server then asks for no second one.
        body = response.content
        response.close()
        return [body]
    return response


def _bad(start_response: Callable[..., Any], reason: bytes) -> Iterable[bytes]:
    start_response("400 Bad Request", [("Content-Type", "text/plain")])
    return [reason]
