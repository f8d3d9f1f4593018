"""``/admin/terms``: the groups of the term store and their sets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hallway.core.errors import CoreError, Invalid, NotFound
from hallway.core.sites.queries import get_site, list_sites
from hallway.core.terms.commands import (
    add_term_group,
    add_term_set,
    delete_term_group,
)
from hallway.core.terms.queries import list_term_groups, list_term_sets
from hallway.core.terms.records import TermGroupId, TermGroupRecord, TermSetRecord
from hallway.faces._common.numbers import number
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
from hallway.faces.web.parse import Call
from hallway.faces.web.render import see_other

TERMS = f"{ADMIN}/terms"


def language() -> str:
    """The reader's language."""
    return get_language() or "en"


class GroupForm(forms.Form):
    """A new group."""

    title = forms.CharField(label=gettext_lazy("Name"), max_length=255)
    site = forms.CharField(
        label=gettext_lazy("Site"),
        max_length=400,
        required=False,
        help_text=gettext_lazy(
            "The path of the site whose own it is, such as /sites/hr; empty for the"
            " whole company."
        ),
    )


class SetForm(forms.Form):
    """A new set."""

    title = forms.CharField(label=gettext_lazy("Name"), max_length=255)
    group = forms.ChoiceField(label=gettext_lazy("Group"))
    language = forms.CharField(
        label=gettext_lazy("Language"),
        max_length=10,
        initial="en",
        help_text=gettext_lazy(
            "What its terms are called in first of all, as en or de-CH."
        ),
    )
    is_open = forms.BooleanField(
        label=gettext_lazy("Open: whoever fills in a form may add terms"),
        required=False,
    )

    def __init__(self, groups: list[TermGroupRecord], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [(str(one.id), one.title) for one in groups]
        self.fields["group"].choices = choices  # type: ignore[attr-defined]


def store(call: Call) -> HttpResponseBase:
    """Every group and set; adding them, and deleting an empty group."""
    groups = list_term_groups(call.actor)
    if call.request.method != "POST":
        return _page(call, groups)
    do = call.value("do")
    form: forms.Form | None = None
    if do == "group":
        form = GroupForm(call.request.POST)
    elif do == "set":
        form = SetForm(groups, call.request.POST)
    if form is not None and not form.is_valid():
        return _page(call, groups, do=do, form=form, status=400)
    try:
        return _act(call, do, form)
    except REFUSALS as error:
        if form is None:
            return _page(call, groups, problem=said(error), status=409)
        status = refused(form, error, fallback="title")
        return _page(call, groups, do=do, form=form, status=status)


def _act(call: Call, do: str, form: forms.Form | None) -> HttpResponse:
    if do == "group" and form is not None:
        data = form.cleaned_data
        site = _site(call, data["site"]) if data["site"] else None
        add_term_group(call.actor, title=data["title"], site=site)
        text = _("%(name)s added") % {"name": data["title"]}
        return see_other(call.request, TERMS, text=text)
    if do == "set" and form is not None:
        data = form.cleaned_data
        made = add_term_set(
            call.actor,
            TermGroupId(int(data["group"])),
            title=data["title"],
            language=data["language"],
            is_open=data["is_open"],
        )
        text = _("%(name)s added") % {"name": data["title"]}
        return see_other(call.request, f"{TERMS}/{made}", text=text)
    if do == "delete" and (group := number(call.value("id"))) is not None:
        delete_term_group(call.actor, TermGroupId(group))
        return see_other(call.request, TERMS, text=_("Removed"))
    raise NotFound


def _site(call: Call, path: str) -> Any:
    try:
        return get_site(call.actor, path).id
    except CoreError:
        raise Invalid({"site": "There is no site at this address."}) from None


def _page(
    call: Call,
    groups: list[TermGroupRecord],
    *,
    do: str = "",
    form: forms.Form | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    sets = list_term_sets(call.actor)
    full = {one.group for one in sets}
    sites = {one.id: one.title for one in list_sites(call.actor)}
    sections = [
        Section(
            id=_("Term sets"),
            title="",
            columns=(
                Column(_("Term set")),
                Column(_("Group")),
                Column(_("Of"), shrinks=1),
                Column(_("Who adds terms"), shrinks=1),
            ),
            rows=tuple(_row(one, sites) for one in sets),
            empty=_("There are no term sets yet: begin with a group."),
        ),
        Section(
            id="groups",
            title=_("Groups"),
            columns=(Column(_("Name")), Column(_("Of"))),
            rows=tuple(
                Row(
                    cells=(Cell(text=one.title), Cell(text=_of(one.site, sites))),
                    id=int(one.id),
                    buttons=(
                        ()
                        if one.id in full
                        else (
                            Button(
                                "delete",
                                _("Delete"),
                                _("Delete the group %(name)s") % {"name": one.title},
                            ),
                        )
                    ),
                )
                for one in groups
            ),
            empty=_("There are no groups yet."),
            form=form if do == "group" and form is not None else GroupForm(),
            do="group",
            submit=_("Add a group"),
        ),
    ]
    if groups:
        sections.append(
            Section(
                id="add",
                title=_("Add a term set"),
                form=form if do == "set" and form is not None else SetForm(groups),
                do="set",
                submit=_("Add the term set"),
            )
        )
    return show(
        call,
        title=_("Term store"),
        text=_("What columns of terms offer: one vocabulary for the whole company."),
        problem=problem,
        status=status,
        sections=sections,
    )


def _row(one: TermSetRecord, sites: dict[Any, str]) -> Row:
    return Row(
        cells=(
            Cell(text=one.title, href=f"{TERMS}/{one.id}"),
            Cell(text=one.group_title),
            Cell(text=_of(one.site, sites)),
            Cell(text=_("Everybody") if one.is_open else _("Who looks after it")),
        )
    )


def _of(site: Any, sites: dict[Any, str]) -> str:
    return _("The whole company") if site is None else sites.get(site, "")
