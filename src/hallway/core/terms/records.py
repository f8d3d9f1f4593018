"""What leaves the term store."""

from __future__ import annotations

from typing import NamedTuple, NewType

from hallway.core.sites.records import SiteId

TermGroupId = NewType("TermGroupId", int)
TermSetId = NewType("TermSetId", int)
TermId = NewType("TermId", int)


class TermGroupRecord(NamedTuple):
    """A group of term sets; `site` is None for the whole company's."""

    id: TermGroupId
    guid: str
    site: SiteId | None
    title: str
    description: str


class TermSetRecord(NamedTuple):
    """A term set; `may_manage` says whether the actor may change it."""

    id: TermSetId
    guid: str
    group: TermGroupId
    group_title: str
    site: SiteId | None
    title: str
    description: str
    is_open: bool
    language: str
    may_manage: bool


class Label(NamedTuple):
    """What a term is called in a language, as default or as a synonym."""

    language: str
    text: str
    is_default: bool


class TermRecord(NamedTuple):
    """A term as it is called in the language that was asked for.

    path      the ids from the top of its set to itself
    children  how many terms stand right below it
    """

    id: TermId
    guid: str
    set: TermSetId
    parent: TermId | None
    path: tuple[int, ...]
    title: str
    description: str
    is_deprecated: bool
    position: int
    children: int


class TermDetail(NamedTuple):
    """A term with all it is called."""

    term: TermRecord
    labels: tuple[Label, ...]


class Suggestion(NamedTuple):
    """A term that fits what was typed; `under` are the titles above it, top first."""

    id: TermId
    title: str
    matched: str
    under: tuple[str, ...]


class Uses(NamedTuple):
    """Where a term is a value: how many items, in how many lists; and old versions."""

    items: int
    lists: int
    versions: int
