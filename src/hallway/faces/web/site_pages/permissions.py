"""Who has what role on a site, a list or an item, since when, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.access.actors import PrincipalId, ScopeId
from hallway.core.access.commands import (
    Inherit,
    break_inheritance,
    grant_role,
    restore_inheritance,
    revoke_role,
)
from hallway.core.access.explain import explain_person, find_origin
from hallway.core.access.queries import get_mask, get_principal_titles, list_grants
from hallway.core.access.records import Explanation, Securable
from hallway.core.access.rights import Right, RoleId
from hallway.core.access.rules import demand, holds
from hallway.core.errors import Conflict, CoreError, Invalid, NotFound
from hallway.core.items.queries import find_item, get_mask_now
from hallway.core.items.records import Place
from hallway.core.kinds import get_kind
from hallway.core.people.finding.records import Wanted
from hallway.core.rowrules.queries import get_row_rule
from hallway.faces._common.numbers import number
from hallway.faces.web.details import grant_words, role_words
from hallway.faces.web.errors import refusal, said
from hallway.faces.web.frame import list_path
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call, href, layout_href, person_href
from hallway.faces.web.render import see_other
from hallway.faces.web.site_pages import rowrules
from hallway.faces.web.site_pages.shell import list_named, site_page
from hallway.faces.web.when import When, when
from hallway.faces.web.who import Chosen, chosen, who

NAME = "permissions"
ROLES = (
    (RoleId.READ, "Read"),
    (RoleId.CONTRIBUTE, "Contribute"),
    (RoleId.EDIT, "Edit"),
    (RoleId.DESIGN, "Design"),
    (RoleId.FULL_CONTROL, "Full Control"),
)
_ASKED = (Right.VIEW_LIST_ITEMS, Right.EDIT_LIST_ITEMS, Right.MANAGE_PERMISSIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What the page speaks of, with the actor's rights on it."""

    securable: Securable
    place: Place
    title: str
    crumbs: list[Crumb]
    query: dict[str, str | int | None]
    is_site: bool

    @property
    def scope(self) -> ScopeId:
        """The scope whose grants count."""
        for one in (self.place.item, self.place.list, self.place.site):
            if one is not None:
                return one.scope
        raise NotFound


class Grant(NamedTuple):
    """Somebody's role, since when and by whom."""

    principal: int
    name: str
    href: str
    is_group: bool
    role: str
    role_id: int
    since: When
    by: str


