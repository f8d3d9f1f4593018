"""``/admin/groups``: groups of the whole house, and who is in one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hallway.core.access.actors import PrincipalId
from hallway.core.access.groups import commands
from hallway.core.access.groups.queries import get_group, list_members
from hallway.core.access.groups.records import GroupRecord
from hallway.core.admin.queries.people import count_grants_of, list_group_rows
from hallway.core.errors import NotFound
from hallway.faces._common.numbers import number
from hallway.faces.web.admin.frame import (
    ADMIN,
    REFUSALS,
    Button,
    Cell,
    Column,
    Fact,
    Row,
    Section,
    refused,
    show,
)
from hallway.faces.web.errors import said
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call
from hallway.faces.web.render import see_other
from hallway.faces.web.who import who

GROUPS = f"{ADMIN}/groups"
# What core says of a member who is in by no other group.
_DIRECT = "directly"


class GroupForm(forms.Form):
    """What a group is called, and what it is for."""

    title = forms.CharField(label=gettext_lazy("Name"), max_length=255)
    description = forms.CharField(
        label=gettext_lazy("What it is for"), max_length=1000, required=False
    )


class MemberForm(forms.Form):
    """Somebody to put in."""

    who = forms.CharField(
        label=gettext_lazy("Person or group"),
        help_text=gettext_lazy("A name or an e-mail address; several with commas."),
    )


def groups(call: Call) -> HttpResponseBase:
    """Every group of the directory; and making one."""
    form, status = GroupForm(), 200
    if call.request.method == "POST":
        form, status = GroupForm(call.request.POST), 400
        if form.is_valid():
            try:
                made = commands.create_group(
                    call.actor, title=form.cleaned_data["title"]
                )
                commands.describe_group(
                    call.actor, made.id, description=form.cleaned_data["description"]
                )
            except REFUSALS as error:
                status = refused(form, error, fallback="title")
            else:
                text = _("Group “%(name)s” made") % {"name": made.title}
                return see_other(call.request, f"{GROUPS}/{made.id}", text=text)
    return show(
        call,
        title=_("Groups"),
        text=_("Groups of the whole house. Each site brings three of its own."),
        status=status,
        sections=[
            Section(
                id=_("Groups"),
                title="",
                columns=(
                    Column(_("Name")),
                    Column(_("What it is for"), shrinks=1),
                    Column(_("People"), num=True),
                    Column(_("Used"), num=True, shrinks=1),
                ),
                rows=tuple(
                    Row(
                        cells=(
                            Cell(text=one.title, href=f"{GROUPS}/{one.id}"),
                            Cell(text=one.description),
                            Cell(text=str(one.members)),
                            Cell(text=str(one.uses)),
                        )
                    )
                    for one in list_group_rows(call.actor)
                ),
            ),
            Section(
                id="add",
                title=_("New group"),
                form=form,
                do="add",
                submit=_("Make the group"),
            ),
        ],
    )


def group(call: Call, group: int) -> HttpResponseBase:
    """One group: its members, its name, and deleting it."""
    record = get_group(call.actor, group)
    posted: Any = call.request.POST
    if call.request.method != "POST":
        return _group(call, record)
    do = call.value("do")
    form: forms.Form | None = None
    if do == "save":
        form = GroupForm(posted)
    elif do == "put":
        form = MemberForm(posted)
    if form is not None and not form.is_valid():
        return _group(call, record, do=do, form=form, status=400)
    try:
        return _act(call, record, do, form)
    except REFUSALS as error:
        if form is None:
            return _group(call, record, problem=said(error), status=409)
        fallback = "title" if do == "save" else "who"
        status = refused(form, error, fallback=fallback)
        return _group(call, record, do=do, form=form, status=status)


def _act(
    call: Call, record: GroupRecord, do: str, form: forms.Form | None
) -> HttpResponse:
    actor, here = call.actor, f"{GROUPS}/{record.id}"
    data = {} if form is None else form.cleaned_data
    match do:
        case "save":
            if data["title"] != record.title:
                commands.rename_group(actor, record.id, title=data["title"])
            commands.describe_group(actor, record.id, description=data["description"])
            return see_other(call.request, here, text=_("Saved"))
        case "put":
            assert form is not None  # noqa: S101 - made above
            texts = [part.strip() for part in data["who"].split(",") if part.strip()]
            found, message = who(call, texts)
            if message:
                form.add_error("who", message)
                return _group(call, record, do=do, form=form, status=400)
            for one in found:
                commands.add_member(actor, record.id, one)
            return see_other(call.request, here, text=_("Added"))
        case "take":
            member = number(call.value("id"))
            if member is None:
                raise NotFound
            commands.remove_member(actor, record.id, PrincipalId(member))
            return see_other(call.request, here, text=_("Removed"))
        case "delete":
            commands.delete_unused_group(actor, record.id)
            text = _("Group “%(name)s” deleted") % {"name": record.title}
            return see_other(call.request, GROUPS, text=text)
        case _:
            raise NotFound


def _group(
    call: Call,
    record: GroupRecord,
    *,
    do: str = "",
    form: forms.Form | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    members = list_members(call.actor, record.id)
    uses = count_grants_of(call.actor, record.id)
    initial = {"title": record.title, "description": record.description}
    return show(
        call,
        title=record.title,
        crumbs=(Crumb(_("Groups"), GROUPS),),
        problem=problem,
        status=status,
        sections=[
            Section(
                id="members",
                title=_("Members"),
                columns=(Column(_("Who")), Column(_("How"))),
                rows=tuple(
                    Row(
                        cells=(
                            Cell(
                                text=one.title,
                                href=f"{ADMIN}/people/{one.principal}"
                                if one.kind == "person"
                                else f"{GROUPS}/{one.principal}",
                            ),
                            Cell(text=_("directly") if one.how == _DIRECT else one.how),
                        ),
                        id=int(one.principal),
                        buttons=(
                            Button(
                                "take",
                                _("Remove"),
                                _("Remove %(name)s") % {"name": one.title},
                            ),
                        )
                        if one.how == _DIRECT
                        else (),
                    )
                    for one in members
                ),
                empty=_("Nobody is in it yet."),
                form=form if do == "put" and form is not None else MemberForm(),
                do="put",
                submit=_("Put in"),
            ),
            Section(
                id="about",
                title=_("About"),
                facts=(Fact(_("Grants that name it"), str(uses)),),
                form=form
                if do == "save" and form is not None
                else GroupForm(initial=initial),
                do="save",
                submit=_("Save"),
            ),
            Section(
                id="end",
                title=_("Delete"),
                text=_("Only a group that nothing is shared with can be deleted."),
                columns=(Column(_("What")),),
                rows=(
                    Row(
                        cells=(Cell(text=record.title),),
                        id=int(record.id),
                        buttons=(
                            Button("delete", _("Delete"), _("Delete this group")),
                        ),
                    ),
                ),
            ),
        ],
    )
