"""One person with all there is to know."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.admin import queries
from hallway.core.admin.queries.people import (
    list_groups_of,
)
from hallway.core.admin.queries.tokens import list_token_rows
from hallway.core.people.queries import (
    list_memberships,
)
from hallway.core.people.records import PersonRecord
from hallway.faces.web.admin.frame import (
    ADMIN,
    Button,
    Cell,
    Column,
    Fact,
    Row,
    Section,
    show,
)
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call, person_href
from hallway.faces.web.when import when

PEOPLE = f"{ADMIN}/people"
PAGE = 50
_ROLE = "member"


def show_person(
    call: Call,
    record: PersonRecord,
    *,
    found: dict[str, forms.Form],
    told: list[str] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of a person; ``found`` are its forms, ``told`` what was explained."""
    memberships = list_memberships(call.actor, record.id)
    groups = list_groups_of(call.actor, record.id)
    tokens = list_token_rows(call.actor, person=record.id)
    sessions = queries.count_sessions(call.actor, record.id)
    state = (
        Fact(_("State"), pill=_("Active"), kind="ok")
        if record.active
        else Fact(_("State"), pill=_("Left"), kind="line")
    )
    named = {"name": record.name}
    switch = (
        Button("deactivate", _("Shut out"), _("Shut out %(name)s") % named)
        if record.active
        else Button("reactivate", _("Let in again"), _("Let in again %(name)s") % named)
    )
    return show(
        call,
        title=record.name,
        crumbs=(Crumb(_("People"), PEOPLE),),
        actions=({"label": _("Page of the person"), "href": person_href(record.id)},),
        problem=problem,
        status=status,
        sections=[
            Section(
                id="about",
                title=_("About"),
                facts=(
                    state,
                    Fact(_("E-mail address"), record.email),
                    Fact(_("Signed in"), _("in %(n)s browsers") % {"n": sessions}),
                    Fact(_("Since"), when(record.created, now=call.now).words),
                ),
                form=found["save"],
                do="save",
                submit=_("Save"),
            ),
            Section(
                id="explain",
                title=_("Explain access"),
                text=_("What may this person do at an address, and why?"),
                columns=(Column(_("Answer")),) if told else (),
                rows=tuple(Row(cells=(Cell(text=one),)) for one in told or ()),
                form=found["explain"],
                do="explain",
                submit=_("Explain"),
            ),
            Section(
                id="organisations",
                title=_("Organisations"),
                columns=(Column(_("Organisation")), Column(_("Role"))),
                rows=tuple(
                    Row(
                        cells=(Cell(text=one.organisation_name), Cell(text=one.role)),
                        id=f"{one.organisation}:{one.role}",
                        buttons=(
                            Button(
                                "leave",
                                _("Remove"),
                                _("Remove from %(name)s")
                                % {"name": one.organisation_name},
                            ),
                        ),
                    )
                    for one in memberships
                ),
                empty=_("In none: sees only what is shared with this person."),
                form=found["join"],
                do="join",
                submit=_("Add to organisation"),
            ),
            Section(
                id="groups",
                title=_("Groups"),
                columns=(Column(_("Group")), Column(_("Site")), Column(_("How"))),
                rows=tuple(
                    Row(
                        cells=(
                            Cell(text=one.title, href=f"{ADMIN}/groups/{one.group}"),
                            Cell(text=one.site_title),
                            Cell(
                                text=_("directly")
                                if one.direct
                                else _("by way of another")
                            ),
                        )
                    )
                    for one in groups
                ),
                empty=_("In no group."),
            ),
            Section(
                id="tokens",
                title=_("Tokens"),
                columns=(Column(_("Name")), Column(_("Last used"))),
                rows=tuple(
                    Row(
                        cells=(
                            Cell(text=one.name),
                            Cell(
                                text=_("never")
                                if one.last_used is None
                                else when(one.last_used, now=call.now).words
                            ),
                        )
                    )
                    for one in tokens
                    if one.revoked is None
                ),
                empty=_("None."),
            ),
            Section(
                id="way-in",
                title=_("Way in"),
                columns=(Column(_("What")),),
                rows=(
                    Row(
                        cells=(Cell(text=_("This person's account")),),
                        id=int(record.id),
                        buttons=(switch,),
                    ),
                ),
                form=found["password"],
                username=record.email,
                do="password",
                submit=_("Replace the password"),
            ),
        ],
    )
