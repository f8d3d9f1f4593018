"""What templates are given on every page: whose house this is, for the sign-in page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from hallway.design.frame import Brand
from hallway.faces.portal.brand import brand_of, shown, style_href


def brand(request: HttpRequest) -> dict[str, Any]:
    """Return ``brand`` and ``brand_style`` of the host, read when they are asked for.

    A host without a brand is Hallway's own.
    """

    def look() -> Brand:
        found = brand_of(request)
        return Brand() if found is None else shown(found)

    def style() -> str:
        return style_href(brand_of(request))

    return {"brand": SimpleLazyObject(look), "brand_style": SimpleLazyObject(style)}
