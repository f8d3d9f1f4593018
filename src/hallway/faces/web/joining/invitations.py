"""``/admin/invitations``: who was asked in, and asking somebody."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.people.invitations.commands import (
    invite,
    resend_invitation,
    revoke_invitation,
)
from hallway.core.people.invitations.queries import (
    get_invitation,
    list_hosted,
    list_invitations,
)
from hallway.core.people.invitations.records import InvitationId, InvitationRecord
from hallway.core.people.records import OrganisationId, OrganisationRecord
from hallway.faces._common.numbers import number
from hallway.faces.web.admin.frame import admin_frame
from hallway.faces.web.errors import said
from hallway.faces.web.joining.frame import INVITATIONS, joining_frame
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import page, see_other
from hallway.faces.web.staff import method_not_allowed
from hallway.faces.web.when import When, when

PAGE = 50


class Row(NamedTuple):
    """An invitation as it is shown."""

    id: int
    email: str
    name: str
    organisation: str
    by: str
    state: str
    kind: str
    ends: When


class InviteForm(forms.Form):
    """Whom to ask in, and where."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=255,
        required=False,
        help_text=gettext_lazy("They can correct it when they come in."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    organisation = forms.TypedChoiceField(label=gettext_lazy("Into"), coerce=int)

    def __init__(
        self, *args: Any, organisations: list[OrganisationRecord], **kwargs: Any
    ) -> None:
        """A form that offers these organisations."""
        super().__init__(*args, **kwargs)
        choices = [(one.id, one.name) for one in organisations]
        field: Any = self.fields["organisation"]
        field.choices = choices


def show_invitations(call: Call) -> HttpResponseBase:
    """The page, and what its forms do; absent for whoever may invite nobody."""
    organisations = list_hosted(call.actor)
    if not organisations:
        raise NotFound
    if call.request.method in ("GET", "HEAD"):
        form = InviteForm(organisations=organisations)
        return _page(call, form, opened=call.show == "invite")
    if call.request.method != "POST":
        return method_not_allowed("GET", "HEAD", "POST")
    match call.value("do"):
        case "invite":
            return _invite(call, organisations)
        case "resend":
            resend_invitation(call.actor, _which(call))
            return _back(call, _("The invitation is sent again."))
        case "revoke":
            return _revoke(call)
        case _:
            raise NotFound


def _invite(call: Call, organisations: list[OrganisationRecord]) -> HttpResponse:
    form = InviteForm(call.request.POST, organisations=organisations)
    if not form.is_valid():
        return _page(call, form, opened=True, status=400)
    try:
        made = invite(
            call.actor,
            email=form.cleaned_data["email"],
            name=form.cleaned_data["name"],
            organisation=OrganisationId(form.cleaned_data["organisation"]),
            language=get_language() or "en",
        )
    except Invalid as error:
        for field, message in error.fields.items():
            form.add_error(field, _(message))
        return _page(call, form, opened=True, status=400)
    except Conflict as error:
        form.add_error("email", said(error))
        return _page(call, form, opened=True, status=409)
    except Forbidden as error:
        form.add_error("organisation", said(error))
        return _page(call, form, opened=True, status=403)
    return _back(call, _("%(email)s is invited.") % {"email": made.email})


def _revoke(call: Call) -> HttpResponse:
    which = _which(call)
    email = get_invitation(call.actor, which).email
    revoke_invitation(call.actor, which)
    told = _("The invitation of %(email)s is revoked.") % {"email": email}
    return _back(call, told)


def _which(call: Call) -> InvitationId:
    found = number(call.value("invitation"))
    if found is None:
        raise NotFound
    return InvitationId(found)


def _back(call: Call, text: str) -> HttpResponse:
    return see_other(call.request, INVITATIONS, text=text)


def _page(
    call: Call, form: InviteForm, *, opened: bool, status: int = 200
) -> HttpResponse:
    before = number(call.query.get("before", ""))
    found = list_invitations(
        call.actor,
        before=None if before is None else InvitationId(before),
        limit=PAGE + 1,
    )
    older = href(INVITATIONS, before=found[PAGE - 1].id) if len(found) > PAGE else ""
    # Who may invite need not be an administrator.
    frame_for = joining_frame if call.actor.everything is None else admin_frame
    return page(
        call.request,
        "web/invitations.html",
        frame=frame_for(call.actor, current=INVITATIONS),
        status=status,
        form=form,
        opened=opened,
        rows=[_row(one, now=call.now) for one in found[:PAGE]],
        older=older,
        sends=not settings.EMAIL_BACKEND.endswith(".dummy.EmailBackend"),
        action=INVITATIONS,
        invite_href=href(INVITATIONS, show="invite"),
    )


def _row(one: InvitationRecord, *, now: int) -> Row:
    if one.state == "expired":
        state, kind = _("Over"), "warn"
    elif one.sent is None:
        state, kind = _("Waits to be sent"), ""
    else:
        state, kind = _("Sent"), "info"
    return Row(
        id=one.id,
        email=one.email,
        name=one.name,
        organisation=one.organisation_name,
        by=one.invited_by_name,
        state=state,
        kind=kind,
        ends=when(one.expires, now=now),
    )
