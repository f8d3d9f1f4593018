"""Request bodies of PROPFIND, PROPPATCH, LOCK and REPORT (RFC 4918 14, RFC 6578 6).

Bodies are UTF-8 or UTF-16 (RFC 4918 8.2). A document type declaration is refused
before libxml2 sees it, so there are no entities to expand; libxml2 refuses more than
256 levels. Unknown elements are ignored (RFC 4918 17).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from hallway.wire.davxml.names import DAV, LockScope, QName
from hallway.wire.errors import WireError

MAX_BODY = 1 << 20
MAX_PROPERTIES = 1000

_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_ENCODING = re.compile(r"""<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")
_ENCODINGS = frozenset(
    ["utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be"]
)
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class BadXml(WireError):
    """A body that is not the XML its method demands (400)."""


class XmlTooLarge(BadXml):
    """A body longer than MAX_BODY, or with more than MAX_PROPERTIES names (413)."""


@dataclass(frozen=True, slots=True)
class AllProp:
    """All properties that are cheap, and those in ``include``."""

    include: tuple[QName, ...] = ()


@dataclass(frozen=True, slots=True)
class PropName:
    """The names of all properties, without values."""


@dataclass(frozen=True, slots=True)
class Prop:
    """The properties in ``names``: each once, in the order of the request."""

    names: tuple[QName, ...]


PropFind = AllProp | PropName | Prop


@dataclass(frozen=True, slots=True)
class Set:
    """A property to set.

    ``xml`` is the whole property element, its namespaces declared on it and the
    ``xml:lang`` in scope kept on it, so it stands as it is anywhere in a document
    that declares no default namespace. ``text`` is the text inside, for live
    properties. Comments and processing instructions are gone.
    """

    name: QName
    xml: str
    text: str


@dataclass(frozen=True, slots=True)
class Remove:
    """A property to remove."""

    name: QName


@dataclass(frozen=True, slots=True)
class LockInfo:
    """The lock a client asks for; ``owner_xml`` is its whole owner element, as Set."""

    scope: LockScope
    owner_xml: str | None


@dataclass(frozen=True, slots=True)
class SyncCollection:
    """A sync-collection report (RFC 6578 3.2).

    ``token`` is None at the first sync; ``infinite`` asks for all levels below;
    ``limit`` is the most responses the client wants.
    """

    token: str | None
    infinite: bool
    limit: int | None
    names: tuple[QName, ...]


def parse_propfind(body: bytes) -> PropFind:
    """Return what a PROPFIND asks for; an empty body asks for all. Raises BadXml."""
    if not body.strip():
        # RFC 4918 9.1: no body is a request for all properties.
        return AllProp()
    root = _root(body, "propfind")
    asked = [
        child
        for child in root
        if _name(child) in ((DAV, "allprop"), (DAV, "propname"), (DAV, "prop"))
    ]
    if len(asked) != 1:
        raise BadXml("A propfind holds one of prop, propname and allprop.")
    match _name(asked[0]).local:
        case "prop":
            return Prop(_names(asked[0]))
        case "propname":
            return PropName()
        case _:
            include = _child(root, "include")
            return AllProp(_names(include) if include is not None else ())


def parse_proppatch(body: bytes) -> list[Set | Remove]:
    """Return the changes a PROPPATCH asks for, in document order. Raises BadXml."""
    changes: list[Set | Remove] = []
    for instruction in _root(body, "propertyupdate"):
        verb = _name(instruction)
        if verb not in ((DAV, "set"), (DAV, "remove")):
            continue
        for prop in instruction:
            if _name(prop) != (DAV, "prop"):
                continue
            for one in prop:
                name = _name(one)
                if verb.local == "remove":
                    changes.append(Remove(name))
                else:
                    changes.append(Set(name, _standalone(one), _text(one)))
    if not changes:
        raise BadXml("A propertyupdate sets or removes at least one property.")
    if len(changes) > MAX_PROPERTIES:
        raise XmlTooLarge(f"A request names at most {MAX_PROPERTIES} properties.")
    return changes


