"""What every page knows of the browser that asked for it."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from hallway.design import assets
from hallway.design.keys import groups

THEMES = ("light", "dark")
DENSITIES = ("compact", "roomy")


def page(request: HttpRequest) -> dict[str, object]:
    """A context processor: ``page`` with theme, density, language, scripts, keys."""
    cookies = request.COOKIES
    theme, density = cookies.get("theme", ""), cookies.get("density", "")
    return {
        "page": {
            "theme": theme if theme in THEMES else "",
            "density": density if density in DENSITIES else "",
            "language": get_language() or "en",
            "scripts": assets.scripts(),
            "keys": SimpleLazyObject(groups),
        }
    }
