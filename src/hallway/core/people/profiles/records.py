"""What leaves the profiles package; every instant is in microseconds UTC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from hallway.core.access.actors import PrincipalId
from hallway.core.people.records import OrganisationId

FACETS = ("company", "department", "office", "skill", "language")
"""What the directory is narrowed by."""


class Order(Enum):
    """The order of the directory: by name, or who came last first."""

    NAME = "name"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a person says of himself, and what is said of him.

    about         Markdown
    working_days  1 (Monday) to 7; working_hours is free words
    former_email  an address he had before, which still finds him
    """

    job_title: str = ""
    department: str = ""
    office: str = ""
    phone: str = ""
    mobile: str = ""
    pronouns: str = ""
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    about: str = ""
    working_days: tuple[int, ...] = ()
    working_hours: str = ""
    former_email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCard:
    """A person as a list shows him; `photo` is the body's name, empty without one.

    `companies` are the own companies of all his accounts, `reports` how many work
    for him directly.
    """

    id: PrincipalId
    name: str
    email: str
    active: bool
    job_title: str
    department: str
    office: str
    phone: str
    photo: str
    created: int
    companies: tuple[OrganisationId, ...] = ()
    reports: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """Everything a person's page says of him.

    manager   the person above him in the chart
    others    his other accounts, where two were found to be one human
    """

    card: PersonCard
    profile: Profile
    manager: PrincipalId | None
    others: tuple[PersonCard, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What the directory is narrowed by: any of the values of each facet, and all.

    facets   by the names of FACETS: keys as counted, ids of companies
    text     words, each the beginning of one he is known by
    letter   the first of his name's sort key
    """

    text: str = ""
    letter: str = ""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """A value people are narrowed by, and how many have it."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryPage:
    """Some of the people a narrowing leaves, and all there is to know of the rest.

    facets   each counted as if it alone were not narrowed by
    letters  those that names begin with
    first    the place of the first one here, from 1
    """

    people: tuple[PersonCard, ...]
    total: int
    first: int
    has_more: bool
    facets: Mapping[str, Sequence[FacetValue]]
    letters: tuple[str, ...]
