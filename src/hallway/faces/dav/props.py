"""Live properties, and which of them a request gets (RFC 4918 15, RFC 4331 3 and 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hallway.core.items.records import (
    ContainerEntry,
    DeadPropertyRecord,
    ItemRecord,
    Quota,
)
from hallway.wire.davxml.names import DAV, QName
from hallway.wire.davxml.parse import AllProp, Prop, PropFind, PropName
from hallway.wire.davxml.render import (
    SUPPORTEDLOCK,
    element,
    escape_text,
    lockdiscovery,
    propstat,
)
from hallway.wire.httpdate import format_http_date, format_iso_date
from hallway.wire.sniff import media_type_for

MICROSOFT = "urn:schemas-microsoft-com:"
WIN32_MODIFIED = QName(MICROSOFT, "Win32LastModifiedTime")

_SECOND = 1_000_000


def modified_of(item: ItemRecord) -> int:
    """Return what Last-Modified tells (µs).

    The time a client gave its file, where it gave one: synchronising clients compare
    this with the time on their own disk. Entity tags tell versions apart.
    """
    return item.modified if item.client_modified is None else item.client_modified


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a live property may need: the item, its locks as XML, the site's storage."""

    item: ItemRecord
    locks_xml: str = ""
    quota: Quota | None = None


# --- one function for each live property; folders lack some


def _creation(facts: Facts) -> str:
    item = facts.item
    created = item.created if item.client_created is None else item.client_created
    return f"<D:creationdate>{_iso(created // _SECOND)}</D:creationdate>"


def _display_name(facts: Facts) -> str:
    return f"<D:displayname>{escape_text(facts.item.name)}</D:displayname>"


def _length(facts: Facts) -> str:
    return f"<D:getcontentlength>{facts.item.size}</D:getcontentlength>"


def _type(facts: Facts) -> str:
    item = facts.item
    media_type = escape_text(media_type_for(item.name, item.sniffed_type))
    return f"<D:getcontenttype>{media_type}</D:getcontenttype>"


def _etag(facts: Facts) -> str:
    return f"<D:getetag>{facts.item.etag}</D:getetag>"


