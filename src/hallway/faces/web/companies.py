"""The own companies: their marks, and the choice among them."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from hallway.core.people.queries import list_organisations
from hallway.faces.web.parse import Call

LETTERS = ("a", "b")
"""Marks of the two oldest own companies; others are told by their names."""


class Company(NamedTuple):
    """A company as a filter or a form offers it."""

    id: int
    name: str
    letter: str


def letter_of(rank: int) -> str:
    """The mark of the own company at a place among them; empty where it has none."""
    return LETTERS[rank] if 0 <= rank < len(LETTERS) else ""


def own_companies(call: Call) -> list[Company]:
    """The own companies, the oldest first."""
    own = [one for one in list_organisations(call.actor) if one.kind == "own"]
    own.sort(key=lambda one: one.id)
    return [Company(one.id, one.name, letter_of(n)) for n, one in enumerate(own)]


def company_options(call: Call) -> list[tuple[str, str]]:
    """What a form's choice of company offers."""
    return [
        ("", _("All companies")),
        *((str(one.id), one.name) for one in own_companies(call)),
    ]
