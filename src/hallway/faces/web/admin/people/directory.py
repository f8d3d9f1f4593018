"""``/admin/people``: everybody, and adding somebody."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from hallway.core.admin.queries.people import (
    list_person_rows,
)
from hallway.core.people import commands
from hallway.core.people.records import OrganisationId
from hallway.faces._common.numbers import number
from hallway.faces.web.admin.frame import (
    ADMIN,
    REFUSALS,
    Cell,
    Column,
    Row,
    Section,
    Tab,
    refused,
    show,
)
from hallway.faces.web.admin.people.forms import AddForm, choices_of
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import see_other
from hallway.faces.web.when import when

PEOPLE = f"{ADMIN}/people"
PAGE = 50
_ROLE = "member"


def people(call: Call) -> HttpResponseBase:
    """Everybody, by name; and adding somebody."""
    choices = choices_of(call)
    if call.request.method == "POST":
        form = AddForm(call.request.POST, choices=choices)
        status = 400
        if form.is_valid():
            try:
                made = commands.add_person(
                    call.actor,
                    email=form.cleaned_data["email"],
                    name=form.cleaned_data["name"],
                    organisation=OrganisationId(form.cleaned_data["organisation"]),
                )
            except REFUSALS as error:
                status = refused(form, error, fallback="email")
            else:
                text = _("%(name)s added") % {"name": made.name}
                return see_other(call.request, f"{PEOPLE}/{made.id}", text=text)
        return _people(call, form, status=status)
    return _people(call, AddForm(choices=choices))


def _people(call: Call, form: AddForm, *, status: int = 200) -> HttpResponse:
    text, state = call.query.get("q", ""), call.query.get("state", "")
    found = list_person_rows(
        call.actor,
        text=text,
        state=state,
        organisation=number(call.query.get("organisation", "")),
        after=number(call.query.get("after", "")),
        limit=PAGE + 1,
    )
    rows = tuple(
        Row(
            cells=(
                Cell(text=one.name, href=f"{PEOPLE}/{one.id}"),
                Cell(text=one.email),
                Cell(text=", ".join(one.companies)),
                Cell(
                    pill=_state_words(one.active, one.can_sign_in, one.is_admin)[0],
                    kind=_state_words(one.active, one.can_sign_in, one.is_admin)[1],
                ),
                Cell(
                    text=""
                    if one.last_sign_in is None
                    else when(
                        int(one.last_sign_in.timestamp() * 1_000_000), now=call.now
                    ).words
                ),
            )
        )
        for one in found[:PAGE]
    )
    query: dict[str, Any] = {"q": text or None, "state": state or None}
    following = ""
    if len(found) > PAGE:
        following = href(PEOPLE, **query, after=int(found[PAGE - 1].id))
    return show(
        call,
        title=_("People"),
        tabs=tuple(
            Tab(label, href(PEOPLE, q=text or None, state=key or None), state == key)
            for key, label in (
                ("", _("Everybody")),
                ("active", _("Active")),
                ("inactive", _("Left")),
                ("admins", _("Administrators")),
                ("locked-out", _("Cannot sign in")),
            )
        ),
        search=text,
        search_label=_("Name or address"),
        keep=(("state", state),) if state else (),
        following=following,
        status=status,
        sections=[
            Section(
                id=_("People"),
                title="",
                columns=(
                    Column(_("Name")),
                    Column(_("E-mail address"), shrinks=1),
                    Column(_("Organisation"), shrinks=1),
                    Column(_("State")),
                    Column(_("Last here"), shrinks=1),
                ),
                rows=rows,
                empty=_("Nobody fits. Search for less."),
            ),
            Section(
                id="add",
                title=_("Add somebody"),
                text=_("To let somebody choose a password, send an invitation."),
                form=form,
                do="add",
                submit=_("Add"),
            ),
        ],
    )


def _state_words(active: bool, can: bool, admin: bool) -> tuple[str, str]:  # noqa: FBT001 - private
    if not active:
        return _("Left"), "line"
    if not can:
        return _("Cannot sign in"), "warn"
    return (_("Administrator"), "accent") if admin else (_("Active"), "ok")
