"""A roll-back page by page: the moment, what would change, how far it is, what came."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.items.queries import find_item, get_item, get_path
from hallway.core.items.records import ItemRecord
from hallway.core.lists.queries import get_list
from hallway.core.lists.records import ListRecord
from hallway.core.rollback.commands import (
    apply_rollback,
    start_rollback,
    stop_rollback,
)
from hallway.core.rollback.queries import (
    demand_rollback,
    get_rollback,
    get_totals,
    list_steps,
)
from hallway.core.rollback.records import Kind, RollbackRecord, State, StepState
from hallway.faces._common.numbers import number
from hallway.faces.web.errors import field_errors, refusal
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call, href, layout_href
from hallway.faces.web.render import see_other
from hallway.faces.web.rollback.words import line_of, presets, stats_of
from hallway.faces.web.site_pages.shell import list_named, site_page
from hallway.faces.web.when import size_words, utc, when
from hallway.faces.web.writing import typed_instant, zone_words

NAME = "rollback"
LOOK_EVERY = 3
"""Seconds after which a page that waits is asked for again."""
SHOWN = 200
_DIGITS = 16
_LEFT = (StepState.CANNOT, StepState.REFUSED)


def folder_href(call: Call, found: ListRecord, folder: ItemRecord) -> str:
    """The address where a moment is chosen for a folder."""
    return layout_href(call.site, NAME, list=found.guid, folder=folder.number)


def show(call: Call) -> HttpResponse:
    """The form of the moment, or how far a roll-back is."""
    if "rollback" not in call.query:
        return _show_moments(call)
    held = _held(call)
    match held.state:
        case State.PLANNING | State.APPLYING:
            return _show_waiting(call, held)
        case _:
            return _show_plan(call, held)


def act(call: Call) -> HttpResponse:
    """Plan, do, stop."""
    if call.value("do") == "plan":
        return _plan(call)
    held = _held(call)
    try:
        _go_on(call, held)
    except (Conflict, Invalid) as error:
        text = " ".join(_(one) for one in field_errors(error, "form").values())
        return _show_plan(call, held, problem=text, status=refusal(error).status)
    return see_other(call.request, _here(call, held))


def _go_on(call: Call, held: RollbackRecord) -> None:
    match call.value("do"):
        case "apply":
            apply_rollback(call.actor, held.guid)
        case "stop":
            stop_rollback(call.actor, held.guid)
        case _:
            raise Invalid({"form": _("This page does not know that form.")})


def _plan(call: Call) -> HttpResponse:
    _found, folder = _asked(call)
    try:
        made = start_rollback(call.actor, folder.id, moment=_moment(call))
    except Invalid as error:
        return _show_moments(call, errors=error.fields, status=400)
    return see_other(call.request, _here(call, made))


def _moment(call: Call) -> int:
    """The moment that is meant: by its name, exactly, or as typed to the minute."""
    exact = call.value("instant")
    if exact.isascii() and exact.isdigit() and len(exact) <= _DIGITS:
        return int(exact)
    for one in presets(call.now):
        if one.name == call.value("preset"):
            return one.at
    try:
        typed = datetime.fromisoformat(call.value("moment").strip())
    except ValueError:
        message = _("A date and time is expected, as 2026-12-31T18:00.")
        raise Invalid({"moment": message}) from None
    if typed.tzinfo is None:
        typed = typed.replace(tzinfo=timezone.get_current_timezone())
    return (typed - utc(0)) // timedelta(microseconds=1)


def _asked(call: Call) -> tuple[ListRecord, ItemRecord]:
    """The library and the folder that the address names."""
    found = list_named(call)
    at = call.value("folder") or "0"
    if not at.isascii() or not at.isdigit() or len(at) > 18:
        raise NotFound
    folder = find_item(call.actor, found.id, int(at))
    demand_rollback(call.actor, folder.id)
    return found, folder


def _held(call: Call) -> RollbackRecord:
    held = get_rollback(call.actor, call.value("rollback"))
    if get_list(call.actor, held.list).site != call.site.id:
        raise NotFound
    return held


def _here(call: Call, held: RollbackRecord, **more: str | int | None) -> str:
    return layout_href(call.site, NAME, rollback=held.guid, **more)


def _page(
    call: Call,
    template: str,
    found: ListRecord,
    folder: ItemRecord,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    back = href("/".join(("", *get_path(call.actor, folder.id))))
    name = found.title if folder.parent is None else folder.name
    title = _("Roll back “%(name)s”") % {"name": name}
    return site_page(
        call,
        f"web/rollback/{template}.html",
        name=NAME,
        title=title,
        status=status,
        crumbs=[Crumb(name, back), Crumb(title, folder_href(call, found, folder))],
        back_href=back,
        folder_name=name,
        start_action=folder_href(call, found, folder),
        **context,
    )


def _of(call: Call, held: RollbackRecord) -> tuple[ListRecord, ItemRecord]:
    return get_list(call.actor, held.list), get_item(call.actor, held.folder)


def _show_moments(
    call: Call, *, errors: Mapping[str, str] | None = None, status: int = 200
) -> HttpResponse:
    found, folder = _asked(call)
    typed = call.value("moment") or typed_instant(presets(call.now)[0].at)
    return _page(
        call,
        "moment",
        found,
        folder,
        status=status,
        errors={name: _(text) for name, text in (errors or {}).items()},
        typed=typed,
        zone=zone_words(),
        presets=[one for one in presets(call.now) if one.at >= folder.created],
    )


def _show_waiting(call: Call, held: RollbackRecord) -> HttpResponse:
    found, folder = _of(call, held)
    response = _page(
        call,
        "waiting",
        found,
        folder,
        is_planning=held.state is State.PLANNING,
        at=when(held.moment, now=call.now).exact,
        done=held.done,
        many=held.many,
        here=_here(call, held),
    )
    # Without script too; the page says what it waits for each time.
    response.headers["Refresh"] = str(LOOK_EVERY)
    return response


def _show_plan(
    call: Call, held: RollbackRecord, *, problem: str = "", status: int = 200
) -> HttpResponse:
    found, folder = _of(call, held)
    is_done = held.state in (State.DONE, State.STOPPED)
    totals = get_totals(call.actor, held.guid)
    only_left = call.show == "left"
    steps, more = list_steps(
        call.actor,
        held.guid,
        states=_LEFT if only_left else (),
        after=number(call.query.get("after", "")) or 0,
        limit=SHOWN,
    )
    planned = sum(totals.planned.values())
    left = totals.cannot + totals.refused
    return _page(
        call,
        "plan",
        found,
        folder,
        status=status,
        problem=problem,
        held=held,
        is_done=is_done,
        is_stopped=held.state is State.STOPPED,
        is_same=not planned and not left and not totals.gone,
        can_go=planned > 0 and held.state is State.PLANNED,
        at=when(held.moment, now=call.now).exact,
        stats=stats_of(totals, is_done=is_done),
        refused=totals.refused,
        gone=_gone_words(totals.gone),
        size=size_words(held.size) if totals.planned[Kind.CONTENT] else "",
        lines=[line_of(one, is_done=is_done) for one in steps],
        left=left,
        only_left=only_left,
        is_later="after" in call.query,
        every_href=_here(call, held),
        left_href=_here(call, held, show="left"),
        next=_here(call, held, after=more, show="left" if only_left else None)
        if more
        else "",
        action=_here(call, held),
        apply_words=_apply_words(planned),
    )


def _gone_words(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)d thing that was there then has been deleted for good.",
        "%(count)d things that were there then have been deleted for good.",
        count,
    ) % {"count": count}


def _apply_words(count: int) -> str:
    return ngettext("Make %(count)d change", "Make %(count)d changes", count) % {
        "count": count
    }
