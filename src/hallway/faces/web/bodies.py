"""Bytes of files where the address asks for more than the file: a copy, a version."""

from __future__ import annotations

from django.http import HttpResponseBase

from hallway.core.errors import NotFound
from hallway.core.items import queries
from hallway.core.versions.queries import open_version
from hallway.faces._common.downloads import send_body
from hallway.faces.web.parse import Call
from hallway.faces.web.versions import read_version


def is_special(call: Call) -> bool:
    """Tell whether an address asks for a download or a version of a file."""
    return "download" in call.query or "version" in call.query


def send(call: Call) -> HttpResponseBase:
    """A file, or one of its versions, to be kept by the browser."""
    item = call.place.item
    if item is None:
        raise NotFound
    if "version" in call.query:
        major, minor = read_version(call.query.get("version", ""))
        version, file = open_version(call.actor, item.id, major=major, minor=minor)
        stem, dot, ending = item.name.rpartition(".")
        name = f"{stem or ending} ({version.number}){dot if stem else ''}"
        return send_body(file, version.size, name + (ending if stem else ""))
    return send_body(queries.open_body(call.actor, item), item.size, item.name)
