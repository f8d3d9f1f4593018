"""Writes about groups.

A site's groups belong to whoever may change who has access to the site, the
directory's groups to administrators.
"""

from __future__ import annotations

from hallway.core import clock
from hallway.core.access.actors import ADMINISTRATORS, Actor, PrincipalId
from hallway.core.access.groups import closure
from hallway.core.access.groups.queries import get_group, get_group_and_mask
from hallway.core.access.groups.records import GroupRecord
from hallway.core.access.groups.rules import MEMBER_KINDS, demand_managing
from hallway.core.access.models import Grant, Group, GroupMember, Principal
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.changes.journal import command, unchanged
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.people.epoch import lock_directory, move_epoch, record_directory
from hallway.core.people.queries import get_person
from hallway.core.people.rules import check_title, demand_administrator
from hallway.core.sites.models import Site
from hallway.platform.db import engine


@command
def create_group(
    actor: Actor, *, title: str, site: int | None = None, description: str = ""
) -> GroupRecord:
    """Make an empty group of a site, or of the directory without one."""
    title = check_title(title, field="title")
    _demand_making(actor, site)
    lock_directory()
    principal = Principal.unscoped.create(kind=Principal.Kind.GROUP, title=title)
    Group.unscoped.create(principal=principal, site_id=site, description=description)
    record_directory("group.created", after={"group": principal.pk, "site": site})
    move_epoch()
    return get_group(actor, principal.pk)


@command
def rename_group(actor: Actor, group: PrincipalId, *, title: str) -> GroupRecord:
    """Call a group otherwise; Conflict for a built-in one."""
    title = check_title(title, field="title")
    old = _managed(actor, group)
    _refuse_built_in(old)
    if old.title == title:
        unchanged()
        return old
    lock_directory()
    Principal.unscoped.filter(id=group).update(title=title)
    record_directory(
        "group.renamed",
        before={"group": group, "title": old.title},
        after={"group": group, "title": title},
    )
    return get_group(actor, group)


@command
def delete_group(actor: Actor, group: PrincipalId) -> None:
    """Delete a group; what it was granted goes with it, its members stay.

    Conflict for a built-in one.
    """
    old = _managed(actor, group)
    _refuse_built_in(old)
    lock_directory()
    # Way by way, so that what was reached only through this group is let go of.
    for above in _groups_with(group):
        _take_out(above, group)
    scopes = Grant.unscoped.filter(principal=group)
    grants = list(scopes.values_list("scope_id", "role_id").order_by("id"))
    for site in sorted(set(scopes.values_list("scope__site_id", flat=True)) - {None}):
        engine().execute(
            "UPDATE core_site SET permission_epoch = permission_epoch + 1"
            " WHERE id = %s",
            (site,),
        )
    Principal.unscoped.filter(id=group).delete()
    record_directory(
        "group.deleted",
        before={"group": group, "site": old.site, "grants": grants},
    )
    move_epoch()


@command
def add_member(actor: Actor, group: PrincipalId, *, member: PrincipalId) -> None:
    """Put somebody into a group; no change if he is in it directly.

    Persons, groups, roles in organisations and all staff can be members.  Conflict
    if the group would be inside itself, or if a site's group would decide who is
    in a group beyond that site.
    """
    record = _managed(actor, group)
    lock_directory()
    _refuse_member(actor, record, member)
    _, created = GroupMember.unscoped.get_or_create(
        group_id=group,
        member_id=member,
        defaults={"added": clock.now(), "added_by": actor.principal},
    )
    if not created:
        unchanged()
        return
    closure.extend(group, member)
    _refuse_crowd_of_administrators()
    record_directory("group.member_added", after={"group": group, "member": member})
    move_epoch()


@command
def remove_member(actor: Actor, group: PrincipalId, *, member: PrincipalId) -> None:
    """Take a direct member out of a group; NotFound if he is none."""
    _managed(actor, group)
    lock_directory()
    if not _take_out(group, member):
        raise NotFound("This group has no such direct member.")
    record_directory("group.member_removed", before={"group": group, "member": member})
    move_epoch()


def _managed(actor: Actor, group: PrincipalId) -> GroupRecord:
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


def _refuse_member(actor: Actor, group: GroupRecord, member: PrincipalId) -> None:
    kind = Principal.unscoped.filter(id=member).values_list("kind", flat=True).first()
    if kind == Principal.Kind.PERSON:
        get_person(actor, member)
        return
    if kind == Principal.Kind.GROUP:
        _refuse_nesting(group, get_group(actor, member))
        return
    if kind is None or not (actor.staff or member in actor.principals):
        raise NotFound("There is nobody like that.")
    if kind not in MEMBER_KINDS:
        raise Invalid({"member": "Only persons, groups and roles can be members."})


def _refuse_nesting(group: GroupRecord, inner: GroupRecord) -> None:
    if closure.contains(inner.id, group.id):
        raise Conflict(
            f"{group.title} is in {inner.title}, so {inner.title} cannot be in it."
            if group.id != inner.id
            else f"{group.title} cannot be inside itself."
        )
    # Whoever manages that site would decide who is in this group.
    if inner.site is not None and inner.site != group.site:
        raise Conflict("A site's group can only be inside a group of that site.")


def _refuse_crowd_of_administrators() -> None:
    crowd = engine().fetch_one(
        "SELECT 1 FROM core_groupclosure c JOIN core_principal p ON p.id = c.member_id"
        " WHERE c.group_id = %s AND p.kind NOT IN ('person', 'group')",
        (ADMINISTRATORS,),
    )
    if crowd is not None:
        raise Conflict("Only named persons can be administrators.")


def _groups_with(member: PrincipalId) -> list[PrincipalId]:
    rows = GroupMember.unscoped.filter(member=member).order_by("group_id")
    return [PrincipalId(group) for group in rows.values_list("group_id", flat=True)]


def _take_out(group: int, member: int) -> bool:
    removed, _ = GroupMember.unscoped.filter(group=group, member=member).delete()
    if removed:
        closure.shrink(group, member)
    return bool(removed)
