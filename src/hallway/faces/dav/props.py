"""Live properties, and which of them a request gets (RFC 4918 15, RFC 4331 3 and 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

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


Value = Callable[[ItemRecord, str], str]
"""What stands in a property of an item, as XML; also gets the XML of its locks."""


class Live(NamedTuple):
    """A live property: its element with ``%s`` for the value, if that varies.

    An answer of 10,000 rows is made of one template filled 10,000 times.
    """

    xml: str
    value: Value | None = None


def _created(item: ItemRecord, _: str) -> str:
    created = item.created if item.client_created is None else item.client_created
    return _iso(created // _SECOND)


def _name(item: ItemRecord, _: str) -> str:
    return escape_text(item.name)


def _length(item: ItemRecord, _: str) -> str:
    return str(item.size)


def _type(item: ItemRecord, _: str) -> str:
    return media_type_for(item.name, item.sniffed_type)


def _etag(item: ItemRecord, _: str) -> str:
    return item.etag


def _modified(item: ItemRecord, _: str) -> str:
    return _http(modified_of(item) // _SECOND)


def _locks(_: ItemRecord, locks_xml: str) -> str:
    return lockdiscovery(locks_xml) if locks_xml else "<D:lockdiscovery/>"


@lru_cache(maxsize=8192)
def _http(second: int) -> str:
    return format_http_date(second * _SECOND)


@lru_cache(maxsize=8192)
def _iso(second: int) -> str:
    return format_iso_date(second * _SECOND)


def _with(local: str, value: Value) -> Live:
    return Live(f"<D:{local}>%s</D:{local}>", value)


_FOLDER = Live("<D:resourcetype><D:collection/></D:resourcetype>")
_BOTH: dict[QName, Live] = {
    QName(DAV, "creationdate"): _with("creationdate", _created),
    QName(DAV, "displayname"): _with("displayname", _name),
    QName(DAV, "getlastmodified"): _with("getlastmodified", _modified),
    QName(DAV, "resourcetype"): _FOLDER,
    QName(DAV, "lockdiscovery"): Live("%s", _locks),
    QName(DAV, "supportedlock"): Live(SUPPORTEDLOCK),
}
_OF_FILES: dict[QName, Live] = _BOTH | {
    QName(DAV, "resourcetype"): Live("<D:resourcetype/>"),
    QName(DAV, "getcontentlength"): _with("getcontentlength", _length),
    QName(DAV, "getcontenttype"): _with("getcontenttype", _type),
    QName(DAV, "getetag"): _with("getetag", _etag),
}
# Not in an allprop: what Windows sets and reads again, and storage (RFC 4331 3, 4).
_WIN32: dict[QName, Live] = {
    WIN32_MODIFIED: Live(element(WIN32_MODIFIED, "%s"), _modified)
}
_AVAILABLE = QName(DAV, "quota-available-bytes")
_USED = QName(DAV, "quota-used-bytes")
_QUOTA = (_AVAILABLE, _USED)
_ASKED_OF_FILES = _OF_FILES | _WIN32
_ASKED_OF_FOLDERS = _BOTH | _WIN32

PROTECTED = frozenset(_OF_FILES) | frozenset(_QUOTA)
"""Live properties that no client can set."""


# --- plans: what is asked, worked out once for all items of an answer


@dataclass(frozen=True, slots=True)
class _Half:
    """A plan for files, or for folders."""

    template: str
    values: tuple[Value, ...]
    quota: tuple[QName, ...]
    asked_dead: tuple[QName, ...]
    missing_xml: str
    """All of ``asked_dead`` as empty elements: most items have none of them."""
    plain: str
    """The whole ``response`` of an item with live properties alone: href, values."""

    def live(self, item: ItemRecord, locks_xml: str) -> str:
        """Return the live properties of an item."""
        return self.template % tuple([one(item, locks_xml) for one in self.values])


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to answer for each item, and what has to be read for it."""

    files: _Half
    folders: _Half
    asked_of_folders: tuple[QName, ...]
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
    file_half = _half(files, _ASKED_OF_FILES, quota=())
    folder_half = _half(folders, _ASKED_OF_FOLDERS, quota=_QUOTA)
    return Plan(
        files=file_half,
        folders=folder_half,
        asked_of_folders=tuple(folders),
        names_only=names_only,
        all_dead=all_dead,
        needs_dead=all_dead or bool(file_half.asked_dead or folder_half.asked_dead),
        needs_locks=not names_only and _locks in folder_half.values,
        needs_quota=not names_only and bool(folder_half.quota),
    )


