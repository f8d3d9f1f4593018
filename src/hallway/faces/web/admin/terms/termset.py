"""``/admin/terms/<set>``: a level of a term set, and the set's own settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hallway.core.errors import NotFound
from hallway.core.terms.commands import (
    add_term,
    change_term_set,
    delete_term_set,
    deprecate_term,
    revive_term,
)
from hallway.core.terms.queries import get_term, get_term_set, get_term_titles
from hallway.core.terms.queries import list_terms as terms_below
from hallway.core.terms.records import TermId, TermRecord, TermSetRecord
from hallway.faces._common.numbers import number
from hallway.faces.web.admin.frame import (
    REFUSALS,
    Button,
    Cell,
    Column,
    Row,
    Section,
    refused,
    show,
)
from hallway.faces.web.admin.terms.store import TERMS, language
from hallway.faces.web.errors import said
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import see_other


class TermForm(forms.Form):
    """A new term."""

    title = forms.CharField(label=gettext_lazy("Name"), max_length=255)


class SettingsForm(forms.Form):
    """What a set is called, and who adds to it."""

    title = forms.CharField(label=gettext_lazy("Name"), max_length=255)
    description = forms.CharField(
        label=gettext_lazy("Description"),
        max_length=1000,
        required=False,
        widget=forms.Textarea,
    )
    is_open = forms.BooleanField(
        label=gettext_lazy("Open: whoever fills in a form may add terms"),
        required=False,
    )


def termset(call: Call, termset: int) -> HttpResponseBase:
    """The terms below `?under=`, adding one, and the settings of the set."""
    of = get_term_set(call.actor, termset)
    under = _under(call, of)
    if call.request.method != "POST":
        return _page(call, of, under)
    do = call.value("do")
    form: forms.Form | None = None
    if do == "add":
        form = TermForm(call.request.POST)
    elif do == "save":
        form = SettingsForm(call.request.POST)
    if form is not None and not form.is_valid():
        return _page(call, of, under, do=do, form=form, status=400)
    try:
        return _act(call, of, under, do, form)
    except REFUSALS as error:
        if form is None:
            return _page(call, of, under, problem=said(error), status=409)
        status = refused(form, error, fallback="title")
        return _page(call, of, under, do=do, form=form, status=status)


def _under(call: Call, of: TermSetRecord) -> TermRecord | None:
    text = call.query.get("under", "")
    if not text:
        return None
    term = number(text)
    if term is None:
        raise NotFound
    found = get_term(call.actor, term, language=language()).term
    if found.set != of.id:
        raise NotFound
    return found


def address(of: TermSetRecord, under: int | None) -> str:
    """Where a level of a set is shown."""
    return href(f"{TERMS}/{of.id}", **({"under": under} if under else {}))


def _act(
    call: Call,
    of: TermSetRecord,
    under: TermRecord | None,
    do: str,
    form: forms.Form | None,
) -> HttpResponse:
    here = address(of, under.id if under else None)
    term = number(call.value("id"))
    if do == "add" and form is not None:
        title = form.cleaned_data["title"]
        add_term(call.actor, of.id, title=title, parent=under.id if under else None)
        return see_other(call.request, here, text=_("%(name)s added") % {"name": title})
    if do == "save" and form is not None:
        change_term_set(call.actor, of.id, **form.cleaned_data)
        return see_other(call.request, here, text=_("Saved"))
    if do in ("deprecate", "revive") and term is not None:
        step = deprecate_term if do == "deprecate" else revive_term
        step(call.actor, TermId(term))
        return see_other(call.request, here, text=_("Saved"))
    if do == "delete":
        delete_term_set(call.actor, of.id)
        text = _("%(name)s removed") % {"name": of.title}
        return see_other(call.request, TERMS, text=text)
    raise NotFound


def crumbs(call: Call, of: TermSetRecord, above: tuple[int, ...]) -> tuple[Crumb, ...]:
    """The way from the store to a level of a set."""
    titles = get_term_titles(call.actor, above, language=language())
    return (
        Crumb(_("Term store"), TERMS),
        *([Crumb(of.title, f"{TERMS}/{of.id}")] if above else []),
        *(Crumb(titles.get(one, ""), address(of, one)) for one in above[:-1]),
    )


def _page(
    call: Call,
    of: TermSetRecord,
    under: TermRecord | None,
    *,
    do: str = "",
    form: forms.Form | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    parent = under.id if under else None
    found = terms_below(call.actor, of.id, parent=parent, language=language())
    sections = [
        Section(
            id=_("Terms"),
            title="",
            columns=(
                Column(_("Term")),
                Column(_("Below it")),
                Column(_("State"), shrinks=1),
            ),
            rows=tuple(_row(of, one) for one in found),
            empty=_("There are no terms here yet."),
            form=form if do == "add" and form is not None else TermForm(),
            do="add",
            submit=_("Add a term"),
        )
    ]
    if under is None:
        sections += _settings(of, form if do == "save" else None)
    actions: tuple[Any, ...] = ()
    if under is not None:
        actions = ({"label": _("This term"), "href": f"{TERMS}/{of.id}/{under.id}"},)
    return show(
        call,
        title=under.title if under else of.title,
        text=under.description if under else of.description,
        crumbs=crumbs(call, of, under.path if under else ()),
        actions=actions,
        problem=problem,
        status=status,
        sections=sections,
    )


def _row(of: TermSetRecord, one: TermRecord) -> Row:
    names = {"name": one.title}
    return Row(
        cells=(
            Cell(text=one.title, href=f"{TERMS}/{of.id}/{one.id}"),
            Cell(
                text=_("%(count)s below %(name)s")
                % {"count": one.children, "name": one.title}
                if one.children
                else _("Add below %(name)s") % names,
                href=address(of, one.id),
            ),
            Cell(
                pill=_("Not offered") if one.is_deprecated else _("Offered"),
                kind="line" if one.is_deprecated else "ok",
            ),
        ),
        id=int(one.id),
        buttons=(
            Button("revive", _("Offer again"), _("Offer %(name)s again") % names)
            if one.is_deprecated
            else Button(
                "deprecate", _("Offer no more"), _("Offer %(name)s no more") % names
            ),
        ),
    )


def _settings(of: TermSetRecord, form: forms.Form | None) -> list[Section]:
    begun = {"title": of.title, "description": of.description, "is_open": of.is_open}
    return [
        Section(
            id="settings",
            title=_("Settings"),
            form=form if form is not None else SettingsForm(initial=begun),
            do="save",
            submit=_("Save"),
        ),
        Section(
            id="end",
            title=_("Delete"),
            text=_("Only a set that no column takes terms of can be deleted."),
            columns=(Column(_("What")),),
            rows=(
                Row(
                    cells=(Cell(text=of.title),),
                    id=int(of.id),
                    buttons=(Button("delete", _("Delete"), _("Delete the term set")),),
                ),
            ),
        ),
    ]
