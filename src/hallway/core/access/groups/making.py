"""Steps that commands take inside their own transaction, rights decided already."""

from __future__ import annotations

from hallway.core import clock
from hallway.core.access.actors import ADMINISTRATORS, Actor, PrincipalId
from hallway.core.access.groups import closure
from hallway.core.access.groups.queries import get_group
from hallway.core.access.groups.records import GroupRecord
from hallway.core.access.groups.rules import MEMBER_KINDS
from hallway.core.access.models import Group, GroupMember, Principal
from hallway.core.access.titles import titled
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.people.epoch import lock_directory, move_epoch, record_directory
from hallway.core.people.queries import get_person
from hallway.core.people.rules import check_title
from hallway.platform.db import engine


def make_group(
    actor: Actor,
    *,
    title: str,
    site: int | None = None,
    description: str = "",
    first: PrincipalId | None = None,
    built_in: str | None = None,
) -> PrincipalId:
    """Make a group, with a first member if given, and return its principal.

    Whoever calls has decided that the actor may; a site that is being created has
    no grant yet that could tell.  One with a `built_in` name is found by it, and can
    be neither renamed nor deleted.
    """
    title = check_title(title, field="title")
    lock_directory()
    principal = Principal.unscoped.create(kind=Principal.Kind.GROUP, **titled(title))
    row = Group.unscoped.create(
        principal=principal,
        site_id=site,
        description=description,
        built_in=built_in,
    )
    record_directory("group.created", after={"group": principal.pk, "site": site})
    if first is not None:
        group = GroupRecord(
            id=PrincipalId(principal.pk),
            guid=str(principal.guid),
            title=title,
            description=row.description,
            site=site,
            built_in=built_in,
        )
        put_into(actor, group, first)
    move_epoch()
    return PrincipalId(principal.pk)


def put_into(actor: Actor, group: GroupRecord, member: PrincipalId) -> bool:
    """Put somebody the actor sees into a group; False if he is in it directly."""
    lock_directory()
    _refuse_member(actor, group, member)
    _, created = GroupMember.unscoped.get_or_create(
        group_id=group.id,
        member_id=member,
        defaults={"added": clock.now(), "added_by": actor.principal},
    )
    if not created:
        return False
    closure.extend(group.id, member)
    _refuse_crowd_of_administrators()
    record_directory("group.member_added", after={"group": group.id, "member": member})
    move_epoch()
    return True


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
