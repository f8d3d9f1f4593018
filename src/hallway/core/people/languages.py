"""In which language somebody is written to, where no page was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings

from hallway.core.access.actors import Actor, PrincipalId

Finder = TypeVar("Finder", bound=Callable[[Actor, PrincipalId], str | None])
_finders: list[Callable[[Actor, PrincipalId], str | None]] = []


def knows_languages(find: Finder) -> Finder:
    """Register what gives a person's language, or None; the first that knows it."""
    _finders.append(find)
    return find


def language_of(actor: Actor, person: PrincipalId) -> str:
    """Return the language somebody signed in with last, else the installation's."""
    found = (find(actor, person) for find in _finders)
    return next((one for one in found if one), settings.LANGUAGE_CODE)
