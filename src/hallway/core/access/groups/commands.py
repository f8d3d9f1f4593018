"""Writes about groups.

A site's groups belong to whoever may change who has access to the site, the
directory's groups to administrators.
"""

from __future__ import annotations

from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.access.groups import closure
from hallway.core.access.groups.making import make_group, put_into
from hallway.core.access.groups.queries import get_group, get_group_and_mask
from hallway.core.access.groups.records import GroupRecord
from hallway.core.access.groups.rules import demand_managing
from hallway.core.access.models import Grant, Group, GroupMember, Principal
from hallway.core.access.owners import keeping_an_owner
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.access.titles import titled
from hallway.core.changes.journal import command, unchanged
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.people.epoch import lock_directory, move_epoch, record_directory
from hallway.core.people.rules import check_title, demand_administrator
from hallway.core.rowrules.scopes import derive_again
from hallway.core.sites.models import Site
from hallway.platform.db import engine


@command
def create_group(
    actor: Actor, *, title: str, site: int | None = None, description: str = ""
) -> GroupRecord:
    """Make an empty group of a site, or of the directory without one."""
    _demand_making(actor, site)
    group = make_group(actor, title=title, site=site, description=description)
    return get_group(actor, group)


@command
def rename_group(actor: Actor, group: PrincipalId, *, title: str) -> GroupRecord:
    """Call a group otherwise; Conflict for a built-in one."""
    title = check_title(title, field="title")
    old = _managed(actor, group)
    _refuse_built_in(old)
    if old.title == title:
        unchanged()
        return old
    Principal.unscoped.filter(id=group).update(**titled(title))
    record_directory("group.renamed", after={"group": group})
    move_epoch()
    return get_group(actor, group)


@command
def describe_group(actor: Actor, group: PrincipalId, *, description: str) -> None:
    """Say what a group is for; Invalid if that is longer than 1,000 characters."""
    description = description.strip()
    if len(description) > 1_000:
        raise Invalid({"description": "This has at most 1000 characters."})
    old = _managed(actor, group)
    if old.description == description:
        unchanged()
        return
    Group.unscoped.filter(pk=group).update(description=description)
    record_directory("group.described", after={"group": group})


@command
def delete_unused_group(actor: Actor, group: PrincipalId) -> None:
    """Delete a group that nothing is granted to; Conflict if something is."""
    _managed(actor, group)
    if Grant.unscoped.filter(principal=group, scope__base__isnull=True).exists():
        raise Conflict("This group still has access to something.")
    delete_group(actor, group)


@command
def delete_group(actor: Actor, group: PrincipalId) -> None:
    """Delete a group; what it was granted goes with it, its members stay.

    Conflict for a built-in one.
    """
    old = _managed(actor, group)
    _refuse_built_in(old)
    # Way by way, so that what was reached only through this group is let go of.
    for above in _groups_with(group):
        _take_out(above, group)
    scopes = Grant.unscoped.filter(principal=group, scope__base__isnull=True)
    grants = list(scopes.values_list("scope_id", "role_id").order_by("id"))
    for site in sorted(set(scopes.values_list("scope__site_id", flat=True)) - {None}):
        engine().execute(
            "UPDATE core_site SET permission_epoch = permission_epoch + 1"
            " WHERE id = %s",
            (site,),
        )
    Principal.unscoped.filter(id=group).delete()
    for base in sorted({scope for scope, _role in grants}):
        derive_again(base)
    record_directory(
        "group.deleted",
        before={"group": group, "site": old.site, "grants": grants},
    )
    move_epoch()


@command
def add_member(actor: Actor, group: PrincipalId, member: PrincipalId) -> None:
    """Put somebody into a group; no change if he is in it directly.

    Persons, groups, roles in organisations and all staff can be members.  Conflict
    if the group would be inside itself, or if a site's group would decide who is
    in a group beyond that site.
    """
    if not put_into(actor, _managed(actor, group), member):
        unchanged()


@command
def remove_member(actor: Actor, group: PrincipalId, member: PrincipalId) -> None:
    """Take a direct member out of a group; NotFound if he is none.

    Conflict if that takes a site's last owner.
    """
    held = _managed(actor, group)
    with keeping_an_owner(held.site):
        if not _take_out(group, member):
            raise NotFound("This group has no such direct member.")
    record_directory("group.member_removed", before={"group": group, "member": member})
    move_epoch()


def _managed(actor: Actor, group: PrincipalId) -> GroupRecord:
    # First, so that the group cannot go while it is being changed.
    lock_directory()
    record, mask = get_group_and_mask(actor, group)
    demand_managing(actor, record, site_mask=mask)
    return record


def _demand_making(actor: Actor, site: int | None) -> None:
    if site is None:
        demand_administrator(actor)
        return
    scope = Site.unscoped.filter(pk=site).values_list("scope_id", flat=True).first()
    if scope is None:
        raise NotFound("There is no such site.")
    demand(actor, get_mask(actor, scope), Right.MANAGE_PERMISSIONS)


def _refuse_built_in(group: GroupRecord) -> None:
    if group.built_in is not None:
        raise Conflict(f"{group.title} is built in and stays as it is.")


def _groups_with(member: PrincipalId) -> list[PrincipalId]:
    rows = GroupMember.unscoped.filter(member=member).order_by("group_id")
    return [PrincipalId(group) for group in rows.values_list("group_id", flat=True)]


def _take_out(group: int, member: int) -> bool:
    removed, _ = GroupMember.unscoped.filter(group=group, member=member).delete()
    if removed:
        closure.shrink(group, member)
    return bool(removed)
