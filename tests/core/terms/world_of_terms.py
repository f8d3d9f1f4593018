"""A term set of the company and one of the HR site."""

from __future__ import annotations

from typing import Any

from hallway.core.terms.commands import add_term, add_term_group, add_term_set
from hallway.core.terms.queries import get_term_set
from hallway.core.terms.records import Label, TermId, TermSetRecord
from tests.world import HR_SECRET, SYSTEM, World


def make_set(
    world: World, title: str, *, who: str = "admin", site: Any = None, **more: Any
) -> TermSetRecord:
    """Give an empty set in a group of its own."""
    actor = world.actor(who)
    group = add_term_group(actor, title=f"Group of {title}", site=site)
    return get_term_set(actor, add_term_set(actor, group, title=title, **more))


def make_places(world: World) -> tuple[TermSetRecord, dict[str, TermId]]:
    """Give Europe with Germany in it, and its synonyms, and Asia."""
    admin = world.actor("admin")
    places = make_set(world, "Places")
    europe = add_term(
        admin,
        places.id,
        title="Europe",
        labels=[Label("de", "Europa", True), Label("de", "Alter Kontinent", False)],
    )
    germany = add_term(
        admin,
        places.id,
        title="Germany",
        parent=europe,
        labels=[Label("de", "Deutschland", True), Label("en", "FRG", False)],
    )
    asia = add_term(admin, places.id, title="Asia")
    return places, {"europe": europe, "germany": germany, "asia": asia}


def make_secret_set(world: World) -> TermSetRecord:
    """Give a set of the HR site, with a term that says so."""
    secret = make_set(world, f"{HR_SECRET} grades", who="owner", site=world.hr)
    add_term(world.actor("owner"), secret.id, title=f"{HR_SECRET} one")
    return get_term_set(SYSTEM, secret.id)
