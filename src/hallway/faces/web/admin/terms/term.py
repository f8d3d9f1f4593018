"""``/admin/terms/<set>/<term>``: what a term is called, where it stands, its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hallway.core.changes.journal import together
from hallway.core.errors import Invalid, NotFound
from hallway.core.terms.commands import (
    delete_term,
    describe_term,
    merge_terms,
    move_term,
    set_labels,
)
from hallway.core.terms.queries import find_terms, get_term, get_term_set
from hallway.core.terms.records import Label, TermDetail, TermId, TermSetRecord
from hallway.core.terms.using import count_uses
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
from hallway.faces.web.admin.terms.termset import address, crumbs
from hallway.faces.web.errors import said
from hallway.faces.web.parse import Call
from hallway.faces.web.render import see_other


class LabelsForm(forms.Form):
    """All that a term is called."""

    labels = forms.CharField(
        label=gettext_lazy("What it is called"),
        max_length=20_000,
        widget=forms.Textarea,
        help_text=gettext_lazy(
            "A line for each language: en: Germany; FRG. The first is its name, the"
            " others are synonyms."
        ),
    )
    description = forms.CharField(
        label=gettext_lazy("Description"),
        max_length=1000,
        required=False,
        widget=forms.Textarea,
    )


class MoveForm(forms.Form):
    """Another place."""

    parent = forms.CharField(
        label=gettext_lazy("Below which term"),
        max_length=255,
        required=False,
        help_text=gettext_lazy("Its name or #number; empty for the top of the set."),
    )


class MergeForm(forms.Form):
    """The term to become."""

    into = forms.CharField(
        label=gettext_lazy("Which term it becomes"),
        max_length=255,
        help_text=gettext_lazy("Its name or #number. You see first what that touches."),
    )


_FORMS: dict[str, tuple[type[forms.Form], str]] = {
    "save": (LabelsForm, "labels"),
    "move": (MoveForm, "parent"),
    "preview": (MergeForm, "into"),
    "merge": (MergeForm, "into"),
}


def term(call: Call, termset: int, term: int) -> HttpResponseBase:
    """One term: its labels, its place, merging it, deleting it."""
    of = get_term_set(call.actor, termset)
    found = get_term(call.actor, term, language=language())
    if found.term.set != of.id:
        raise NotFound
    if found.term.id != term:
        return see_other(call.request, f"{TERMS}/{of.id}/{found.term.id}")
    if call.request.method != "POST":
        return _page(call, of, found)
    do = call.value("do")
    kind, fallback = _FORMS.get(do, (None, ""))
    form = kind(call.request.POST) if kind is not None else None
    if form is not None and not form.is_valid():
        return _page(call, of, found, do=do, form=form, status=400)
    try:
        return _act(call, of, found, do, form)
    except REFUSALS as error:
        if form is None:
            return _page(call, of, found, problem=said(error), status=409)
        status = refused(form, error, fallback=fallback)
        return _page(call, of, found, do=do, form=form, status=status)


def _act(
    call: Call, of: TermSetRecord, found: TermDetail, do: str, form: Any
) -> HttpResponse:
    one = found.term
    here = f"{TERMS}/{of.id}/{one.id}"
    match do:
        case "save":
            labels = read_labels(form.cleaned_data["labels"])
            description = form.cleaned_data["description"].replace("\r\n", "\n")
            together(
                call.actor,
                lambda: set_labels(call.actor, one.id, labels=labels),
                lambda: describe_term(call.actor, one.id, description=description),
            )
            return see_other(call.request, here, text=_("Saved"))
        case "move":
            text = form.cleaned_data["parent"].strip()
            parent = _named(call, of, text, field="parent") if text else None
            move_term(call.actor, one.id, parent=parent)
            return see_other(call.request, here, text=_("Saved"))
        case "preview":
            into = _named(call, of, form.cleaned_data["into"], field="into")
            return _page(call, of, found, do=do, form=form, into=into)
        case "merge":
            into = _named(call, of, form.cleaned_data["into"], field="into")
            merge_terms(call.actor, one.id, into=into)
            there = f"{TERMS}/{of.id}/{into}"
            return see_other(call.request, there, text=_("Merged"))
        case "delete":
            delete_term(call.actor, one.id)
            text = _("%(name)s removed") % {"name": one.title}
            return see_other(call.request, address(of, one.parent), text=text)
        case _:
            raise NotFound


def _named(call: Call, of: TermSetRecord, text: str, *, field: str) -> TermId:
    text = text.strip()
    if text.startswith("#") and (given := number(text.removeprefix("#"))) is not None:
        return TermId(given)
    found = find_terms(call.actor, of.guid, text)
    if not found:
        raise Invalid({field: "There is no such term in this set."})
    if len(found) > 1:
        numbers = ", ".join(f"#{one}" for one in found)
        raise Invalid({field: f"Several terms are called so: {numbers}."})
    return found[0]


def read_labels(text: str) -> list[Label]:
    """The labels of lines as `write_labels` writes them; Invalid names the line."""
    labels = []
    for line, written in enumerate(text.splitlines(), 1):
        if not written.strip():
            continue
        tongue, colon, words = written.partition(":")
        names = [one.strip() for one in words.split(";") if one.strip()]
        if not colon or not names:
            raise Invalid({"labels": f"Line {line}: a language, a colon, a name."})
        labels += [Label(tongue, one, not at) for at, one in enumerate(names)]
    return labels


def write_labels(labels: Sequence[Label]) -> str:
    """Labels as lines, one for a language, the default first."""
    lines: dict[str, list[str]] = {}
    for one in labels:
        lines.setdefault(one.language, []).append(one.text)
    return "\n".join(f"{tongue}: {'; '.join(text)}" for tongue, text in lines.items())


def _page(
    call: Call,
    of: TermSetRecord,
    found: TermDetail,
    *,
    do: str = "",
    form: forms.Form | None = None,
    into: TermId | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    one = found.term
    begun = {"labels": write_labels(found.labels), "description": one.description}
    sections = [
        Section(
            id="about",
            title=_("Names"),
            form=form if do == "save" and form else LabelsForm(initial=begun),
            do="save",
            submit=_("Save"),
        ),
        Section(
            id="place",
            title=_("Place"),
            form=form if do == "move" and form else MoveForm(),
            do="move",
            submit=_("Move"),
        ),
        _merging(call, found, form if do in ("preview", "merge") else None, into),
        Section(
            id="end",
            title=_("Delete"),
            text=_("What is used anywhere is offered no more instead."),
            columns=(Column(_("What")),),
            rows=(
                Row(
                    cells=(Cell(text=one.title),),
                    id=int(one.id),
                    buttons=(Button("delete", _("Delete"), _("Delete the term")),),
                ),
            ),
        ),
    ]
    return show(
        call,
        title=one.title,
        crumbs=crumbs(call, of, one.path),
        actions=({"label": _("Terms below it"), "href": address(of, one.id)},),
        problem=problem,
        status=status,
        sections=sections,
    )


def _merging(
    call: Call, found: TermDetail, form: forms.Form | None, into: TermId | None
) -> Section:
    text = _(
        "Every item that has it gets the other, and its names become synonyms. This"
        " cannot be undone."
    )
    if into is not None:
        uses = count_uses(call.actor, found.term.id)
        target = get_term(call.actor, into, language=language()).term
        text = ngettext(
            "“%(old)s” becomes “%(new)s”: %(items)s item has it, in %(lists)s list.",
            "“%(old)s” becomes “%(new)s”: %(items)s items have it, in %(lists)s lists.",
            uses.items,
        ) % {
            "old": found.term.title,
            "new": target.title,
            "items": uses.items,
            "lists": uses.lists,
        }
    return Section(
        id="merge",
        title=_("Merge into another"),
        text=text,
        form=form or MergeForm(),
        do="merge" if into is not None else "preview",
        submit=_("Merge now") if into is not None else _("See what that touches"),
    )
