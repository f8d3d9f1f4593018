"""What every request passes first: proxies, host, path. Never touches the body."""

import ipaddress
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import split_domain_port

from hallway.core.access.actors import ANONYMOUS
from hallway.core.errors import Invalid
from hallway.core.people.queries import find_brand
from hallway.platform.db import engine

# Asked by load balancers and monitors, which name a server by its address.
ANY_HOST = frozenset({"/healthz", "/readyz", "/metrics"})
_NO_LENGTH = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO")


class EdgeMiddleware:
    """Answers 400 to a path with NUL, CR or LF, and to a host not ours or a brand's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Django's middleware protocol."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, or a plain 400."""
        apply_forwarded(request)
        if any(character in request.path_info for character in "\0\r\n"):
            return _bad("The path holds a NUL or a line break.")
        if request.path_info not in ANY_HOST:
            try:
                request.get_host()
            except DisallowedHost:
                if not _let_in_by_brand(request):
                    return _bad(
                        "Unknown host: this server is not known by that name here. Ask"
                        " for its address, or, if you run it, name it in HALLWAY_URL."
                    )
        with engine().reading():
            response = self.get_response(request)
        # RFC 9110 8.6: none with 204, and 304 tells of a body it does not send.
        may = response.status_code not in _NO_LENGTH
        if may and isinstance(response, HttpResponse):
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response


def apply_forwarded(request: HttpRequest) -> None:
    """Believe ``X-Forwarded-*`` from trusted proxies and drop it from all others."""
    meta = request.META
    claimed_for, host, scheme = (meta.pop(name, "") for name in FORWARDED)
    if not _is_trusted(meta.get("REMOTE_ADDR", "")):
        return
    # Each proxy appends whom it heard; the last one not ours is the client.
    for address in reversed([part.strip() for part in claimed_for.split(",")]):
        if not address:
            continue
        meta["REMOTE_ADDR"] = address
        if not _is_trusted(address):
            break
    if host:
        meta["HTTP_HOST"] = host.split(",")[0].strip()
    if scheme in ("http", "https"):
        meta["wsgi.url_scheme"] = scheme


def _let_in_by_brand(request: HttpRequest) -> bool:
    """Tell whether the host has a brand; whoever asks for it later is told it."""
    host = request.META.get("HTTP_HOST", "")
    domain, _port = split_domain_port(host)
    try:
        known = domain and find_brand(ANONYMOUS.through("edge"), domain) is not None
    except Invalid:
        known = False
    if known:
        # Django would ask its list again each time, which knows no brands.
        request.get_host = lambda: host  # type: ignore[method-assign]
    return bool(known)


def _is_trusted(address: str) -> bool:
    networks = settings.HALLWAY.trusted_proxies
    if not networks:
        return False
    try:
        return any(ipaddress.ip_address(address) in network for network in networks)
    except ValueError:
        return False


def _bad(reason: str) -> HttpResponse:
    return HttpResponse(
        f"{reason}\n", status=HTTPStatus.BAD_REQUEST, content_type="text/plain"
    )
