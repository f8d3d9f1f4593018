"""``/admin/people/<id>``: what is done to one person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from hallway.core.access.actors import ADMINISTRATORS, PrincipalId
from hallway.core.access.explain import explain
from hallway.core.access.groups.commands import add_member, remove_member
from hallway.core.access.rights import Right
from hallway.core.admin.queries.people import (
    get_person_row,
)
from hallway.core.changes.journal import together
from hallway.core.errors import CoreError, Invalid, NotFound
from hallway.core.items.queries import resolve
from hallway.core.people import commands
from hallway.core.people.actors import get_actor
from hallway.core.people.queries import (
    find_person,
    get_person,
)
from hallway.core.people.records import OrganisationId, PersonRecord
from hallway.faces._common.numbers import number
from hallway.faces.web.admin.frame import (
    ADMIN,
    REFUSALS,
    refused,
)
from hallway.faces.web.admin.people.forms import (
    ROLE,
    EditForm,
    ExplainForm,
    MemberForm,
    PasswordForm,
    choices_of,
)
from hallway.faces.web.admin.people.page import show_person
from hallway.faces.web.parse import Call
from hallway.faces.web.render import see_other

PEOPLE = f"{ADMIN}/people"


def person(call: Call, person: int) -> HttpResponseBase:
    """One person: what there is, and everything that can be done."""
    record = get_person(call.actor, person)
    if call.request.method == "POST":
        return _act(call, record)
    return show_person(call, record, found=_forms(call, record))


def _forms(call: Call, record: PersonRecord) -> dict[str, forms.Form]:
    row = get_person_row(call.actor, record.id)
    above = "" if record.manager is None else get_person(call.actor, record.manager)
    posted = call.value("do") if call.request.method == "POST" else ""
    data: Any = call.request.POST
    choices = choices_of(call)
    return {
        "save": EditForm(data)
        if posted == "save"
        else EditForm(
            initial={
                "name": record.name,
                "email": record.email,
                "manager": above.email if isinstance(above, PersonRecord) else "",
                "is_admin": row.is_admin,
            }
        ),
        "password": PasswordForm(data if posted == "password" else None),
        "join": MemberForm(data if posted == "join" else None, choices=choices),
        "explain": ExplainForm(data if posted == "explain" else None),
    }


def _act(call: Call, record: PersonRecord) -> HttpResponse:
    do = call.value("do")
    here = f"{PEOPLE}/{record.id}"
    found = _forms(call, record)
    if do == "explain":
        return _explain(call, record, found)
    status, text = 400, ""
    form = found.get(do)
    try:
        if form is not None and not form.is_valid():
            return show_person(call, record, found=found, status=400)
        text = _do(call, record, do, {} if form is None else form.cleaned_data)
    except REFUSALS as error:
        if form is None:
            return show_person(
                call,
                record,
                found=_forms(call, record),
                problem=_text(error),
                status=409,
            )
        fallback = {"save": "email", "password": "password", "join": "organisation"}
        status = refused(form, error, fallback=fallback[do])
        return show_person(call, record, found=found, status=status)
    return see_other(call.request, here, text=text)


def _text(error: CoreError) -> str:
    return _(error.message)


def _do(call: Call, record: PersonRecord, do: str, data: dict[str, Any]) -> str:
    actor, who = call.actor, record.id
    match do:
        case "save":
            manager = _manager(call, data["manager"])
            together(
                actor,
                lambda: commands.update_person(
                    actor, who, name=data["name"], email=data["email"]
                ),
                lambda: commands.set_manager(actor, who, manager=manager),
                lambda: _set_admin(call, who, wanted=data["is_admin"]),
            )
            return _("Saved")
        case "password":
            commands.set_password(actor, who, password=data["password"])
            return _("The password was replaced")
        case "deactivate":
            commands.deactivate_person(actor, who)
            return _("%(name)s is shut out, at once") % {"name": record.name}
        case "reactivate":
            commands.reactivate_person(actor, who)
            return _("%(name)s may come in again") % {"name": record.name}
        case "join":
            commands.add_membership(
                actor,
                who,
                organisation=OrganisationId(data["organisation"]),
                role=data["role"] or ROLE,
            )
            return _("Added")
        case "leave":
            organisation, _dot, role = call.value("id").partition(":")
            if number(organisation) is None:
                raise NotFound
            commands.remove_membership(
                actor, who, organisation=OrganisationId(int(organisation)), role=role
            )
            return _("Removed")
        case _:
            raise NotFound


def _manager(call: Call, address: str) -> PrincipalId | None:
    if not address:
        return None
    try:
        return find_person(call.actor, address).id
    except NotFound as error:
        raise Invalid({"manager": _("Nobody has that address.")}) from error


def _set_admin(call: Call, who: PrincipalId, *, wanted: bool) -> None:
    row = get_person_row(call.actor, who)
    if wanted and not row.is_admin:
        add_member(call.actor, ADMINISTRATORS, who)
    elif not wanted and row.is_admin:
        remove_member(call.actor, ADMINISTRATORS, who)


def _explain(
    call: Call, record: PersonRecord, found: dict[str, forms.Form]
) -> HttpResponse:
    form = found["explain"]
    if not form.is_valid():
        return show_person(call, record, found=found, status=400)
    from urllib.parse import unquote, urlsplit

    path = urlsplit(form.cleaned_data["url"].strip()).path
    segments = tuple(part for part in unquote(path).split("/") if part)
    place = resolve(call.actor, segments)
    if place.missing or (place.site is None and place.item is None):
        form.add_error("url", _("There is nothing at that address."))
        return show_person(call, record, found=found, status=400)
    if not record.active:
        told = [_("%(name)s has left and may do nothing.") % {"name": record.name}]
        return show_person(call, record, found=found, told=told)
    subject = get_actor(record.id, face="web")
    rights = (
        *(Right.VIEW_LIST_ITEMS, Right.OPEN_ITEMS, Right.ADD_LIST_ITEMS),
        *(Right.EDIT_LIST_ITEMS, Right.DELETE_LIST_ITEMS, Right.MANAGE_PERMISSIONS),
    )
    told = [
        explain(call.actor, right, place=place, subject=subject).sentence
        for right in rights
    ]
    return show_person(call, record, found=found, told=list(dict.fromkeys(told)))
