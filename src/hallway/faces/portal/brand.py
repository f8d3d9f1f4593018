"""Whose house this is, by the host that was asked: name, logo, colour."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hallway.core.access.actors import ANONYMOUS
from hallway.core.errors import CoreError, Invalid
from hallway.core.people.queries import find_brand, open_brand_logo
from hallway.core.people.records import BrandRecord
from hallway.design.frame import Brand
from hallway.faces.portal.colours import style_of

FACE = "portal"
# An address holds the version of what it gives.
_FOR_EVER = "public, max-age=31536000, immutable"
_HUES = {str(number) for number in range(1, 9)}


def brand_of(request: HttpRequest) -> BrandRecord | None:
    """The brand of the host that was asked, if it has one."""
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    try:
        return find_brand(ANONYMOUS.through(FACE), host)
    except Invalid:
        # An IPv6 address.
        return None


def shown(found: BrandRecord | None) -> Brand:
    """A brand as pages show it."""
    if found is None:
        return Brand(name=_("Customer portal"), href="/portal")
    hue = found.colours.get("hue", "")
    logo = f"/portal/brand/{version_of(found)}/logo" if found.logo else ""
    return Brand(
        name=found.name,
        href="/portal",
        logo=logo,
        hue=int(hue) if hue in _HUES else None,
    )


def style_href(found: BrandRecord | None) -> str:
    """The address of a brand's style sheet; empty where it needs none."""
    if found is None or not style_of(found.colours.get("accent", "")):
        return ""
    return f"/portal/brand/{version_of(found)}/portal.css"


def version_of(found: BrandRecord) -> str:
    """What changes whenever a brand looks different."""
    facts = repr((found.logo, sorted(found.colours.items())))
    return hashlib.sha256(facts.encode()).hexdigest()[:16]


def logo(request: HttpRequest, version: str) -> HttpResponse:
    """The picture of the brand of this host."""
    found = brand_of(request)
    try:
        if found is None or version != version_of(found):
            return HttpResponse(status=404)
        kind, _size, body = open_brand_logo(ANONYMOUS.through(FACE), found)
    except CoreError:
        return HttpResponse(status=404)
    with body:
        response = HttpResponse(body.read(), content_type=kind)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["Cache-Control"] = _FOR_EVER
    return response


def style(request: HttpRequest, version: str) -> HttpResponse:
    """The style sheet of the brand of this host."""
    found = brand_of(request)
    if found is None or version != version_of(found):
        return HttpResponse(status=404)
    response = HttpResponse(
        style_of(found.colours.get("accent", "")), content_type="text/css"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = _FOR_EVER
    return response
