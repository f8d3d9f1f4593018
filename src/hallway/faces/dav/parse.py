"""One request, read once: what the methods are handed instead of raw headers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from hallway.core.access.actors import Actor
from hallway.core.errors import NotFound
from hallway.core.items.records import ItemRecord, Place
from hallway.core.lists.records import ListRecord
from hallway.faces.dav.errors import Refused
from hallway.wire.davheaders import Depth, parse_depth, parse_length
from hallway.wire.davxml.parse import MAX_BODY
from hallway.wire.ifheader import IfHeader, parse_if, submitted_tokens
from hallway.wire.paths import check_name, join_href


@dataclass(frozen=True, kw_only=True)
class Call:
    """A request to one place: who asks, for what, and what stands there for him."""

    actor: Actor
    method: str
    place: Place
    environ: Mapping[str, Any]
    request: HttpRequest

    def header(self, name: str) -> str | None:
        """Return a header by its WSGI name without ``HTTP_``, None where it is not."""
        return self.environ.get(f"HTTP_{name}")

    def depth(self, *allowed: Depth, default: Depth = Depth.INFINITY) -> Depth:
        """Return Depth; a 400 unless it is one the method allows."""
        depth = parse_depth(self.header("DEPTH"), default=default)
        if depth not in allowed:
            raise Refused(400, f"{self.method} cannot have the depth {depth.value}.")
        return depth

    @cached_property
    def if_header(self) -> IfHeader | None:
        """Return the parsed If header; raises BadIf."""
        header = self.header("IF")
        return None if header is None else parse_if(header)

    @cached_property
    def origins(self) -> frozenset[str]:
        """Return the origins a Destination may name as our own.

        Both schemes of the host asked for: a proxy that ends TLS and is not trusted to
        say so leaves us with http where the client wrote https.
        """
        host = self.request.get_host()
        return frozenset({f"http://{host}", f"https://{host}", settings.HALLWAY.url})

    @property
    def tokens(self) -> frozenset[str]:
        """Return the lock tokens the client has shown."""
        return submitted_tokens(self.if_header) if self.if_header else frozenset()

    @property
    def list(self) -> ListRecord:
        """Return the list the place is in; only for a place that is in one."""
        if self.place.list is None:
            raise LookupError("a place above the lists has none")
        return self.place.list

    @property
    def href(self) -> str:
        """Return the path as asked, encoded.

        Clients compare the hrefs of an answer with the URL they asked for, letter by
        letter: an answer speaks of ``shared documents`` to who asked for that.
        """
        place = self.place
        return join_href(
            place.segments,
            collection=place.is_container
            or (place.item is not None and place.item.is_folder),
        )


def read_xml(environ: Mapping[str, Any]) -> bytes:
    """Return the body of a request whose body is XML, at most MAX_BODY + 1 bytes.

    A chunked body needs no declared length here: what is cut off is not well-formed.
    """
    declared = environ.get("CONTENT_LENGTH") or ""
    if not declared and "HTTP_TRANSFER_ENCODING" not in environ:
        return b""
    wanted = min(parse_length(declared), MAX_BODY + 1) if declared else MAX_BODY + 1
    pieces = []
    while wanted > 0 and (piece := environ["wsgi.input"].read(wanted)):
        pieces.append(piece)
        wanted -= len(piece)
    return b"".join(pieces)


def found_item(call: Call) -> ItemRecord:
    """Return the item at the place; a place above the lists cannot be written."""
    place = call.place
    if place.is_container:
        raise Refused(403, "Sites and libraries are not made or changed over WebDAV.")
    if place.item is None:
        raise NotFound
    return place.item


def movable_item(call: Call) -> ItemRecord:
    """Return the item at the place, unless it is a library's own folder (403)."""
    item = found_item(call)
    if item.parent is None:
        raise Refused(403, "A library is not moved, copied or deleted over WebDAV.")
    return item


def demand_free(call: Call) -> tuple[ItemRecord, str]:
    """Return the folder and the name of a place where nothing is yet.

    405 where something is (RFC 4918 9.3.1), 409 where the folder is missing, and the
    reason where the name is illegal.
    """
    place = call.place
    if not place.missing:
        raise Refused(405, "There is something here already.", allow=allowed(place))
    if place.parent is None:
        if place.site is not None and len(place.missing) == 1 and place.list is None:
            raise Refused(403, "Libraries are not made over WebDAV.")
        raise Refused(409, "The folder above is missing.")
    name = place.segments[-1]
    check_name(name)
    return place.parent, name


def has_body(environ: Mapping[str, Any]) -> bool:
    """Tell whether a request announces a body, without reading it."""
    length = environ.get("CONTENT_LENGTH") or ""
    return length not in ("", "0") or "HTTP_TRANSFER_ENCODING" in environ


_READ = ("OPTIONS", "GET", "HEAD", "PROPFIND")
_WRITE = ("PROPPATCH", "LOCK", "UNLOCK")


def allowed(place: Place) -> tuple[str, ...]:
    """Return the methods a place takes, whatever the actor may do there."""
    if place.is_container:
        return _READ
    if place.item is None:
        return ("OPTIONS", "PUT", "MKCOL", "LOCK")
    if place.item.parent is None:
        return _READ + _WRITE
    moving = ("DELETE", "COPY", "MOVE")
    if place.item.is_folder:
        return _READ + _WRITE + moving
    return (*_READ, "PUT", *_WRITE, *moving)
