"""Keeping what the form of a view says, and deleting views."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.changes.journal import together
from hallway.core.errors import Conflict, Forbidden, Invalid
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.views.commands import (
    add_view,
    change_view,
    delete_view,
    set_default_view,
)
from hallway.core.lists.views.records import STANDARD, Audience, Content
from hallway.faces.web.errors import refusal, said
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import see_other
from hallway.faces.web.rows import viewbar
from hallway.faces.web.rows.question import read
from hallway.faces.web.rows.viewing.page import Draft, seen, show
from hallway.faces.web.rows.viewing.typed import read_content


def save(call: Call) -> HttpResponse:
    """Keep what the form says, as a new view or in the one that is shown."""
    columns = list_columns(call.actor, call.list.id)
    _views, view = viewbar.find(call)
    question = read(call, columns, view)
    is_new = call.show == "new-view"
    errors: dict[str, str] = {}
    draft = _draft(call, seen(question), columns, errors)
    if not draft.title and not (view.name == STANDARD and not is_new):
        errors["title"] = _("Give the view a name.")
    if errors:
        return show(call, draft=draft, errors=errors, status=400)
    if not is_new:
        draft.audience = view.audience
    names: list[str] = []

    def keep() -> None:
        if is_new:
            names.append(
                add_view(
                    call.actor,
                    call.list.id,
                    title=draft.title,
                    audience=draft.audience,
                    content=draft.content,
                )
            )
            return
        names.append(view.name)
        # What the standard view is called by itself is translated, not kept.
        usual = viewbar.title_of(replace(view, title=""), call.list)
        title = "" if draft.title == usual else draft.title
        change_view(
            call.actor, call.list.id, view.name, title=title, content=draft.content
        )

    def choose() -> None:
        if draft.as_default:
            set_default_view(
                call.actor, call.list.id, names[0], audience=draft.audience
            )

    try:
        together(call.actor, keep, choose)
    except Invalid as error:
        return show(call, draft=draft, errors=error.fields, status=400)
    except (Conflict, Forbidden) as error:
        found = {"": said(error)}
        return show(call, draft=draft, errors=found, status=refusal(error).status)
    return see_other(
        call.request, href(call.place.path, view=names[0]), text=_("View saved")
    )


def preview(call: Call) -> HttpResponse:
    """The form as it is filled in, with some rows as its rules would paint them."""
    columns = list_columns(call.actor, call.list.id)
    _views, view = viewbar.find(call)
    question = read(call, columns, view)
    errors: dict[str, str] = {}
    draft = _draft(call, seen(question), columns, errors)
    if call.show != "new-view":
        draft.audience = view.audience
    return show(call, draft=draft, errors=errors)


def _draft(
    call: Call, base: Content, columns: list[ColumnRecord], errors: dict[str, str]
) -> Draft:
    return Draft(
        title=call.value("title").strip(),
        audience=Audience.EVERYBODY
        if call.value("audience") == Audience.EVERYBODY.value
        else Audience.ME,
        content=read_content(call, base, columns, errors),
        as_default=bool(call.value("default")),
    )


def delete(call: Call) -> HttpResponse:
    """Delete the view that is shown; the standard one is as it was at first."""
    _views, view = viewbar.find(call)
    try:
        delete_view(call.actor, call.list.id, view.name)
    except (Conflict, Forbidden) as error:
        errors = {"": said(error)}
        return show(call, errors=errors, status=refusal(error).status)
    text = (
        _("The standard view is as it was")
        if view.name == STANDARD
        else _("View “%(title)s” deleted")
        % {"title": viewbar.title_of(view, call.list)}
    )
    return see_other(call.request, call.here, text=text)
