"""What is known of a file: a form of its library's columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.access.queries import get_item_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand, holds
from hallway.core.errors import Conflict, Invalid, Locked, NotFound, Stale
from hallway.core.items.forming import update_by_form
from hallway.core.items.queries import get_values
from hallway.core.items.records import ItemRecord
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord
from hallway.core.versions.queries import list_versions
from hallway.faces._common.numbers import number
from hallway.faces.web.errors import refusal, said
from hallway.faces.web.frame import frame_of
from hallway.faces.web.itemmenu import find_item
from hallway.faces.web.library import Crumb, crumbs_of
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import page, see_other
from hallway.faces.web.rows import form, kinds, sections
from hallway.faces.web.rows.history import history_of, versions_of


def show(
    call: Call,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, Any] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The form; `typed` are the values of one that was overtaken."""
    item, mask = _find(call)
    of = kinds.typed(call, item)
    every = list_columns(call.actor, call.list.id)
    columns = of.columns(every)
    values = get_values(call.actor, item.id)
    rows = []
    if holds(mask, Right.VIEW_VERSIONS):
        rows = list_versions(call.actor, item.id)
    title = _("Properties of “%(name)s”") % {"name": item.name}
    formed = sections.of_item(call, item, columns, values, of)
    shown = formed.shown(columns)
    fields = form.fields(
        call,
        shown,
        values if typed is None else typed,
        errors or {},
        changed=None if typed is None else values,
        history=history_of(call, every, rows),
    )
    return page(
        call.request,
        "web/properties.html",
        frame=frame_of(
            call.actor,
            site=call.site,
            current=call.place.path,
        ),
        status=status,
        call=call,
        item=item,
        of=of,
        title=title,
        crumbs=[
            *crumbs_of(call),
            Crumb(item.name, href(f"{call.place.path}/{item.name}")),
        ],
        problem=problem or _others(shown, errors or {}),
        layout=sections.layout_of(formed, fields, columns, every),
        changes=[one for one in versions_of(call, rows, every) if one.changes],
        back=_pane(call, item),
    )


def _find(call: Call) -> tuple[ItemRecord, int]:
    """The file that is meant and the reader's rights on it; he may change it."""
    item = find_item(call, [])
    if item.is_folder:
        raise NotFound
    mask = get_item_mask(
        call.actor,
        list_id=item.list,
        scope=item.scope,
        ancestry=item.ancestry,
        pending=call.list.pending,
    )
    demand(call.actor, mask, Right.EDIT_LIST_ITEMS)
    return item, mask


def _pane(call: Call, item: ItemRecord) -> str:
    return href(call.place.path, show="details", item=item.number)


def _others(columns: list[ColumnRecord], errors: Mapping[str, str]) -> str:
    """What is wrong beside the fields there are."""
    known = {one.internal_name for one in columns if not one.is_hidden}
    return " ".join(text for name, text in errors.items() if name not in known)


def tell_asked(call: Call) -> HttpResponse:
    """Which fields are asked of a file, with what was typed so far."""
    item, _mask = _find(call)
    of = kinds.typed(call, item)
    columns = of.columns(list_columns(call.actor, item.list))
    old = dict(get_values(call.actor, item.id))
    taken = sections.of_item(call, item, columns, old, of).taken(columns)
    return sections.tell([one.internal_name for one in taken])


def save(call: Call) -> HttpResponse:
    """Keep what the form says; what is wrong stands beside its field."""
    item, _mask = _find(call)
    of = kinds.typed(call, item)
    columns = of.columns(list_columns(call.actor, item.list))
    old = dict(get_values(call.actor, item.id))
    taken = sections.of_item(call, item, columns, old, of).taken(columns)
    values, errors = form.read(call, taken, old)
    if errors:
        return show(call, errors=errors, status=400)
    values |= of.values(before=kinds.stored(call, item))
    if not values:
        # Also the second of two clicks: it is as they want it.
        return see_other(call.request, _pane(call, item), text=_("Nothing to change"))
    try:
        update_by_form(
            call.actor,
            item.id,
            values=values,
            expect_version=number(call.value("version")),
        )
    except Invalid as error:
        return show(call, errors=error.fields, status=400)
    except Stale:
        return show(
            call,
            typed=values,
            problem=_(
                "Somebody else changed this in the meantime. Look at what stands"
                " below the fields, and save again to keep yours."
            ),
            status=409,
        )
    except (Conflict, Locked) as error:
        return show(call, problem=said(error), status=refusal(error).status)
    return see_other(call.request, _pane(call, item), text=_("Saved"))
