"""PUT: a file's first or next version (RFC 9110 9.3.4, RFC 4918 9.7)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponseBase

from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.errors import OverQuota
from hallway.core.items import commands, queries
from hallway.core.items.records import ItemId
from hallway.faces._common.body import declared_length, read_body
from hallway.faces.dav.conditions import check_unlocked, check_write
from hallway.faces.dav.errors import Refused
from hallway.faces.dav.parse import Call, allowed, demand_free
from hallway.faces.dav.render import empty
from hallway.platform.storage import get_store
from hallway.wire.davheaders import parse_mtime

_WORTH_ASKING = 1 << 20
"""Bytes from which room is asked for before the body is read, not only after."""


def answer(call: Call) -> HttpResponseBase:
    """Return 201 or 204 with the entity tag.

    Whatever can be refused is refused before the body is read: such a body is never
    stored, and a client that waits for 100-continue never sends it.
    """
    parent, name = _target(call)
    if call.header("CONTENT_RANGE") is not None:
        # RFC 9110 14.5: taking a part for the whole would destroy the rest.
        raise Refused(400, "Parts of a file cannot be put.")
    expect = check_write(call)
    check_unlocked(call)
    mtime = call.header("X_OC_MTIME")
    modified = None if mtime is None else parse_mtime(mtime)
    length = declared_length(call.environ)
    if length >= _WORTH_ASKING:
        _demand_room(call, length)
    body = get_store().stage(
        read_body(call.environ), length=length, limit=settings.HALLWAY.max_upload
    )
    put = commands.put_file(
        call.actor,
        parent,
        name=name,
        body=body,
        expect=expect,
        tokens=call.tokens,
        client_modified=modified,
    )
    response = empty(201 if put.created else 204)
    response.headers["ETag"] = put.item.etag
    if modified is not None:
        # ownCloud's clients take the time for kept only when told so.
        response.headers["X-OC-Mtime"] = "accepted"
    return response


def _target(call: Call) -> tuple[ItemId, str]:
    """Return the folder's id and the name, once the actor may write them."""
    place = call.place
    item = place.item
    if item is None:
        if place.is_container:
            raise Refused(405, "This is no file.", allow=allowed(place))
        folder, name = demand_free(call)
        demand(call.actor, place.parent_mask, Right.ADD_LIST_ITEMS)
        return folder.id, name
    if item.is_folder or item.parent is None:
        raise Refused(405, "This is a folder.", allow=allowed(place))
    demand(call.actor, place.mask, Right.EDIT_LIST_ITEMS)
    return item.parent, item.name


def _demand_room(call: Call, length: int) -> None:
    quota = queries.get_quota(call.actor, call.list.site)
    if quota.limit is not None and quota.used + length > quota.limit:
        raise OverQuota("This site's storage limit would be passed.")
