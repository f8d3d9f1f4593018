"""Who sees term sets, and who may change them; taking one for a command."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.access.trim import readable_sql
from hallway.core.changes.journal import DIRECTORY, StreamRef, lock_streams
from hallway.core.errors import NotFound
from hallway.core.people.rules import demand_administrator
from hallway.core.sites.models import Site
from hallway.core.terms.models import Term, TermGroup, TermSet


class Held(NamedTuple):
    """What a command on terms has for itself, and where its changes are told."""

    group: TermGroup
    stream: StreamRef


def readable_groups(actor: Actor, alias: str) -> tuple[str, list[object]]:
    """Return a WHERE term that a group is the company's or of a site he reads.

    The company's are for everybody who is signed in.
    """
    if actor.everything is not None:
        return "1 = 1", []
    readable, parameters = readable_sql(actor, Right.VIEW_LIST_ITEMS, "rs.scope_id")
    of_site = f"{alias}.site_id IN (SELECT rs.id FROM core_site rs WHERE {readable})"
    if not actor.is_person:
        return of_site, list(parameters)
    return f"({alias}.site_id IS NULL OR {of_site})", list(parameters)


def hex_of(guid: str) -> str:
    """Return a GUID as both databases take it; NotFound for what is none."""
    try:
        return uuid.UUID(guid).hex
    except ValueError:
        raise NotFound from None


def may_manage(actor: Actor, site: int | None, scope: int | None) -> bool:
    """Tell whether the actor may change a group: his site's, or the company's."""
    if actor.everything is not None:
        return True
    if site is None or scope is None:
        return False
    return bool(get_mask(actor, scope) & Right.MANAGE_WEB)


def demand_manager(actor: Actor, site: int | None) -> None:
    """Refuse who may not change the groups of a site, or the company's."""
    if site is None:
        if not actor.is_person and actor.everything is None:
            raise NotFound
        demand_administrator(actor)
        return
    found = Site.unscoped.filter(pk=site).only("scope_id").first()
    if found is None:
        raise NotFound
    demand(actor, get_mask(actor, found.scope_id), Right.MANAGE_WEB)


def stream_of(site: int | None) -> StreamRef:
    """Return the stream that tells of a group and all that is in it."""
    return DIRECTORY if site is None else ("site", site)


def hold_group(actor: Actor, group: int, *also: StreamRef) -> Held:
    """Take a group, which the actor has to manage, and more streams with it."""
    site = TermGroup.unscoped.filter(pk=group).values_list("site_id").first()
    if site is None:
        raise NotFound
    demand_manager(actor, site[0])
    stream = stream_of(site[0])
    lock_streams([stream, *also])
    held = TermGroup.unscoped.filter(pk=group).first()
    if held is None:
        raise NotFound
    return Held(held, stream)


def hold_set(actor: Actor, term_set: int, *also: StreamRef) -> tuple[TermSet, Held]:
    """Take a set and its group; see `hold_group`."""
    group = TermSet.unscoped.filter(pk=term_set).values_list("group_id").first()
    if group is None:
        raise NotFound
    held = hold_group(actor, group[0], *also)
    found = TermSet.unscoped.filter(pk=term_set).first()
    if found is None:
        raise NotFound
    return found, held


def hold_term(actor: Actor, term: int, *also: StreamRef) -> tuple[Term, TermSet, Held]:
    """Take a term that was not merged into another, and its set; see `hold_group`."""
    of = Term.unscoped.filter(pk=term).values_list("of_id").first()
    if of is None:
        raise NotFound
    held_set, held = hold_set(actor, of[0], *also)
    found = Term.unscoped.filter(pk=term, merged_into__isnull=True).first()
    if found is None:
        raise NotFound
    return found, held_set, held
