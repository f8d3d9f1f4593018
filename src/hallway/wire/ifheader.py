"""The WebDAV ``If`` header: its lists, and whether they hold (RFC 4918 10.4)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from hallway.wire.errors import WireError
from hallway.wire.etag import ETAG_PATTERN, Etag, strong_equal

_SPACE = re.compile("[ \t]*")
# RFC 4918 10.4.2: a Coded-URL holds an absolute URI, a Resource-Tag a Simple-ref.
_TOKEN = re.compile("<([A-Za-z][A-Za-z0-9+.\\-]*:[^<>\\s\x00-\x1f\x7f]+)>")
_TAG = re.compile("<((?:[A-Za-z][A-Za-z0-9+.\\-]*:|/)[^<>\\s\x00-\x1f\x7f]*)>")
_ETAG = re.compile(rf"\[[ \t]*{ETAG_PATTERN}[ \t]*\]")
_NOT = re.compile("not(?=[ \t<\\[])", re.IGNORECASE)


class BadIf(WireError):
    """An If header that does not follow its grammar (400)."""


@dataclass(frozen=True, slots=True)
class TokenCondition:
    """A state token that the resource must have, or with ``negated`` must not."""

    token: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class EtagCondition:
    """An entity tag that the resource must have, or with ``negated`` must not."""

    etag: Etag
    negated: bool = False


Condition = TokenCondition | EtagCondition


@dataclass(frozen=True, slots=True)
class ConditionList:
    """Conditions that must all hold for one resource.

    ``resource`` is the tag as sent (absolute URL or path, still percent-encoded);
    None means the resource of the request.
    """

    resource: str | None
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class IfHeader:
    """Lists of which one must hold; either all are tagged or none is."""

    lists: tuple[ConditionList, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceState:
    """What conditions are held against: entity tag, and tokens of locks in force."""

    etag: Etag | None = None
    tokens: frozenset[str] = frozenset()


UNMAPPED = ResourceState()
"""The state of a URL where nothing is: no entity tag and no token."""


def parse_if(header: str) -> IfHeader:
    """Return the lists in an If header; raises BadIf with the position."""
    lists: list[ConditionList] = []
    resource: str | None = None
    awaiting_list = False
    position = _skip(header, 0)
    while position < len(header):
        if header[position] == "(":
            conditions, position = _parse_list(header, position + 1)
            lists.append(ConditionList(resource, conditions))
            awaiting_list = False
        elif header[position] == "<" and not awaiting_list:
            if lists and resource is None:
                raise BadIf(
                    "Tagged lists cannot follow untagged ones.", position=position
                )
            tag = _TAG.match(header, position)
            if tag is None:
                raise BadIf("This is not a resource tag.", position=position)
            resource, position = tag[1], tag.end()
            awaiting_list = True
        else:
            raise BadIf("A list in parentheses was expected here.", position=position)
        position = _skip(header, position)
    if awaiting_list or not lists:
        raise BadIf("A list in parentheses was expected here.", position=position)
    return IfHeader(tuple(lists))


def _skip(header: str, position: int) -> int:
    space = _SPACE.match(header, position)
    return space.end() if space else position


def _parse_list(header: str, position: int) -> tuple[tuple[Condition, ...], int]:
    conditions: list[Condition] = []
    while True:
        position = _skip(header, position)
        if header.startswith(")", position):
            break
        negated = False
        if found := _NOT.match(header, position):
            negated = True
            position = _skip(header, found.end())
        if found := _TOKEN.match(header, position):
            conditions.append(TokenCondition(found[1], negated))
        elif found := _ETAG.match(header, position):
            etag = Etag(found["value"], found["weak"] is not None)
            conditions.append(EtagCondition(etag, negated))
        else:
            raise BadIf(
                "A state token or an entity tag was expected here.", position=position
            )
        position = found.end()
    if not conditions:
        raise BadIf("A list cannot be empty.", position=position)
    return tuple(conditions), position + 1


def submitted_tokens(parsed: IfHeader) -> frozenset[str]:
    """Return every token in the header, negated ones too.

    RFC 4918 10.4.1: that a token appears at all means it was submitted.
    """
    return frozenset(
        condition.token
        for one in parsed.lists
        for condition in one.conditions
        if isinstance(condition, TokenCondition)
    )


def evaluate(parsed: IfHeader, resolver: Callable[[str | None], ResourceState]) -> bool:
    """Say whether one of the lists holds; False means 412.

    ``resolver`` gets a list's ``resource`` and returns its state, UNMAPPED where
    nothing exists (RFC 4918 10.4.5) or the tag is on another server.
    """
    return any(_holds(one.conditions, resolver(one.resource)) for one in parsed.lists)


def _holds(conditions: tuple[Condition, ...], state: ResourceState) -> bool:
    return all(
        _has(condition, state) is not condition.negated for condition in conditions
    )


def _has(condition: Condition, state: ResourceState) -> bool:
    if isinstance(condition, TokenCondition):
        # RFC 4918 6.5: a token is compared as a whole, never parsed.
        return condition.token in state.tokens
    # RFC 4918 10.4.4 leaves the choice; a write deserves the strong comparison.
    return state.etag is not None and strong_equal(condition.etag, state.etag)
