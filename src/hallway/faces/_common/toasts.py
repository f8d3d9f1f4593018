"""What has just been done, told on the next page: a cookie that is read once."""

from __future__ import annotations

import json

from django.core import signing
from django.http import HttpRequest, HttpResponse

from hallway.design.frame import Toast

COOKIE = "toast"
_AGE = 60
_SALT = "hallway.faces.web.toasts"


def put(
    request: HttpRequest,
    response: HttpResponse,
    text: str,
    *,
    undo: str = "",
    href: str = "",
) -> None:
    """Have the next page say a sentence, with a link to what it speaks of.

    ``undo`` is the address to post to.
    """
    value = signing.dumps([text, undo, href], salt=_SALT, compress=True)
    response.set_cookie(
        COOKIE,
        value,
        max_age=_AGE,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def read(request: HttpRequest) -> list[Toast]:
    """What the page before had to say; nothing where it was tampered with."""
    value = request.COOKIES.get(COOKIE)
    if not value:
        return []
    try:
        text, undo, href = signing.loads(value, salt=_SALT, max_age=_AGE)
    except (signing.BadSignature, json.JSONDecodeError, ValueError, TypeError):
        return []
    return [Toast(text=text, undo=undo, href=href)]