def show(
    call: Call, *, errors: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    """The grants; with `?person=` whether he may, and why."""
    target = _target(call)
    scope = target.scope
    origin = find_origin(call.actor, scope)
    grants = list_grants(call.actor, scope)
    names = get_principal_titles(call.actor, {one.granted_by for one in grants})
    owns = target.is_site or origin.securable == target.securable
    found = errors or {}
    asked, answers = _answers(call, target, found)
    return site_page(
        call,
        "web/site/permissions.html",
        name=NAME,
        title=_("Who has access to “%(name)s”") % {"name": target.title},
        crumbs=[
            *target.crumbs,
            Crumb(_("Access"), layout_href(call.site, NAME, **target.query)),
        ],
        status=status if status != 200 or not found else 400,
        target=target,
        here=layout_href(call.site, NAME, **target.query),
        owns=owns,
        origin=origin.words,
        may_change=holds(target.place.mask, Right.MANAGE_PERMISSIONS),
        grants=[
            Grant(
                one.principal,
                one.title,
                person_href(one.principal) if one.principal_kind == "person" else "",
                one.principal_kind != "person",
                grant_words(one),
                one.role,
                when(one.granted, now=call.now),
                names.get(one.granted_by, ""),
            )
            for one in grants
            if not one.is_of_another
        ],
        row_rule=_row_rule(call, target, owns=owns),
        errors=found,
        roles=[(str(int(role)), role_words(name)) for role, name in ROLES],
        role_typed=call.value("role") or str(int(RoleId.READ)),
        who_typed=" ".join(one for one in call.values("who") if one[:1] != "#"),
        who_chosen=chosen(call, call.values("who")) if found.get("who") else [],
        asked=asked,
        answers=answers,
        person_typed=call.query.get("person", "") if not asked else "",
    )


def _row_rule(call: Call, target: Target, *, owns: bool) -> str:
    """What the list says of whose items people reach, where that counts here."""
    item, found = target.place.item, target.place.list
    if owns or item is None or found is None or item.is_folder:
        return ""
    return rowrules.words(get_row_rule(call.actor, found.id))


def _answers(
    call: Call, target: Target, errors: dict[str, str]
) -> tuple[list[Chosen], list[Explanation]]:
    texts = call.query.getlist("person")
    if not any(text.strip() for text in texts):
        return [], []
    people, message = who(call, texts, wanted=Wanted.PEOPLE)
    if not people:
        errors["person"] = message
        return [], []
    person = people[0]
    titles = get_principal_titles(call.actor, [person])
    try:
        answers = [
            explain_person(call.actor, right, place=target.place, person=person)
            for right in _ASKED
        ]
    except NotFound:
        errors["person"] = _("This person has no active account.")
        return [], []
    return [Chosen(f"#{person}", titles.get(person, ""))], answers


def _target(call: Call) -> Target:
    demand(call.actor, call.place.mask, Right.VIEW_LIST_ITEMS)
    site = call.site
    if not call.value("list"):
        return Target(
            securable=Securable(site=site.id),
            place=call.place,
            title=site.title,
            crumbs=[],
            query={},
            is_site=True,
        )
    found = list_named(call)
    path = list_path(site, found)
    crumbs = [Crumb(found.title, href(path))]
    query: dict[str, str | int | None] = {"list": found.guid}
    wanted = call.value("item")
    if not wanted:
        mask = get_mask(call.actor, found.scope)
        return Target(
            securable=Securable(site=site.id, list=found.id),
            place=replace(call.place, list=found, mask=mask, is_container=False),
            title=found.title,
            crumbs=crumbs,
            query=query,
            is_site=False,
        )
    item = find_item(call.actor, found.id, number(wanted) or -1)
    if item.parent is None:
        raise NotFound
    title = item.name
    if not item.is_folder and not get_kind(found.kind).has_bodies:
        title = _("Item %(number)s") % {"number": item.number}
        crumbs.append(Crumb(title, href(f"{path}/{item.number}")))
    return Target(
        securable=Securable(site=site.id, list=found.id, item=item.id),
        place=replace(
            call.place,
            list=found,
            item=item,
            mask=get_mask_now(call.actor, item),
            is_container=False,
        ),
        title=title,
        crumbs=crumbs,
        query={**query, "item": item.number},
        is_site=False,
    )


def act(call: Call) -> HttpResponse:
    """Grant, revoke, break or restore."""
    target = _target(call)
    demand(call.actor, target.place.mask, Right.MANAGE_PERMISSIONS)
    back = layout_href(call.site, NAME, **target.query)
    try:
        match call.value("do"):
            case "grant":
                return _grant(call, target, back)
            case "revoke":
                revoke_role(
                    call.actor,
                    target.securable,
                    principal=PrincipalId(number(call.value("principal")) or 0),
                    role=number(call.value("role")) or 0,
                )
                text = _("Access taken back")
            case "break":
                start = (
                    Inherit.CLEAR if call.value("start") == "clear" else Inherit.COPY
                )
                break_inheritance(call.actor, target.securable, start=start)
                text = _("It has permissions of its own now")
            case "restore":
                restore_inheritance(call.actor, target.securable)
                text = _("It inherits its permissions again")
            case _:
                raise Invalid({"do": _("This page does not know that form.")})
    except Conflict as error:
        return show(call, errors={"": said(error)}, status=409)
    if not _still_seen(call):
        return see_other(call.request, href(call.site.path), text=text)
    return see_other(call.request, back, text=text)


def _still_seen(call: Call) -> bool:
    """Tell whether the actor has not just taken his own access."""
    try:
        _target(call)
    except NotFound:
        return False
    return True


def _grant(call: Call, target: Target, back: str) -> HttpResponse:
    found, message = who(call, call.values("who"))
    if not found:
        message = message or _("Give a name or an e-mail address.")
        return show(call, errors={"who": message})
    try:
        for one in found:
            grant_role(
                call.actor,
                target.securable,
                principal=one,
                role=number(call.value("role")) or 0,
            )
    except Conflict:
        raise
    except CoreError as error:
        field = next(iter(getattr(error, "fields", {"": ""})))
        return show(
            call,
            errors={"role" if field == "role" else "who": said(error)},
            status=refusal(error).status,
        )
    return see_other(call.request, back, text=_("Access given"))
