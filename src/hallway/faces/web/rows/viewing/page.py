"""The form of a view: of a new one, or of the one that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hallway.core.access.queries import get_principal_titles
from hallway.core.access.rights import Right
from hallway.core.errors import Forbidden
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import type_of
from hallway.core.lists.views.records import (
    STANDARD,
    Audience,
    Content,
    Layout,
)
from hallway.core.terms.queries import get_term_titles
from hallway.faces._common.numbers import number
from hallway.faces.web.frame import frame_of
from hallway.faces.web.library import Crumb, crumbs_of
from hallway.faces.web.parse import Call
from hallway.faces.web.render import page
from hallway.faces.web.rows import viewbar
from hallway.faces.web.rows.parts import fact_titles, facts_of, has_files, parts_of
from hallway.faces.web.rows.question import (
    Question,
    can_group,
    can_sort,
    kind_of_filter,
    read,
)
from hallway.faces.web.rows.ruling import tone_words
from hallway.faces.web.rows.spoken import people_in, spoken, terms_named, terms_of
from hallway.faces.web.rows.summing import sum_words
from hallway.faces.web.rows.viewing.sample import sample_of
from hallway.wire.query import (
    Scope,
    Sum,
)

PREVIEW = "preview-view"
_DAYS = ("date", "datetime")


class Choice(NamedTuple):
    """A column in the form of a view."""

    name: str
    title: str
    shown: bool
    place: str
    width: str
    total: str
    totals: list[tuple[str, str]]
    can_quick: bool
    quick: bool


@dataclass(kw_only=True)
class Draft:
    """A view as its form has it."""

    title: str
    audience: Audience
    content: Content
    as_default: bool = False


def show(
    call: Call,
    *,
    draft: Draft | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form: of a new view of what is shown, or of the view itself."""
    columns = list_columns(call.actor, call.list.id)
    _views, view = viewbar.find(call)
    question = read(call, columns, view)
    is_new = call.show == "new-view"
    if is_new and not viewbar.save_href(call, question):
        raise Forbidden(_("You may not save views of this list."))
    if not is_new and not viewbar.may_change(call, view):
        raise Forbidden(_("You may not change this view."))
    if draft is None:
        # What is there already is ticked, until the form was sent.
        draft = Draft(
            title="" if is_new else viewbar.title_of(view, call.list),
            audience=Audience.ME if is_new else view.audience,
            content=seen(question),
        )
        places = None
    else:
        places = {
            name: {number(one) for one in call.values(name)}
            for name in ("filter", "rule")
        }
    content = draft.content
    base = seen(question)
    title = _("Save as new view") if is_new else _("Edit view")
    named = people_in(base.query.where, columns).union(
        *(people_in(rule.where, columns) for rule in base.rules)
    )
    people = get_principal_titles(call.actor, named)
    wheres = [base.query.where, *(rule.where for rule in base.rules)]
    terms = get_term_titles(
        call.actor,
        {term for where in wheres for term in terms_named(where, columns)},
        language=get_language() or "en",
    )
    order, group = content.query.order, content.query.group
    return page(
        call.request,
        "web/rows/view.html",
        frame=frame_of(
            call.actor,
            site=call.site,
            current=call.place.path,
        ),
        status=status,
        call=call,
        title=title,
        crumbs=[*crumbs_of(call), Crumb(title, "")],
        draft=draft,
        errors=errors or {},
        problem=(errors or {}).get("", ""),
        is_new=is_new,
        is_standard=not is_new and view.name == STANDARD,
        may_share=call.may(Right.MANAGE_LISTS),
        may_keep=call.may(Right.MANAGE_PERSONAL_VIEWS),
        is_mine=draft.audience is Audience.ME,
        can_delete=not is_new
        and view.is_saved
        and (view.name == STANDARD or not (view.is_default and not _is_mine(view))),
        is_default=not is_new and view.is_default,
        action=question.href(show=call.show)
        if is_new
        else viewbar.edit_href(call, question),
        back=question.href(),
        layouts=_layouts(),
        layout=content.layout.value,
        scopes=[
            (Scope.DEFAULT.value, _("The folder one is in")),
            (Scope.RECURSIVE.value, _("All files below it, without folders")),
        ]
        if has_files(call.list)
        else [],
        scope=content.query.scope.value,
        choices=_choices(call, content, columns),
        sorts=_none(_sortable(call, columns)),
        sort=order[0].field.name if order else "",
        sort_down=bool(order and order[0].descending),
        sort2=order[1].field.name if len(order) > 1 else "",
        sort2_down=bool(len(order) > 1 and order[1].descending),
        groups=_none(_groupable(call, columns)),
        group=group[0].field.name if group else "",
        group2=group[1].field.name if len(group) > 1 else "",
        boards=_none(_of(columns, "choice")),
        starts=_none([*_of(columns, *_DAYS), ("Created", fact_titles()["Created"])]),
        ends=_none(_of(columns, *_DAYS)),
        pictures=_none(_of(columns, "picture", "link")),
        filters=[
            (
                spoken(term, columns, people, terms),
                places is None or place in places["filter"],
            )
            for place, term in enumerate(terms_of(base.query.where))
        ],
        rules=[
            (
                spoken(rule.where, columns, people, terms),
                rule.tone.value,
                tone_words()[rule.tone],
                places is None or place in places["rule"],
            )
            for place, rule in enumerate(base.rules)
        ],
        sample=sample_of(call, content, columns)
        if content.rules or call.value("do") == PREVIEW
        else None,
        preview=PREVIEW,
        rule_columns=_none(
            [
                (one.internal_name, one.title)
                for one in columns
                if kind_of_filter(one) and not one.is_hidden
            ]
        ),
        rule_typed={
            name: call.value(f"rule.{name}")
            for name in ("column", "op", "value", "tone", "where")
        },
        tones=[(tone.value, words) for tone, words in tone_words().items()],
    )


