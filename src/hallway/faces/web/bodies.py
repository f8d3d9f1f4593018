"""Files whose address asks for more than the file: its page, a copy."""

from __future__ import annotations

from django.http import HttpResponseBase

from hallway.core.errors import NotFound
from hallway.core.items import queries
from hallway.core.versions.queries import open_version
from hallway.faces._common.downloads import send_body
from hallway.faces.web.parse import Call
from hallway.faces.web.versions import read_version
from hallway.faces.web.viewer import page as viewer
from hallway.faces.web.viewer import pictures

_ASKED = ("download", "version", viewer.ASKED, pictures.ASKED)


def is_special(call: Call) -> bool:
    """Tell whether an address asks for the page, a picture or a copy of a file."""
    return any(one in call.query for one in _ASKED)


def send(call: Call) -> HttpResponseBase:
    """A file, or one of its versions, to be kept by the browser; else its page."""
    item = call.place.item
    if item is None:
        raise NotFound
    if pictures.ASKED in call.query:
        return pictures.send(call)
    if viewer.ASKED in call.query:
        if not call.actor.staff:
            raise NotFound
        return viewer.show(call)
    if "version" in call.query:
        major, minor = read_version(call.query.get("version", ""))
        version, file = open_version(call.actor, item.id, major=major, minor=minor)
        stem, dot, ending = item.name.rpartition(".")
        name = f"{stem or ending} ({version.number}){dot if stem else ''}"
        return send_body(file, version.size, name + (ending if stem else ""))
    return send_body(queries.open_body(call.actor, item), item.size, item.name)