def _last_modified(facts: Facts) -> str:
    date = _http(modified_of(facts.item) // _SECOND)
    return f"<D:getlastmodified>{date}</D:getlastmodified>"


def _resource_type(facts: Facts) -> str:
    if facts.item.is_folder:
        return "<D:resourcetype><D:collection/></D:resourcetype>"
    return "<D:resourcetype/>"


def _lock_discovery(facts: Facts) -> str:
    return lockdiscovery(facts.locks_xml)


def _supported_lock(facts: Facts) -> str:
    return SUPPORTEDLOCK


def _win32_modified(facts: Facts) -> str:
    return element(WIN32_MODIFIED, _http(modified_of(facts.item) // _SECOND))


def _quota_used(facts: Facts) -> str:
    if facts.quota is None:
        return ""
    return f"<D:quota-used-bytes>{facts.quota.used}</D:quota-used-bytes>"


def _quota_available(facts: Facts) -> str:
    # RFC 4331 3: absent where there is no limit to speak of.
    if facts.quota is None or facts.quota.limit is None:
        return ""
    left = max(facts.quota.limit - facts.quota.used, 0)
    return f"<D:quota-available-bytes>{left}</D:quota-available-bytes>"


@lru_cache(maxsize=8192)
def _http(second: int) -> str:
    return format_http_date(second * _SECOND)


@lru_cache(maxsize=8192)
def _iso(second: int) -> str:
    return format_iso_date(second * _SECOND)


Live = Callable[[Facts], str]

_BOTH: dict[QName, Live] = {
    QName(DAV, "creationdate"): _creation,
    QName(DAV, "displayname"): _display_name,
    QName(DAV, "getlastmodified"): _last_modified,
    QName(DAV, "resourcetype"): _resource_type,
    QName(DAV, "lockdiscovery"): _lock_discovery,
    QName(DAV, "supportedlock"): _supported_lock,
}
_OF_FILES: dict[QName, Live] = _BOTH | {
    QName(DAV, "getcontentlength"): _length,
    QName(DAV, "getcontenttype"): _type,
    QName(DAV, "getetag"): _etag,
}
# RFC 4331 3, 4: not in an allprop. The same holds for what Windows sets and re-reads.
_WIN32: dict[QName, Live] = {WIN32_MODIFIED: _win32_modified}
_QUOTA: dict[QName, Live] = {
    QName(DAV, "quota-available-bytes"): _quota_available,
    QName(DAV, "quota-used-bytes"): _quota_used,
}
_ASKED_OF_FILES = _OF_FILES | _WIN32
_ASKED_OF_FOLDERS = _BOTH | _WIN32 | _QUOTA

PROTECTED = frozenset(_OF_FILES) | frozenset(_QUOTA)
"""Live properties that no client can set."""


# --- plans: what is asked, worked out once for all items of an answer


@dataclass(frozen=True, slots=True)
class _Half:
    """A plan for files, or for folders."""

    live: tuple[Live, ...]
    asked_dead: tuple[QName, ...]
    missing_xml: str
    """All of ``asked_dead`` as empty elements: most items have none of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to answer for each item, and what has to be read for it."""

    files: _Half
    folders: _Half
    names_only: bool
    all_dead: bool
    needs_dead: bool
    needs_locks: bool
    needs_quota: bool


def plan(asked: PropFind) -> Plan:
    """Return the plan for what a PROPFIND asks."""
    match asked:
        case Prop(names):
            return _plan(names, names)
        case AllProp(include):
            files = dict.fromkeys((*_OF_FILES, *include))
            folders = dict.fromkeys((*_BOTH, *include))
            return _plan(files, folders, all_dead=True)
        case PropName():
            return _plan(
                _ASKED_OF_FILES, _ASKED_OF_FOLDERS, all_dead=True, names_only=True
            )


def _plan(
    files: Iterable[QName],
    folders: Iterable[QName],
    *,
    all_dead: bool = False,
    names_only: bool = False,
) -> Plan:
    file_half = _half(files, _ASKED_OF_FILES)
    folder_half = _half(folders, _ASKED_OF_FOLDERS)
    return Plan(
        files=file_half,
        folders=folder_half,
        names_only=names_only,
        all_dead=all_dead,
        needs_dead=all_dead or bool(file_half.asked_dead or folder_half.asked_dead),
        needs_locks=not names_only and _lock_discovery in folder_half.live,
        needs_quota=not {_quota_used, _quota_available}.isdisjoint(folder_half.live),
    )


def _half(names: Iterable[QName], known: dict[QName, Live]) -> _Half:
    names = tuple(names)
    dead = tuple(name for name in names if name not in known)
    return _Half(
        live=tuple(known[name] for name in names if name in known),
        asked_dead=dead,
        missing_xml="".join([element(name) for name in dead]),
    )


def propstats(
    chosen: Plan,
    item: ItemRecord,
    *,
    dead: Sequence[DeadPropertyRecord] = (),
    locks_xml: str = "",
    quota: Quota | None = None,
) -> str:
    """Return the ``propstat`` elements of one item."""
    if chosen.names_only:
        return _names(item, dead)
    half = chosen.folders if item.is_folder else chosen.files
    facts = Facts(item=item, locks_xml=locks_xml, quota=quota)
    pieces = [live(facts) for live in half.live]
    missing = half.missing_xml
    if dead:
        missing = _add_dead(pieces, half, dead, everything=chosen.all_dead)
    if chosen.needs_quota and item.is_folder:
        missing += _missing_quota(half, facts)
    found = "".join(pieces)
    if not missing:
        return propstat(200, found)
    # RFC 4918 9.1: a request by name is answered name by name.
    return (propstat(200, found) if found else "") + propstat(404, missing)


def _add_dead(
    pieces: list[str],
    half: _Half,
    dead: Sequence[DeadPropertyRecord],
    *,
    everything: bool,
) -> str:
    """Append the dead properties asked for; return those that are not there."""
    have = {QName(one.namespace, one.name): one.xml for one in dead}
    if everything:
        pieces.extend(have.values())
    else:
        pieces.extend([have[name] for name in half.asked_dead if name in have])
    return "".join([element(name) for name in half.asked_dead if name not in have])


def _missing_quota(half: _Half, facts: Facts) -> str:
    return "".join(
        [
            element(name)
            for name, live in _QUOTA.items()
            if live in half.live and not live(facts)
        ]
    )


def _names(item: ItemRecord, dead: Sequence[DeadPropertyRecord]) -> str:
    live = _ASKED_OF_FOLDERS if item.is_folder else _ASKED_OF_FILES
    names = [*live, *(QName(one.namespace, one.name) for one in dead)]
    return propstat(200, "".join([element(name) for name in names]))


def container_propstats(chosen: Plan, entry: ContainerEntry) -> str:
    """Return the ``propstat`` elements of a place above the lists.

    It is a folder without dead properties that nobody can lock.
    """
    facts = {
        QName(DAV, "creationdate"): _iso(entry.created // _SECOND),
        QName(DAV, "displayname"): escape_text(entry.name),
        QName(DAV, "getlastmodified"): _http(entry.modified // _SECOND),
        QName(DAV, "resourcetype"): "<D:collection/>",
        QName(DAV, "lockdiscovery"): "",
        QName(DAV, "supportedlock"): "",
    }
    if chosen.names_only:
        return propstat(200, "".join([element(name) for name in facts]))
    wanted = {live: name for name, live in _BOTH.items()}
    found = "".join(
        [
            element(wanted[live], facts[wanted[live]])
            for live in chosen.folders.live
            if live in wanted
        ]
    )
    missing = chosen.folders.missing_xml + "".join(
        [
            element(name)
            for name, live in (_WIN32 | _QUOTA).items()
            if live in chosen.folders.live
        ]
    )
    if not missing:
        return propstat(200, found)
    return (propstat(200, found) if found else "") + propstat(404, missing)
