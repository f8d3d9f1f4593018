"""``/admin/terms/<set>``: a level of a term set, and the set's own settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hallway.core.errors import Invalid, NotFound
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
from hallway.core.terms.sheets import (
    Plan,
    import_terms,
    list_for_export,
    plan_import,
)
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
from hallway.wire.errors import WireError
from hallway.wire.termsheet import LineError, read, write

_LARGEST = 5 * 1024 * 1024
_SHOWN = 100
"""Lines at fault that a page tells of."""


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


class FileForm(forms.Form):
    """Terms in a file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV as SharePoint's term store imports it: a column for each level."
        ),
    )
    check = forms.BooleanField(
        label=gettext_lazy("Only say what it would bring"),
        required=False,
        initial=True,
    )


def termset(call: Call, termset: int) -> HttpResponseBase:
    """The terms below `?under=`, adding one, and the settings of the set."""
    of = get_term_set(call.actor, termset)
    under = _under(call, of)
    if call.query.get("export") == "csv":
        return _export(call, of)
    if call.request.method != "POST":
        return _page(call, of, under)
    do = call.value("do")
    form: forms.Form | None = None
    if do == "import":
        form = FileForm(call.request.POST, call.request.FILES)
    elif do == "add":
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
        fallback = "file" if do == "import" else "title"
        status = refused(form, error, fallback=fallback)
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
    if do == "import" and isinstance(form, FileForm):
        return _import(call, of, form)
    if do in ("deprecate", "revive") and term is not None:
        step = deprecate_term if do == "deprecate" else revive_term
        step(call.actor, TermId(term))
        return see_other(call.request, here, text=_("Saved"))
    if do == "delete":
        delete_term_set(call.actor, of.id)
        text = _("%(name)s removed") % {"name": of.title}
        return see_other(call.request, TERMS, text=text)
    raise NotFound


def _import(call: Call, of: TermSetRecord, form: FileForm) -> HttpResponse:
    file = form.cleaned_data["file"]
    if file.size > _LARGEST:
        raise Invalid({"file": "A file of terms has at most 5 MB."})
    try:
        sheet = read(file)
    except WireError as error:
        raise Invalid({"file": str(error)}) from error
    plan = plan_import(call.actor, of.id, sheet.terms)
    errors = sorted([*sheet.errors, *plan.errors])
    if errors or form.cleaned_data["check"]:
        status = 400 if errors else 200
        return _page(call, of, None, plan=(plan, errors), status=status)
    added = import_terms(call.actor, of.id, sheet.terms)
    words = ngettext("%(count)s term added", "%(count)s terms added", added)
    here = address(of, None)
    return see_other(call.request, here, text=words % {"count": added})


def _export(call: Call, of: TermSetRecord) -> HttpResponse:
    lines = write(of.title, of.description, list_for_export(call.actor, of.id))
    response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="terms.csv"'
    return response


def _file(plan: tuple[Plan, list[LineError]] | None) -> Section:
    """What a file would bring, what is wrong with its lines, and choosing one."""
    text, errors = "", []
    if plan is not None:
        errors = plan[1]
        text = _(
            "New terms: %(added)s. Known already: %(known)s. Wrong: %(wrong)s."
        ) % {
            "added": plan[0].added,
            "known": plan[0].known,
            "wrong": len(errors),
        }
    return Section(
        id="file",
        title=_("Bring terms in from a file"),
        text=text,
        columns=(Column(_("Line"), num=True), Column(_("What is wrong"))),
        rows=tuple(
            Row(cells=(Cell(text=str(one.line)), Cell(text=_(one.message))))
            for one in errors[:_SHOWN]
        ),
        form=FileForm(),
        do="import",
        submit=_("Read the file"),
        has_files=True,
    )


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
    plan: tuple[Plan, list[LineError]] | None = None,
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
        section = _file(plan)
        if do == "import" and form is not None:
            section = section._replace(form=form)
        sections += [section, *_settings(of, form if do == "save" else None)]
    export = href(f"{TERMS}/{of.id}", export="csv")
    actions: tuple[Any, ...] = ({"label": _("As CSV"), "href": export},)
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