def parse_lockinfo(body: bytes) -> LockInfo:
    """Return the lock a LOCK with a body asks for (RFC 4918 14.11). Raises BadXml."""
    root = _root(body, "lockinfo")
    kind = _child(root, "locktype")
    if kind is None or _child(kind, "write") is None:
        raise BadXml("A lock must be a write lock.")
    asked = _child(root, "lockscope")
    scopes = [
        scope
        for scope in LockScope
        if asked is not None and _child(asked, scope.value) is not None
    ]
    if len(scopes) != 1:
        raise BadXml("A lock is either exclusive or shared.")
    owner = _child(root, "owner")
    return LockInfo(scopes[0], _standalone(owner) if owner is not None else None)


def parse_sync_collection(body: bytes) -> SyncCollection:
    """Return what a sync-collection REPORT asks for (RFC 6578 6.1). Raises BadXml."""
    root = _root(body, "sync-collection")
    token = _child(root, "sync-token")
    if token is None:
        raise BadXml("A sync-collection holds a sync-token, empty at first.")
    level = _child(root, "sync-level")
    level_text = "1" if level is None else _text(level).strip()
    if level_text not in ("1", "infinite"):
        raise BadXml("A sync-level is 1 or infinite.")
    limit = _child(root, "limit")
    prop = _child(root, "prop")
    return SyncCollection(
        token=_text(token).strip() or None,
        infinite=level_text == "infinite",
        limit=None if limit is None else _results(limit),
        names=() if prop is None else _names(prop),
    )


def report_name(body: bytes) -> QName:
    """Return the name of a REPORT's root element, which says which report it is."""
    return _name(_document(body))


def _results(limit: etree._Element) -> int:
    results = _child(limit, "nresults")
    text = "" if results is None else _text(results).strip()
    if not re.fullmatch("0*[1-9][0-9]{0,8}", text):
        raise BadXml("A limit holds nresults, a number above 0.")
    return int(text[-9:])


# --- documents


def _root(body: bytes, local: str) -> etree._Element:
    root = _document(body)
    if _name(root) != (DAV, local):
        raise BadXml(f"The body is not a {local} of the namespace DAV:.")
    return root


def _document(body: bytes) -> etree._Element:
    text = _decode(body)
    prolog = _PROLOG.match(text)
    after = prolog.end() if prolog else 0
    if text.startswith("<!", after):
        raise BadXml("A document type declaration is refused.", position=after)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise BadXml(f"The body is not well-formed XML: {error.msg}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadXml("A document type declaration is refused.")
    return root


def _decode(body: bytes) -> str:
    if len(body) > MAX_BODY:
        raise XmlTooLarge(f"The body is longer than {MAX_BODY} bytes.")
    # XML 1.0 appendix F: UTF-16 shows in its first two bytes, with a mark or without.
    codec = "utf-8-sig"
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codec = "utf-16"
    elif body[:2] == b"<\0":
        codec = "utf-16-le"
    elif body[:2] == b"\0<":
        codec = "utf-16-be"
    try:
        text = body.decode(codec)
    except UnicodeDecodeError as error:
        raise BadXml(
            "The body is neither UTF-8 nor UTF-16.", position=error.start
        ) from None
    declared = _ENCODING.match(text)
    if declared is not None and declared[1].lower() not in _ENCODINGS:
        raise BadXml("The body must be UTF-8 or UTF-16.", position=declared.start(1))
    return text


# --- elements


def _name(one: etree._Element) -> QName:
    namespace, _, local = str(one.tag).rpartition("}")
    return QName(namespace[1:], local)


def _child(parent: etree._Element, local: str) -> etree._Element | None:
    return parent.find(f"{{{DAV}}}{local}")


def _text(one: etree._Element) -> str:
    return etree.tostring(one, method="text", encoding="unicode", with_tail=False)


def _names(prop: etree._Element) -> tuple[QName, ...]:
    names = tuple(dict.fromkeys(_name(child) for child in prop))
    if len(names) > MAX_PROPERTIES:
        raise XmlTooLarge(f"A request names at most {MAX_PROPERTIES} properties.")
    return names


def _standalone(one: etree._Element) -> str:
    # RFC 4918 4.3: the language in scope is part of the value, wherever it stood.
    if one.get(_LANG) is None:
        for ancestor in one.iterancestors():
            if (language := ancestor.get(_LANG)) is not None:
                one.set(_LANG, language)
                break
    # Not C14N: libxml2's refuses namespaces that are relative references.
    return etree.tostring(one, encoding="unicode", with_tail=False)