def _half(
    names: Iterable[QName], known: dict[QName, Live], *, quota: tuple[QName, ...]
) -> _Half:
    names = tuple(names)
    live = [known[name] for name in names if name in known]
    dead = tuple(name for name in names if name not in known and name not in quota)
    template = "".join([one.xml for one in live])
    missing = "".join([element(name) for name in dead])
    stats = _both(template, missing.replace("%", "%%"))
    return _Half(
        template=template,
        values=tuple(one.value for one in live if one.value is not None),
        quota=tuple(name for name in names if name in quota),
        asked_dead=dead,
        missing_xml=missing,
        plain=f"<D:response><D:href>%s</D:href>{stats}</D:response>",
    )


def plain_response(chosen: Plan, item: ItemRecord, href: str) -> str | None:
    """Return the ``response`` of an item without dead properties and locks.

    The short way for the many rows of a listing; None where there is more to say.
    ``href`` is percent-encoded, and so needs no escaping.
    """
    half = chosen.folders if item.is_folder else chosen.files
    if chosen.names_only or half.quota:
        return None
    return half.plain % (href, *[value(item, "") for value in half.values])


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
    found = half.live(item, locks_xml)
    missing = half.missing_xml
    if dead:
        found, missing = _with_dead(found, half, dead, everything=chosen.all_dead)
    for name in half.quota:
        size = _quota(name, quota)
        if size is None:
            missing += element(name)
        else:
            found += element(name, str(size))
    return _both(found, missing)


def _both(found: str, missing: str) -> str:
    """Return one ``propstat`` or two: a request by name is answered name by name."""
    if not missing:
        return propstat(200, found)
    return (propstat(200, found) if found else "") + propstat(404, missing)


def _with_dead(
    found: str, half: _Half, dead: Sequence[DeadPropertyRecord], *, everything: bool
) -> tuple[str, str]:
    """Return what is found with the dead properties asked for, and what is not."""
    have = {QName(one.namespace, one.name): one.xml for one in dead}
    wanted = have if everything else half.asked_dead
    found += "".join([have[name] for name in wanted if name in have])
    absent = [element(name) for name in half.asked_dead if name not in have]
    return found, "".join(absent)


def _quota(name: QName, quota: Quota | None) -> int | None:
    if quota is None:
        return None
    if name == _USED:
        return quota.used
    # RFC 4331 3: absent where there is no limit to speak of.
    return None if quota.limit is None else max(quota.limit - quota.used, 0)


def _names(item: ItemRecord, dead: Sequence[DeadPropertyRecord]) -> str:
    live = [*_ASKED_OF_FOLDERS, *_QUOTA] if item.is_folder else [*_ASKED_OF_FILES]
    names = [*live, *(QName(one.namespace, one.name) for one in dead)]
    return propstat(200, "".join([element(name) for name in names]))


def container_propstats(chosen: Plan, entry: ContainerEntry) -> str:
    """Return the ``propstat`` elements of a place above the lists.

    It is a folder without dead properties that nobody can lock.
    """
    content = {
        QName(DAV, "creationdate"): _iso(entry.created // _SECOND),
        QName(DAV, "displayname"): escape_text(entry.name),
        QName(DAV, "getlastmodified"): _http(entry.modified // _SECOND),
        QName(DAV, "resourcetype"): "<D:collection/>",
        QName(DAV, "lockdiscovery"): "",
        QName(DAV, "supportedlock"): "",
    }
    if chosen.names_only:
        return propstat(200, "".join([element(name) for name in content]))
    asked = chosen.asked_of_folders
    found = [element(name, content[name]) for name in asked if name in content]
    missing = [element(name) for name in asked if name not in content]
    return _both("".join(found), "".join(missing))
