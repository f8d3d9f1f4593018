"""``/admin/second-factors``: of whom one is required, and one that was lost."""

from __future__ import annotations

from dataclasses import replace

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.people.factors.commands import (
    remove_factors,
    require_factor,
    waive_factor,
)
from hallway.core.people.factors.queries import list_requirements
from hallway.core.people.queries import find_person
from hallway.core.people.records import OrganisationId
from hallway.faces._common.numbers import number
from hallway.faces.web.admin.frame import admin_frame
from hallway.faces.web.errors import said
from hallway.faces.web.joining.frame import FACTORS
from hallway.faces.web.parse import Call
from hallway.faces.web.render import page, see_other
from hallway.faces.web.staff import method_not_allowed

ADMINISTRATORS = "administrators"


class RemoveForm(forms.Form):
    """Whose second factor was lost, and how that is known."""

    email = forms.EmailField(
        label=gettext_lazy("Whose, by e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy(
            "It is recorded. Say how you know that it is them, and name nobody."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def show_factors(call: Call) -> HttpResponseBase:
    """The page, and what its forms do; absent for whoever is no administrator."""
    if call.actor.everything is None:
        raise NotFound
    if call.request.method in ("GET", "HEAD"):
        return _page(call, RemoveForm())
    if call.request.method != "POST":
        return method_not_allowed("GET", "HEAD", "POST")
    match call.value("do"):
        case "require":
            require_factor(call.actor, _whom(call))
            return see_other(call.request, FACTORS, text=_("It is required now."))
        case "waive":
            waive_factor(call.actor, _whom(call))
            told = _("It is no longer required.")
            return see_other(call.request, FACTORS, text=told)
        case "remove":
            return _remove(call)
        case _:
            raise NotFound


def _whom(call: Call) -> OrganisationId | None:
    whom = call.value("whom")
    if whom == ADMINISTRATORS:
        return None
    found = number(whom)
    if found is None:
        raise NotFound
    return OrganisationId(found)


def _remove(call: Call) -> HttpResponse:
    form = RemoveForm(call.request.POST)
    if not form.is_valid():
        return _page(call, form, status=400)
    try:
        person = find_person(call.actor, form.cleaned_data["email"])
        remove_factors(call.actor, person.id, reason=form.cleaned_data["reason"])
    except NotFound:
        form.add_error("email", _("Nobody here has this address."))
        return _page(call, form, status=400)
    except Invalid as error:
        for field, message in error.fields.items():
            form.add_error(field, _(message))
        return _page(call, form, status=400)
    except Conflict as error:
        form.add_error("email", said(error))
        return _page(call, form, status=409)
    told = _("The second factor of %(name)s is removed, and they are told.")
    return see_other(call.request, FACTORS, text=told % {"name": person.name})


def _page(call: Call, form: RemoveForm, *, status: int = 200) -> HttpResponse:
    return page(
        call.request,
        "web/secondfactors.html",
        frame=admin_frame(call.actor, current=FACTORS),
        status=status,
        form=form,
        rows=[
            replace(one, name=_("Administrators")) if one.organisation is None else one
            for one in list_requirements(call.actor)
        ],
        action=FACTORS,
    )