def _is_mine(view: Any) -> bool:
    return bool(view.audience is Audience.ME)


def seen(question: Question) -> Content:
    """The view with what the address adds to it."""
    content = question.view.content
    order = question.orders if not question.is_usual else content.query.order
    return replace(
        content,
        query=replace(
            content.query,
            where=question.where(),
            order=order,
            group=question.group,
            scope=Scope.RECURSIVE
            if question.below is question.files is Scope.RECURSIVE
            else content.query.scope,
        ),
    )


def _layouts() -> list[tuple[str, str]]:
    return [
        (Layout.LIST.value, _("List")),
        (Layout.COMPACT.value, _("Compact list")),
        (Layout.GALLERY.value, _("Gallery")),
        (Layout.BOARD.value, _("Board")),
        (Layout.CALENDAR.value, _("Calendar")),
    ]


def _none(options: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", _("None")), *options]


def _of(columns: Sequence[ColumnRecord], *types: str) -> list[tuple[str, str]]:
    return [(one.internal_name, one.title) for one in columns if one.type in types]


def _sortable(call: Call, columns: Sequence[ColumnRecord]) -> list[tuple[str, str]]:
    own = [(one.internal_name, one.title) for one in columns if can_sort(one)]
    return [*own, *facts_of(call.list).items()]


def _groupable(call: Call, columns: Sequence[ColumnRecord]) -> list[tuple[str, str]]:
    own = [(one.internal_name, one.title) for one in columns if can_group(one)]
    return [*own, *facts_of(call.list).items()]


def _choices(call: Call, content: Content, columns: list[ColumnRecord]) -> list[Choice]:
    """Every column: those shown first, in their order."""
    parts = parts_of(content, columns, call.list)
    shown = {part.name: place for place, part in enumerate(parts, 1)}
    widths = {part.name: part.width for part in parts}
    totals = {one.field.name: one.sum.value for one in content.query.totals}
    known = {one.internal_name: one for one in columns if not one.is_hidden}
    titles = {**{n: c.title for n, c in known.items()}, **facts_of(call.list)}
    names = [*shown, *(name for name in titles if name not in shown)]
    return [
        Choice(
            name=name,
            title=titles[name],
            shown=name in shown,
            place=str(shown.get(name, "")),
            width=str(widths.get(name) or ""),
            total=totals.get(name, ""),
            totals=sums_of(known.get(name)),
            can_quick=name in known and kind_of_filter(known[name]) == "values",
            quick=name in content.quick,
        )
        for name in names
        if name in titles
    ]


def sums_of(column: ColumnRecord | None) -> list[tuple[str, str]]:
    """The totals a column can have, in words."""
    if column is None:
        return []
    kind = type_of(column.type, column.settings)
    words = sum_words()
    sums = [Sum.COUNT]
    if kind.stored == "number" or column.type in ("currency", "rating"):
        sums = list(words)
    elif kind.has_order and column.type in _DAYS:
        sums += [Sum.MIN, Sum.MAX]
    return [("", _("None")), *((one.value, words[one]) for one in sums)]
