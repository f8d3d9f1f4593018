"""The query options of a request: `$filter`, `$orderby`, `$select` and their kin."""

from __future__ import annotations

from collections.abc import Mapping

from hallway.wire.odata.errors import ODataError
from hallway.wire.odata.filter import parse_filter
from hallway.wire.odata.tokens import MAX_LENGTH
from hallway.wire.query import MAX_NODES, Field, Order, Query

_ALIASES = {"order_by": "orderby", "inlinecount": "count"}
_KNOWN = frozenset(
    {"filter", "orderby", "select", "expand", "top", "skip", "skiptoken", "count"}
)
_YES = frozenset({"true", "allpages"})
_NO = frozenset({"false", "none", ""})
_MOST = 2**31 - 1


def parse_options(options: Mapping[str, str], *, prefix: str = "") -> Query:
    """Return the question that query options ask.

    Their names are read without case, and without their `$`, as some clients leave it
    out; options of other names are passed over.  `prefix` is what columns may stand
    below (Graph's `fields`): `$expand=fields($select=Title)` selects such columns.

    Raises ODataError, which names the option and the place in it.
    """
    given: dict[str, str] = {}
    for name, value in options.items():
        key = name.lower().removeprefix("$")
        key = _ALIASES.get(key, key)
        if key in _KNOWN and key not in given:
            given[key] = value
    select = _paths(given.get("select", ""), "$select", prefix)
    expand: list[str] = []
    where = None
    for name, inner in _expanded(given.get("expand", "")):
        if name != prefix:
            expand.append(name)
            continue
        select += _paths(inner.get("select", ""), "$expand", "")
        if inner.get("filter"):
            where = parse_filter(inner["filter"], option="$expand")
    if given.get("filter", "").strip():
        where = parse_filter(given["filter"], prefix=prefix)
    return Query(
        where=where,
        order=_orders(given.get("orderby", ""), prefix),
        select=tuple(dict.fromkeys(select)),
        expand=tuple(dict.fromkeys(expand)),
        limit=_number(given, "top"),
        skip=_number(given, "skip") or 0,
        token=given.get("skiptoken", ""),
        counted=_flag(given.get("count", "")),
    )


def _split(text: str, option: str) -> list[tuple[str, int]]:
    """Return what stands between commas outside brackets and texts, with its place."""
    if len(text) > MAX_LENGTH:
        raise ODataError("Too long", option=option, position=MAX_LENGTH)
    found, start, depth, is_text = [], 0, 0, False
    for place, one in enumerate(text):
        if one == "'":
            is_text = not is_text
        elif is_text:
            continue
        elif one == "(":
            depth += 1
        elif one == ")":
            depth -= 1
            if depth < 0:
                raise ODataError("Too many “)”", option=option, position=place)
        elif one == "," and not depth:
            found.append((text[start:place], start))
            start = place + 1
    if depth:
        raise ODataError("“)” is missing", option=option, position=len(text))
    found.append((text[start:], start))
    if len(found) > MAX_NODES:
        raise ODataError("Too much", option=option, position=found[MAX_NODES][1])
    return [(one.strip(), place) for one, place in found]


def _paths(text: str, option: str, prefix: str) -> list[Field]:
    if not text.strip():
        return []
    found = []
    for one, place in _split(text, option):
        if one != "*":
            found.append(_path(one, option, place, prefix))
    return found


def _path(text: str, option: str, place: int, prefix: str) -> Field:
    path = text.removeprefix(f"{prefix}/") if prefix else text
    name, _slash, inner = path.partition("/")
    if not _is_name(name) or (inner and not _is_name(inner)) or path.endswith("/"):
        raise ODataError("A column is expected", option=option, position=place)
    return Field(name, inner)


def _is_name(text: str) -> bool:
    return text.isidentifier()


def _orders(text: str, prefix: str) -> tuple[Order, ...]:
    if not text.strip():
        return ()
    found = []
    for one, place in _split(text, "$orderby"):
        path, _space, way = one.partition(" ")
        way = way.strip().lower()
        if way not in ("", "asc", "desc"):
            raise ODataError("asc or desc", option="$orderby", position=place)
        field = _path(path, "$orderby", place, prefix)
        found.append(Order(field, descending=way == "desc"))
    return tuple(found)


def _expanded(text: str) -> list[tuple[str, dict[str, str]]]:
    """Return what is expanded, with the options within its brackets."""
    if not text.strip():
        return []
    found = []
    for one, place in _split(text, "$expand"):
        name, bracket, rest = one.partition("(")
        inner: dict[str, str] = {}
        if bracket:
            if not rest.endswith(")"):
                raise ODataError("“)” is missing", option="$expand", position=place)
            for option in rest[:-1].split(";"):
                key, _equals, value = option.partition("=")
                inner[key.strip().lower().removeprefix("$")] = value
        # v3: Country/Region expands Country as well.
        name = name.strip().partition("/")[0]
        if not _is_name(name):
            raise ODataError("A column is expected", option="$expand", position=place)
        found.append((name, inner))
    return found


def _number(given: Mapping[str, str], name: str) -> int | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise ODataError("A whole number is expected", option=f"${name}", position=0)
    found = int(text)
    if found > _MOST:
        raise ODataError("Too large a number", option=f"${name}", position=0)
    return found


def _flag(text: str) -> bool:
    word = text.strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ODataError("true or false", option="$count", position=0)
