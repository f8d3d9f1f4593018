"""PROPPATCH: sets and removes properties, all or none (RFC 4918 9.2)."""

from __future__ import annotations

from django.http import HttpResponseBase

from hallway.core.items import commands
from hallway.core.items.records import PropertyChange
from hallway.faces.dav.conditions import check_if, check_match
from hallway.faces.dav.parse import Call, found_item, read_xml
from hallway.faces.dav.props import PROTECTED, WIN32_MODIFIED
from hallway.faces.dav.render import multistatus
from hallway.wire.davxml.names import QName
from hallway.wire.davxml.parse import Remove, Set, parse_proppatch
from hallway.wire.davxml.render import element, error, propstat, response
from hallway.wire.httpdate import parse_http_date


def answer(call: Call) -> HttpResponseBase:
    """Return 207; a property that cannot be set leaves the others untouched."""
    item = found_item(call)
    changes = parse_proppatch(read_xml(call.environ))
    check_match(call, item)
    check_if(call)
    refused = [change.name for change in changes if _is_refused(change)]
    names = list(dict.fromkeys(change.name for change in changes))
    if refused:
        return multistatus([response(call.href, _refusal(names, set(refused)))])
    modified = [
        parse_http_date(change.text)
        for change in changes
        if isinstance(change, Set) and change.name == WIN32_MODIFIED
    ]
    commands.set_dead_properties(
        call.actor,
        item.id,
        [_change(one) for one in changes if one.name != WIN32_MODIFIED],
        tokens=call.tokens,
        client_modified=modified[-1] if modified else None,
    )
    done = "".join([element(name) for name in names])
    return multistatus([response(call.href, propstat(200, done))])


def _is_refused(change: Set | Remove) -> bool:
    if change.name in PROTECTED:
        return True
    # The Windows redirector sets a file's time after each upload.
    return change.name == WIN32_MODIFIED and (
        isinstance(change, Remove) or parse_http_date(change.text) is None
    )


def _change(change: Set | Remove) -> PropertyChange:
    return PropertyChange(
        namespace=change.name.namespace,
        name=change.name.local,
        xml=change.xml if isinstance(change, Set) else None,
    )


def _refusal(names: list[QName], refused: set[QName]) -> str:
    forbidden = "".join([element(name) for name in names if name in refused])
    rest = "".join([element(name) for name in names if name not in refused])
    protected = error("cannot-modify-protected-property")
    return propstat(403, forbidden, error_xml=protected) + (
        # RFC 4918 9.2.1: these failed because the others did.
        propstat(424, rest) if rest else ""
    )
