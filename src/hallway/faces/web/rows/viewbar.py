"""Which view of a list is shown, and the menu of its views."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hallway.core.access.rights import Right
from hallway.core.errors import NotFound
from hallway.core.lists.records import ColumnRecord, ListRecord
from hallway.core.lists.views.queries import list_views
from hallway.core.lists.views.records import STANDARD, Audience, Layout, ViewRecord
from hallway.design.frame import MenuItem
from hallway.faces.web.parse import Call, href
from hallway.faces.web.rows.parts import has_files
from hallway.faces.web.rows.question import Question, can_group

ICONS = {
    Layout.LIST: "table",
    Layout.COMPACT: "layout-list",
    Layout.GALLERY: "layout-grid",
    Layout.BOARD: "layout-kanban",
    Layout.CALENDAR: "calendar",
}


def find(call: Call) -> tuple[list[ViewRecord], ViewRecord]:
    """The views there are for the reader, and the one the address asks for.

    NotFound for one that is nobody's, or somebody else's own.
    """
    views = list_views(call.actor, call.list.id)
    name = call.query.get("view", "")
    if name:
        wanted = [view for view in views if view.name == name]
    else:
        wanted = sorted(
            (view for view in views if view.is_default),
            key=lambda view: view.audience is not Audience.ME,
        )
    if not wanted:
        raise NotFound
    return views, wanted[0]


def title_of(view: ViewRecord, found: ListRecord) -> str:
    """What a view of a list is called."""
    if view.title:
        return view.title
    return _("All documents") if has_files(found) else _("All items")


def missing_words(view: ViewRecord) -> str:
    """What a view says that holds no more; empty where all does."""
    if not view.missing:
        return ""
    return _(
        "Columns this view speaks of are gone: %(columns)s. What it says of them does"
        " not count any more."
    ) % {"columns": ", ".join(view.missing)}


def items(call: Call, question: Question, views: list[ViewRecord]) -> list[MenuItem]:
    """The lines of the menu: everybody's views, one's own, what can be done."""
    path = question.path
    lines: list[MenuItem] = []
    for head, audience in (
        ("", Audience.EVERYBODY),
        (_("My views"), Audience.ME),
    ):
        own = [view for view in views if view.audience is audience]
        if head and own:
            lines.append(MenuItem(head=head))
        lines += [
            MenuItem(
                label=title_of(view, call.list),
                href=href(path, view=view.name),
                icon=ICONS[view.content.layout],
                checked=view.name == question.view.name,
            )
            for view in own
        ]
    lines.append(MenuItem(rule=True))
    if save := save_href(call, question):
        lines.append(MenuItem(label=_("Save as new view"), href=save, icon="plus"))
    if edit := edit_href(call, question):
        lines.append(MenuItem(label=_("Edit this view"), href=edit, icon="adjustments"))
    return lines if len(lines) > 1 else []


def context(call: Call, question: Question, views: list[ViewRecord]) -> dict[str, Any]:
    """What the templates need of the view that is shown and of the others."""
    view = question.view
    return {
        "view_title": title_of(view, call.list),
        "view_icon": ICONS[view.content.layout],
        "view_items": items(call, question, views),
        "save_href": save_href(call, question),
        "edit_view_href": edit_href(call, question),
        "every_href": ""
        if view.name == STANDARD
        else href(question.path, view=STANDARD),
        "missing": missing_words(view),
    }


def group_options(columns: list[ColumnRecord]) -> list[tuple[str, str]]:
    """What rows can be grouped by in the pane of filters."""
    return [
        ("", _("None")),
        *(
            (one.internal_name, one.title)
            for one in columns
            if can_group(one) and not one.is_hidden
        ),
    ]


def may_change(call: Call, view: ViewRecord) -> bool:
    """Tell whether the reader may change a view."""
    if view.audience is Audience.ME:
        return call.may(Right.MANAGE_PERSONAL_VIEWS)
    return call.may(Right.MANAGE_LISTS)


def save_href(call: Call, question: Question) -> str:
    """The form of a new view of what is shown; empty for who may not save any."""
    if not (call.may(Right.MANAGE_PERSONAL_VIEWS) or call.may(Right.MANAGE_LISTS)):
        return ""
    return question.href(show="new-view")


def edit_href(call: Call, question: Question) -> str:
    """The form of the view that is shown; empty for who may not change it."""
    if not may_change(call, question.view):
        return ""
    return href(
        question.path,
        **{**question.address(), "view": question.view.name, "show": "edit-view"},
    )


__all__ = ["STANDARD", "edit_href", "find", "items", "save_href", "title_of"]
