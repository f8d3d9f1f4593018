"""Whom a field for people and groups means; see `c/picker.html`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from hallway.core.access.actors import PrincipalId
from hallway.core.access.queries import get_principal_titles
from hallway.core.people.finding.queries import resolve_principals
from hallway.core.people.finding.records import Wanted
from hallway.faces._common.numbers import number
from hallway.faces.web.parse import Call


class Chosen(NamedTuple):
    """Somebody a picker holds already."""

    value: str
    name: str


def who(
    call: Call, texts: Iterable[str], *, wanted: Wanted = Wanted.PRINCIPALS
) -> tuple[list[PrincipalId], str]:
    """Return the principals meant, and what to say of the first that means nobody."""
    found = resolve_principals(call.actor, texts, wanted=wanted)
    for one in found:
        if one.match is None:
            return [], f"{one.text}: {one.message}"
    return [one.match.id for one in found if one.match is not None], ""


def chosen(call: Call, texts: Iterable[str]) -> list[Chosen]:
    """Those of a form's texts that name somebody by number, to be shown again."""
    ids = [
        one
        for text in texts
        if text.startswith("#") and (one := number(text.removeprefix("#")))
    ]
    titles = get_principal_titles(call.actor, ids)
    return [Chosen(f"#{one}", titles[one]) for one in ids if one in titles]
