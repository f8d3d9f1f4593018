"""What every HTML page needs: a language, and a policy of what it may load."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class PagesMiddleware:
    """Chooses the language of a request, and adds to HTML what protects it.

    The language is the cookie's, else the browser's best, else English. An answer that
    brings a policy of its own, as WebDAV's do, is left as it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Django's middleware protocol."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, made in the language and with the headers."""
        with translation.override(translation.get_language_from_request(request)):
            response = self.get_response(request)
            language = translation.get_language()
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if not is_page or "Content-Security-Policy" in response.headers:
            return response
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Language", language or "en")
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response
