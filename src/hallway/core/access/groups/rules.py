"""Pure decisions about groups."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence

from hallway.core.access.actors import Actor
from hallway.core.access.groups.records import GroupRecord
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.errors import Forbidden

MEMBER_KINDS = frozenset({"person", "group", "organisation-role", "all-staff"})
"""Who can be in a group: everyone, links and apps are granted to by themselves."""


def sees_group(actor: Actor, group: GroupRecord, *, site_mask: int) -> bool:
    """Tell whether a group exists for an actor; `site_mask` is 0 without a site.

    Staff see the directory's groups, whoever sees a site sees its groups, and
    everybody sees the groups he is in.
    """
    if actor.everything is not None or group.id in actor.principals:
        return True
    if group.site is None:
        return actor.staff
    return holds(site_mask, Right.VIEW_LIST_ITEMS)


def manages_group(actor: Actor, group: GroupRecord, *, site_mask: int) -> bool:
    """Tell whether an actor decides who is in a group."""
    if actor.everything is not None:
        return True
    return group.site is not None and holds(site_mask, Right.MANAGE_PERMISSIONS)


def demand_managing(actor: Actor, group: GroupRecord, *, site_mask: int) -> None:
    """Raise Forbidden unless the actor decides who is in the group."""
    if manages_group(actor, group, site_mask=site_mask):
        return
    if group.site is None:
        raise Forbidden("Only an administrator may change this group.")
    raise Forbidden("You may see this group, but not change it.")


def demand_listing(actor: Actor, group: GroupRecord, *, site_mask: int) -> None:
    """Raise Forbidden unless the actor may see who is in a group he sees.

    A customer may not: the others could be another customer's people.
    """
    if actor.staff or manages_group(actor, group, site_mask=site_mask):
        return
    raise Forbidden("You may see this group, but not who is in it.")


def shortest_path(
    edges: Iterable[tuple[int, int]], starts: Collection[int], goal: int
) -> list[int]:
    """Return the groups from the innermost around one of `starts` up to `goal`.

    `edges` are (group, member); [] if there is no way.  Of ways of one length the
    one through the smaller ids is taken, so that the answer is always the same.
    """
    members: dict[int, list[int]] = {}
    for group, member in sorted(edges):
        members.setdefault(group, []).append(member)
    wanted = frozenset(starts)
    waiting: deque[list[int]] = deque([[goal]])
    seen = {goal}
    while waiting:
        path = waiting.popleft()
        for member in members.get(path[0], ()):
            if member in wanted:
                return path
            if member not in seen:
                seen.add(member)
                waiting.append([member, *path])
    return []


def how_sentence(titles: Sequence[str]) -> str:
    """Return how somebody is in a group, from a path of inner groups' titles."""
    if not titles:
        return "directly"
    if len(titles) == 1:
        return f"through group {titles[0]}"
    return "through groups " + ", in ".join(titles)
