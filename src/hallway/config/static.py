"""Sends the static files; their addresses change when they do, so they are kept."""

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotFound,
    HttpResponseRedirect,
)
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from hallway.design import assets

# RFC 8246: not asked for again while it is fresh, not even on reload.
_FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """The way to the mark, for browsers that ask before they have read a page."""
    response = HttpResponseRedirect(assets.url("art/favicon.svg"))
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@require_safe
def serve(request: HttpRequest, version: str, name: str) -> HttpResponse:
    """A static file, compressed for who takes gzip; 404 for a name that is not there.

    Another version than today's is asked for by a page from before an update: it gets
    today's file, which it must not keep.
    """
    made = assets.bundle()
    asset = made.assets.get(name)
    if asset is None:
        return HttpResponseNotFound("No such file.\n", content_type="text/plain")
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    body = asset.compressed if takes_gzip and asset.compressed else asset.body
    response = HttpResponse(body, content_type=asset.content_type)
    if asset.compressed:
        patch_vary_headers(response, ("Accept-Encoding",))
        if body is asset.compressed:
            response.headers["Content-Encoding"] = "gzip"
    is_current = version == made.version
    response.headers["Cache-Control"] = _FOR_EVER if is_current else "no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Opened by itself an SVG is a document; it may hold styles, but runs nothing.
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read (RFC 9309): all that is open to everybody."""
    text = "User-agent: *\nDisallow: /accounts/\nAllow: /accounts/login/\n"
    return HttpResponse(text, content_type="text/plain")
