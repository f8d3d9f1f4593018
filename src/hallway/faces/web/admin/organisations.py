"""``/admin/organisations``: own companies, customers, and how portals look."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hallway.core.admin.queries.people import list_organisation_rows
from hallway.core.errors import CoreError, NotFound
from hallway.core.people import commands
from hallway.core.people.factors.commands import require_factor, waive_factor
from hallway.core.people.queries import list_brands
from hallway.core.people.records import OrganisationId
from hallway.faces.web.admin.frame import (
    ADMIN,
    REFUSALS,
    Button,
    Cell,
    Column,
    Row,
    Section,
    refused,
    show,
)
from hallway.faces.web.errors import said
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import see_other
from hallway.platform.storage import StagedBlob, get_store

ORGANISATIONS = f"{ADMIN}/organisations"
_LARGEST_LOGO = 1024 * 1024


class AddForm(forms.Form):
    """A new organisation."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=255)
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=[
            ("own", gettext_lazy("A company of our own")),
            ("customer", gettext_lazy("A customer")),
        ],
    )


class RenameForm(forms.Form):
    """Another name."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=255)


class BrandForm(forms.Form):
    """How a host looks."""

    host = forms.CharField(
        label=gettext_lazy("Host"),
        max_length=255,
        help_text=gettext_lazy("As people type it, such as service.example.com."),
    )
    name = forms.CharField(label=gettext_lazy("Name on the portal"), max_length=255)
    colour = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$",
        label=gettext_lazy("Colour"),
        required=False,
        help_text=gettext_lazy("As #1a5c50; white has to be readable on it."),
        error_messages={"invalid": gettext_lazy("Six digits behind a #.")},
    )
    logo = forms.FileField(
        label=gettext_lazy("Logo"),
        required=False,
        help_text=gettext_lazy("PNG, JPEG, WebP or GIF, at most 1 MB."),
    )


def organisations(call: Call) -> HttpResponseBase:
    """Every organisation; and adding one."""
    form, status, problem = AddForm(), 200, ""
    if call.request.method == "POST":
        try:
            if call.value("do") in ("require", "waive"):
                return _factor(call)
            form, status = AddForm(call.request.POST), 400
            if form.is_valid():
                made = commands.add_organisation(call.actor, **form.cleaned_data)
                text = _("%(name)s added") % {"name": made.name}
                return see_other(call.request, f"{ORGANISATIONS}/{made.id}", text=text)
        except REFUSALS as error:
            status = refused(form, error, fallback="name")
    return show(
        call,
        title=_("Organisations"),
        text=_(
            "Whoever is in a company of our own is staff; customers see the portal."
        ),
        problem=problem,
        status=status,
        sections=[
            Section(
                id=_("Organisations"),
                title="",
                columns=(
                    Column(_("Name")),
                    Column(_("What it is")),
                    Column(_("People"), num=True),
                    Column(_("Sites"), num=True, shrinks=1),
                    Column(_("Second factor"), shrinks=1),
                ),
                rows=tuple(_row(one) for one in list_organisation_rows(call.actor)),
            ),
            Section(
                id="add",
                title=_("Add an organisation"),
                form=form,
                do="add",
                submit=_("Add"),
            ),
        ],
    )


def _row(one: Any) -> Row:
    names = {"name": one.name}
    needed = one.needs_factor
    return Row(
        cells=(
            Cell(text=one.name, href=f"{ORGANISATIONS}/{one.id}"),
            Cell(text=_("Own company") if one.kind == "own" else _("Customer")),
            Cell(text=str(one.people)),
            Cell(text=str(one.sites)),
            Cell(
                pill=_("Required") if needed else _("As people like"),
                kind="ok" if needed else "line",
            ),
        ),
        id=int(one.id),
        buttons=(
            Button(
                "waive" if needed else "require",
                _("Do not require it") if needed else _("Require it"),
                (
                    _("Do not require it of %(name)s")
                    if needed
                    else _("Require it of %(name)s")
                )
                % names,
            ),
        ),
    )


def _factor(call: Call) -> HttpResponse:
    which = _organisation(call, call.value("id"))
    step = require_factor if call.value("do") == "require" else waive_factor
    step(call.actor, which.id)
    return see_other(call.request, ORGANISATIONS, text=_("Saved"))


def _organisation(call: Call, text: str) -> Any:
    for one in list_organisation_rows(call.actor):
        if str(one.id) == text:
            return one
    raise NotFound


def organisation(call: Call, organisation: int) -> HttpResponseBase:
    """One organisation: its name, its brands, and removing it."""
    record = _organisation(call, str(organisation))
    if call.request.method != "POST":
        return _page(call, record)
    do = call.value("do")
    form: forms.Form | None = None
    if do == "save":
        form = RenameForm(call.request.POST)
    elif do == "brand":
        form = BrandForm(call.request.POST, call.request.FILES)
    if form is not None and not form.is_valid():
        return _page(call, record, do=do, form=form, status=400)
    try:
        return _act(call, record, do, form)
    except REFUSALS as error:
        if form is None:
            return _page(call, record, problem=said(error), status=409)
        fallback = "name" if do == "save" else "host"
        if do == "brand" and isinstance(error, CoreError):
            fallback = _beside(error)
        status = refused(form, error, fallback=fallback)
        return _page(call, record, do=do, form=form, status=status)


def _beside(error: CoreError) -> str:
    fields = getattr(error, "fields", {})
    return "colour" if any(name != "logo" for name in fields) else "host"


def _act(call: Call, record: Any, do: str, form: forms.Form | None) -> HttpResponse:
    here = f"{ORGANISATIONS}/{record.id}"
    match do:
        case "save":
            assert form is not None  # noqa: S101 - made by the caller
            commands.rename_organisation(
                call.actor, record.id, name=form.cleaned_data["name"]
            )
            return see_other(call.request, here, text=_("Saved"))
        case "brand":
            assert form is not None  # noqa: S101 - made by the caller
            _save_brand(call, record.id, form.cleaned_data)
            return see_other(call.request, here, text=_("Saved"))
        case "unbrand":
            commands.remove_brand(call.actor, call.value("id"))
            return see_other(call.request, here, text=_("Removed"))
        case "remove":
            commands.remove_organisation(call.actor, record.id)
            text = _("%(name)s removed") % {"name": record.name}
            return see_other(call.request, ORGANISATIONS, text=text)
        case _:
            raise NotFound


def _save_brand(call: Call, organisation: OrganisationId, data: dict[str, Any]) -> None:
    there = {one.host for one in list_brands(call.actor)}
    colours = {"accent": data["colour"].lower()} if data["colour"] else {}
    logo = _staged(data["logo"])
    if data["host"] in there:
        commands.update_brand(
            call.actor,
            data["host"],
            organisation=organisation,
            name=data["name"],
            colours=colours,
            logo=logo,
        )
        return
    commands.make_brand(
        call.actor,
        host=data["host"],
        organisation=organisation,
        name=data["name"],
        colours=colours,
        logo=logo,
    )


def _staged(file: Any) -> StagedBlob | None:
    if not file:
        return None
    return get_store().stage(file.chunks(), length=file.size, limit=_LARGEST_LOGO)


def _page(
    call: Call,
    record: Any,
    *,
    do: str = "",
    form: forms.Form | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    brands = [one for one in list_brands(call.actor) if one.organisation == record.id]
    people = href(f"{ADMIN}/people", organisation=int(record.id))
    return show(
        call,
        title=record.name,
        crumbs=(Crumb(_("Organisations"), ORGANISATIONS),),
        actions=({"label": _("Its people"), "href": people},),
        problem=problem,
        status=status,
        sections=[
            Section(
                id="about",
                title=_("About"),
                form=form
                if do == "save" and form is not None
                else RenameForm(initial={"name": record.name}),
                do="save",
                submit=_("Save"),
            ),
            Section(
                id="brands",
                title=_("How its portal looks"),
                columns=(
                    Column(_("Host")),
                    Column(_("Name")),
                    Column(_("Colour"), shrinks=1),
                    Column(_("Logo"), shrinks=1),
                ),
                rows=tuple(
                    Row(
                        cells=(
                            Cell(text=one.host),
                            Cell(text=one.name),
                            Cell(text=", ".join(one.colours.values())),
                            Cell(text=_("yes") if one.logo else _("no")),
                        ),
                        id=one.host,
                        buttons=(
                            Button(
                                "unbrand",
                                _("Remove"),
                                _("Remove the brand of %(host)s") % {"host": one.host},
                            ),
                        ),
                    )
                    for one in brands
                ),
                empty=_("Like Hallway itself."),
                form=form if do == "brand" and form is not None else BrandForm(),
                do="brand",
                submit=_("Save the brand"),
                has_files=True,
            ),
            Section(
                id="end",
                title=_("Remove"),
                text=_("Only what nobody and nothing belongs to can be removed."),
                columns=(Column(_("What")),),
                rows=(
                    Row(
                        cells=(Cell(text=record.name),),
                        id=int(record.id),
                        buttons=(
                            Button("remove", _("Remove"), _("Remove organisation")),
                        ),
                    ),
                ),
            ),
        ],
    )
