"""Reads about groups and who is in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.access.groups.records import GroupRecord, MemberRecord
from hallway.core.access.groups.rules import (
    demand_listing,
    how_sentence,
    sees_group,
    shortest_path,
)
from hallway.core.access.queries import get_masks, get_principal_titles
from hallway.core.errors import NotFound
from hallway.core.people.actors import load_reach
from hallway.core.people.queries import get_person
from hallway.core.people.rules import is_self
from hallway.platform.db import engine

_GROUP = (
    "SELECT g.principal_id, p.guid, p.title, g.description, g.site_id, g.built_in,"
    " s.scope_id FROM core_group g JOIN core_principal p ON p.id = g.principal_id"
    " LEFT JOIN core_site s ON s.id = g.site_id WHERE "
)


def get_group(actor: Actor, group: int) -> GroupRecord:
    """Return a group; NotFound if absent or hidden."""
    return get_group_and_mask(actor, group)[0]


def get_group_and_mask(actor: Actor, group: int) -> tuple[GroupRecord, int]:
    """Return a group and the actor's rights on its site, 0 without one."""
    found = _groups(actor, "g.principal_id = %s", [group])
    if not found:
        raise NotFound("There is no such group.")
    return found[0]


def list_groups(actor: Actor, *, site: int | None = None) -> list[GroupRecord]:
    """Return the groups of a site, or of the directory, that the actor sees."""
    if site is None:
        found = _groups(actor, "g.site_id IS NULL ORDER BY p.title, p.id", [])
    else:
        found = _groups(actor, "g.site_id = %s ORDER BY p.title, p.id", [site])
    return [group for group, _ in found]


def list_members(actor: Actor, group: int) -> list[MemberRecord]:
    """Return everybody in a group, by title, with how he is in it.

    Groups inside it come as members too.  Forbidden for a customer.
    """
    record, mask = get_group_and_mask(actor, group)
    demand_listing(actor, record, site_mask=mask)
    rows = engine().fetch_all(
        "SELECT c.member_id, p.kind, p.title, d.id IS NOT NULL,"
        " (SELECT MIN(vp.title) FROM core_groupmember v"
        "  JOIN core_groupclosure vc"
        "  ON vc.group_id = v.member_id AND vc.member_id = c.member_id"
        "  JOIN core_principal vp ON vp.id = v.member_id"
        "  WHERE v.group_id = c.group_id)"
        " FROM core_groupclosure c JOIN core_principal p ON p.id = c.member_id"
        " LEFT JOIN core_groupmember d"
        " ON d.group_id = c.group_id AND d.member_id = c.member_id"
        " WHERE c.group_id = %s ORDER BY p.title, p.id",
        (group,),
    )
    return [
        MemberRecord(
            principal=PrincipalId(member),
            kind=kind,
            title=title,
            how=how_sentence([] if direct else [via]),
        )
        for member, kind, title, direct, via in rows
    ]


def membership_path(actor: Actor, principals: Iterable[int], group: int) -> list[str]:
    """Return the titles of the groups that lead from principals to a group.

    From the innermost to the group itself, the shortest way; [] if none of the
    principals is in it.  `principals` may hold the groups too, as an actor's do.
    Whoever asks has shown that he may see why: this is part of an explanation.
    """
    given = tuple(sorted(set(principals)))
    ask = partial(_path, actor, given, group)
    return list(engine().once(("path", given, group), ask)) if given else []


def _path(actor: Actor, given: Sequence[int], group: int) -> list[str]:
    db = engine()
    kinds: dict[int, str] = dict(
        db.fetch_all(
            f"SELECT id, kind FROM core_principal WHERE id IN ({_marks(given)})",
            given,
        )
    )
    starts = [one for one in given if kinds.get(one, "group") != "group"]
    if not starts:
        return []
    around = (
        f"SELECT group_id FROM core_groupclosure WHERE member_id IN ({_marks(starts)})"
    )
    edges = db.fetch_all(
        "SELECT m.group_id, m.member_id FROM core_groupmember m"
        f" WHERE m.group_id IN ({around})"
        f" AND (m.member_id IN ({_marks(starts)}) OR m.member_id IN ({around}))",
        [*starts, *starts, *starts],
    )
    path = shortest_path(((a, b) for a, b in edges), starts, group)
    titles = get_principal_titles(actor, path)
    return [titles[one] for one in path]


def why_in_group(actor: Actor, person: PrincipalId, group: int) -> str | None:
    """Return how a person is in a group: "directly" or "through group X, in Y".

    None if he is not.  Aliases and roles in organisations count.  Everybody may
    ask about himself, about others only whoever may list the group.
    """
    record, mask = get_group_and_mask(actor, group)
    get_person(actor, person)
    if not is_self(actor, person):
        demand_listing(actor, record, site_mask=mask)
    path = membership_path(actor, load_reach(person).principals, group)
    return how_sentence(path[:-1]) if path else None


def _groups(
    actor: Actor, condition: str, parameters: Sequence[Any]
) -> list[tuple[GroupRecord, int]]:
    rows = engine().fetch_all(_GROUP + condition, parameters)
    masks = get_masks(actor, {row[6] for row in rows if row[6] is not None})
    found = []
    for group, guid, title, description, site, built_in, scope in rows:
        record = GroupRecord(
            id=PrincipalId(group),
            guid=str(UUID(str(guid))),
            title=title,
            description=description,
            site=site,
            built_in=built_in,
        )
        mask = 0 if scope is None else masks[scope]
        if sees_group(actor, record, site_mask=mask):
            found.append((record, mask))
    return found


def _marks(values: Iterable[object]) -> str:
    return ", ".join("%s" for _ in values)
