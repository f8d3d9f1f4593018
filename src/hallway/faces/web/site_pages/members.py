"""Who is in a site, how he came in, and letting people in and out."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.access.actors import PrincipalId
from hallway.core.access.groups.commands import add_member, remove_member
from hallway.core.access.groups.queries import list_groups, list_members
from hallway.core.access.groups.records import GroupRecord, MemberRecord
from hallway.core.access.queries import list_grants
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.errors import Conflict, CoreError, Invalid, NotFound
from hallway.faces._common.numbers import number
from hallway.faces.web.details import role_words
from hallway.faces.web.errors import refusal, said
from hallway.faces.web.parse import Call, layout_href, person_href
from hallway.faces.web.render import see_other
from hallway.faces.web.site_pages.shell import site_page
from hallway.faces.web.who import Chosen, chosen, who

NAME = "members"
SHOWN = 200
_DIRECT = "directly"


class Member(NamedTuple):
    """Somebody in a group; `how` says through which other group, if any."""

    id: int
    name: str
    href: str
    is_group: bool
    how: str
    is_direct: bool


class Part(NamedTuple):
    """A group of the site, what it may do, and who is in it."""

    id: int
    title: str
    role: str
    members: list[Member]
    people: int
    hidden: int
    error: str
    typed: str
    chosen: list[Chosen]


class Other(NamedTuple):
    """Somebody who has a role here by himself."""

    name: str
    text: str
    group: bool
    href: str


def show(
    call: Call, *, group: int = 0, error: str = "", status: int = 200
) -> HttpResponse:
    """The members by group; `error` stands beside the field of `group`."""
    demand(call.actor, call.place.mask, Right.VIEW_LIST_ITEMS)
    grants = list_grants(call.actor, call.site.scope)
    groups = list_groups(call.actor, site=call.site.id)
    roles = {one.principal: role_words(one.role_name) for one in grants}
    order = [one.principal for one in grants]
    groups.sort(key=lambda one: order.index(one.id) if one.id in order else len(order))
    own = {one.id for one in groups}
    return site_page(
        call,
        "web/site/members.html",
        name=NAME,
        title=_("Members"),
        status=status,
        problem=error if not group else "",
        parts=[
            _part(call, one, roles.get(one.id, ""), error if one.id == group else "")
            for one in groups
        ],
        others=[
            Other(
                one.title,
                role_words(one.role_name),
                one.principal_kind != "person",
                person_href(one.principal) if one.principal_kind == "person" else "",
            )
            for one in grants
            if one.principal not in own
        ],
        may_change=call.may(Right.MANAGE_PERMISSIONS),
        access_href=layout_href(call.site, "permissions"),
    )


def _part(call: Call, group: GroupRecord, role: str, error: str) -> Part:
    found = list_members(call.actor, group.id)
    return Part(
        id=group.id,
        title=group.title,
        role=role,
        members=[_member(one) for one in found[:SHOWN]],
        people=sum(one.kind == "person" for one in found),
        hidden=max(0, len(found) - SHOWN),
        error=error,
        typed="" if not error else " ".join(_words(call)),
        chosen=[] if not error else chosen(call, call.values("who")),
    )


def _words(call: Call) -> list[str]:
    return [text for text in call.values("who") if not text.startswith("#")]


def _member(one: MemberRecord) -> Member:
    return Member(
        id=one.principal,
        name=one.title,
        href=person_href(one.principal) if one.kind == "person" else "",
        is_group=one.kind != "person",
        how="" if one.how == _DIRECT else one.how,
        is_direct=one.how == _DIRECT,
    )


def act(call: Call) -> HttpResponse:
    """Let somebody into a group of the site, or out of it."""
    demand(call.actor, call.place.mask, Right.VIEW_LIST_ITEMS)
    group = _group(call)
    match call.value("do"):
        case "add":
            return _add(call, group)
        case "remove":
            return _remove(call, group)
        case _:
            raise Invalid({"do": _("This page does not know that form.")})


def _group(call: Call) -> GroupRecord:
    wanted = number(call.value("group"))
    for one in list_groups(call.actor, site=call.site.id):
        if one.id == wanted:
            return one
    raise NotFound


def _add(call: Call, group: GroupRecord) -> HttpResponse:
    demand(call.actor, call.place.mask, Right.MANAGE_PERMISSIONS)
    found, message = who(call, call.values("who"))
    if not found:
        message = message or _("Give a name or an e-mail address.")
        return show(call, group=group.id, error=message, status=400)
    try:
        for one in found:
            add_member(call.actor, group.id, one)
    except CoreError as error:
        return show(
            call, group=group.id, error=said(error), status=refusal(error).status
        )
    text = _("Added to “%(group)s”") % {"group": group.title}
    return see_other(call.request, layout_href(call.site, NAME), text=text)


def _remove(call: Call, group: GroupRecord) -> HttpResponse:
    member = PrincipalId(number(call.value("member")) or 0)
    try:
        remove_member(call.actor, group.id, member)
    except Conflict as error:
        return show(call, error=said(error), status=409)
    base = layout_href(call.site, NAME)
    undo = layout_href(call.site, NAME, do="add", group=group.id, who=f"#{member}")
    text = _("Removed from “%(group)s”") % {"group": group.title}
    return see_other(call.request, base, text=text, undo=undo)
