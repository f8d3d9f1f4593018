"""How far a move or a copy is, and what came of it; for who asked for it alone."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.errors import Conflict, CoreError, Invalid
from hallway.core.items.queries import locate
from hallway.core.items.records import ItemId
from hallway.core.transfers.commands import (
    resume_transfer,
    stop_transfer,
    undo_transfer,
)
from hallway.core.transfers.queries import get_totals, get_transfer, list_steps
from hallway.core.transfers.records import (
    State,
    StepState,
    Totals,
    TransferRecord,
    Way,
)
from hallway.faces.web.errors import refusal, said
from hallway.faces.web.library import Crumb
from hallway.faces.web.moving.words import line_of
from hallway.faces.web.parse import Call, href, layout_href
from hallway.faces.web.render import see_other
from hallway.faces.web.site_pages.shell import site_page

NAME = "transfer"
LOOK_EVERY = 3
"""Seconds after which a page that waits is asked for again."""
_LEFT = (StepState.REFUSED, StepState.SKIPPED, StepState.WAITING)


def address(call: Call, held: TransferRecord) -> str:
    """Where one reads how far a transfer is."""
    return layout_href(call.site, NAME, transfer=held.guid)


def show(call: Call) -> HttpResponse:
    """How far it is, or what came of it."""
    return _show(call, get_transfer(call.actor, call.value("transfer")))


def act(call: Call) -> HttpResponse:
    """Stop, go on, take back."""
    held = get_transfer(call.actor, call.value("transfer"))
    try:
        match call.value("do"):
            case "stop":
                stop_transfer(call.actor, held.guid)
            case "resume":
                resume_transfer(call.actor, held.guid)
            case "undo":
                held = undo_transfer(call.actor, held.guid)
            case _:
                raise Invalid({"do": _("This page does not know that form.")})
    except Conflict as error:
        return _show(call, held, error=error)
    return see_other(call.request, address(call, held))


def _show(
    call: Call, held: TransferRecord, *, error: CoreError | None = None
) -> HttpResponse:
    if held.state is State.GOING and error is None:
        response = _page(call, held, "going", done=held.done, many=held.many)
        # Without script too; the page says what it waits for each time.
        response.headers["Refresh"] = str(LOOK_EVERY)
        return response
    totals = get_totals(call.actor, held.guid)
    steps = list_steps(call.actor, held.guid)
    left = [one for one in steps if one.state in _LEFT]
    return _page(
        call,
        held,
        "done",
        status=200 if error is None else refusal(error).status,
        problem="" if error is None else said(error),
        words=_summary(held, totals),
        is_whole=not left,
        is_stopped=held.state is State.STOPPED,
        left=[line_of(one) for one in left],
        went=[line_of(one) for one in steps if one.state is StepState.DONE],
        may_undo=held.may_undo,
    )


def _page(
    call: Call, held: TransferRecord, template: str, **context: Any
) -> HttpResponse:
    source, target = _place(call, held.source), _place(call, held.target)
    title = _title(held, target)
    return site_page(
        call,
        f"web/moving/{template}.html",
        name=NAME,
        title=title,
        crumbs=[*([source] if source else []), Crumb(title, address(call, held))],
        here=address(call, held),
        source=source,
        target=target,
        **context,
    )


def _title(held: TransferRecord, target: Crumb | None) -> str:
    words = {"folder": target.label if target is not None else "…"}
    match held.way:
        case Way.MOVE:
            return _("Move to “%(folder)s”") % words
        case Way.COPY:
            return _("Copy to “%(folder)s”") % words
        case _:
            return _("Undo")


def _place(call: Call, folder: ItemId) -> Crumb | None:
    """A folder by its name, if it may still be seen."""
    found = locate(call.actor, [folder]).get(folder)
    if found is None:
        return None
    label = found.title
    if found.item.parent is None:
        label = " > ".join(one for one in (found.site, found.library) if one)
    return Crumb(label or found.title, href(found.path))


def _summary(held: TransferRecord, totals: Totals) -> str:
    count = {"count": totals.done}
    match held.way:
        case Way.MOVE:
            done = ngettext(
                "%(count)d item moved", "%(count)d items moved", totals.done
            )
        case Way.COPY:
            done = ngettext(
                "%(count)d item copied", "%(count)d items copied", totals.done
            )
        case _:
            done = ngettext(
                "Undone for %(count)d item", "Undone for %(count)d items", totals.done
            )
    stays = totals.refused + totals.skipped + totals.waiting
    if not stays:
        return (done % count) + "."
    more = ngettext("%(count)d stays", "%(count)d stay", stays) % {"count": stays}
    return f"{done % count}, {more}."
