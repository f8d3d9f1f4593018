"""People as pages show them: their addresses, pictures and companies in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hallway.core.people.profiles.records import PersonCard
from hallway.faces.web.companies import Company, own_companies
from hallway.faces.web.parse import Call, person_href


@dataclass(frozen=True, slots=True)
class Shown:
    """A person's mark and line; `company` is the first of `companies`."""

    id: int
    name: str
    href: str
    role: str
    picture: str
    companies: list[Company]
    place: str
    card: PersonCard
    count: int
    chart_href: str
    current: bool

    @property
    def company(self) -> str:
        """The name of the first of his companies."""
        return self.companies[0].name if self.companies else ""

    @property
    def letter(self) -> str:
        """The mark of the first of his companies."""
        return self.companies[0].letter if self.companies else ""


def photo_href(card: PersonCard) -> str:
    """The address of a photo, another one when the photo changes; or nothing."""
    return f"{person_href(card.id)}/photo?v={card.photo[:12]}" if card.photo else ""


def chart_href(person: int) -> str:
    """The address of the chart around a person."""
    return f"/people/org?focus={person}"


def shown(
    call: Call, cards: Iterable[PersonCard], *, current: int | None = None
) -> list[Shown]:
    """People as pages show them; ``current`` is the one the page is about."""
    listed = list(cards)
    companies = {one.id: one for one in own_companies(call)} if listed else {}
    return [_shown(one, companies, current) for one in listed]


def _shown(
    card: PersonCard, companies: dict[Any, Company], current: int | None
) -> Shown:
    return Shown(
        id=card.id,
        name=card.name,
        href=person_href(card.id),
        role=card.job_title or card.department,
        picture=photo_href(card),
        companies=[companies[one] for one in card.companies if one in companies],
        place=card.office,
        card=card,
        count=card.reports,
        chart_href=chart_href(card.id),
        current=card.id == current,
    )
