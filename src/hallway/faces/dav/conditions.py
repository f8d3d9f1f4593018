"""Preconditions of writes: If-Match and its kin, the If header, locks."""

from __future__ import annotations

from hallway.core.access.queries import get_principal_titles
from hallway.core.errors import Locked
from hallway.core.items import queries
from hallway.core.items.records import Expect, ItemRecord, Place
from hallway.core.locks import queries as locks
from hallway.core.locks.records import LockRecord
from hallway.core.locks.rules import check_tokens
from hallway.faces.dav.errors import Refused
from hallway.faces.dav.parse import Call
from hallway.faces.dav.props import modified_of
from hallway.wire.errors import WireError
from hallway.wire.etag import (
    AnyEtag,
    Etag,
    if_match_holds,
    if_none_match_holds,
    parse_etag_list,
)
from hallway.wire.httpdate import parse_http_date
from hallway.wire.ifheader import (
    UNMAPPED,
    EtagCondition,
    IfHeader,
    ResourceState,
    evaluate,
)
from hallway.wire.paths import parse_destination


def etag_of(item: ItemRecord) -> Etag | None:
    """Return the entity tag of a file.

    A folder has none: nothing of ours moves when something in it does.
    """
    return None if item.is_folder else Etag(item.etag[1:-1])


def check_write(call: Call) -> Expect:
    """Refuse with 412 what a precondition forbids; return what the core is to expect.

    The core tests the expectation again in its transaction: of two writers that both
    passed here, the second gets 412 there.
    """
    item = call.place.item
    check_match(call, item)
    check_if(call)
    if (call.header("IF_NONE_MATCH") or "").strip() == "*":
        return Expect.absent()
    if item is not None and not item.is_folder and _names_version(call):
        return Expect.found(item)
    return Expect.any()


def check_match(call: Call, item: ItemRecord | None) -> None:
    """Refuse with 412 by If-Match, If-Unmodified-Since, If-None-Match of a write."""
    current = None if item is None else etag_of(item) or Etag("")
    if (header := call.header("IF_MATCH")) is not None:
        if not if_match_holds(parse_etag_list(header), current):
            raise Refused(412, "This is not the version you expect.")
    elif (header := call.header("IF_UNMODIFIED_SINCE")) is not None:
        since = parse_http_date(header)
        if since is not None and item is not None and _changed_since(item, since):
            raise Refused(412, "This has changed since the time you name.")
    header = call.header("IF_NONE_MATCH")
    if (
        header is not None
        and call.method not in ("GET", "HEAD")
        and not if_none_match_holds(parse_etag_list(header), current)
    ):
        raise Refused(412, "There is something here already.")


def _changed_since(item: ItemRecord, since: int) -> bool:
    return modified_of(item) // 1_000_000 > since // 1_000_000


def _names_version(call: Call) -> bool:
    if_match = call.header("IF_MATCH")
    if if_match is not None and parse_etag_list(if_match) is not AnyEtag.ANY:
        return True
    header = call.if_header
    return header is not None and any(
        isinstance(condition, EtagCondition) and not condition.negated
        for one in header.lists
        for condition in one.conditions
    )


def check_if(call: Call) -> None:
    """Refuse with 412 when the If header does not hold (RFC 4918 10.4)."""
    if call.if_header is not None and not _holds(call, call.if_header):
        raise Refused(412, "A condition of the If header does not hold.")


def _holds(call: Call, header: IfHeader) -> bool:
    states: dict[str | None, ResourceState] = {}

    def state_of(tag: str | None) -> ResourceState:
        if tag not in states:
            states[tag] = _state(call, tag)
        return states[tag]

    return evaluate(header, state_of)


def _state(call: Call, tag: str | None) -> ResourceState:
    place = call.place
    if tag is not None:
        try:
            segments = parse_destination(tag, own_origins=call.origins)
        except WireError:
            return UNMAPPED
        if segments != place.segments:
            place = queries.resolve(call.actor, segments)
    return ResourceState(
        etag=None if place.item is None else etag_of(place.item),
        tokens=frozenset(lock.token for lock in locks_at(call, place)),
    )


def locks_at(call: Call, place: Place) -> list[LockRecord]:
    """Return the locks in force at a place.

    A deep lock covers members that are still to come (RFC 4918 7.4), so a free name
    in a folder has the deep locks of the folder.
    """
    if place.item is not None:
        return locks.list_locks_on(call.actor, place.item)
    if place.parent is not None:
        above = locks.list_locks_on(call.actor, place.parent)
        return [lock for lock in above if lock.deep]
    return []


def check_unlocked(call: Call) -> None:
    """Refuse with 423 what a lock or a check-out forbids, before a body is read.

    Making a name needs the folder's locks opened, also the shallow ones (RFC 4918
    7.4). The core asks again when it writes.
    """
    place = call.place
    covered = place.item or place.parent
    if covered is None:
        return
    holder = covered.checked_out_to
    if holder is not None and holder not in call.actor.principals:
        titles = get_principal_titles(call.actor, [holder])
        raise Locked(titles.get(holder, "somebody"))
    found = locks.list_locks_on(call.actor, covered)
    try:
        check_tokens(call.actor, found, call.tokens)
    except Locked as locked:
        raise Locked(
            locked.by, token=locked.token, path=root_path(place, found, locked.token)
        ) from None


def root_path(place: Place, found: list[LockRecord], token: str | None) -> str:
    """Return the path of the item that a lock covering a place was taken on."""
    covered = place.item or place.parent
    lock = next((one for one in found if one.token == token), None)
    if covered is None or lock is None:
        return ""
    ids = covered.ancestors
    if lock.item not in ids:
        return ""
    above = len(ids) - 1 - ids.index(lock.item)
    parts = place.path.split("/")
    return "/".join(parts[: len(parts) - above])
