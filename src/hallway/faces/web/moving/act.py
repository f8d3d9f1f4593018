"""Doing it, and taking it back; what was not done is said with the reason."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.errors import Conflict, Invalid, NotFound, OverQuota
from hallway.core.items.queries import get_path
from hallway.core.items.records import History, ItemId
from hallway.core.transfers.commands import start_transfer, undo_transfer
from hallway.core.transfers.queries import get_totals, list_steps
from hallway.core.transfers.records import (
    Clash,
    State,
    StepState,
    TransferRecord,
    Way,
)
from hallway.faces.web.errors import field_errors, refusal
from hallway.faces.web.files import page as files
from hallway.faces.web.moving import ask, result
from hallway.faces.web.moving.places import find_place
from hallway.faces.web.moving.words import done_words
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import see_other
from hallway.faces.web.rollback.words import said_words

_STAYS = (StepState.REFUSED, StepState.SKIPPED)


def move(call: Call) -> HttpResponse:
    """Move things to the folder at `to`."""
    return _carry(call, Way.MOVE)


def copy(call: Call) -> HttpResponse:
    """Copy things, and all below them, to the folder at `to`."""
    return _carry(call, Way.COPY)


def _carry(call: Call, way: Way) -> HttpResponse:
    items = ask.chosen(call)
    if not items:
        return files.show(call, problem=_("Choose some items first."), status=400)
    folder = find_place(call, call.value("to")).item
    if folder is None:
        raise NotFound
    try:
        held = start_transfer(
            call.actor,
            [one.id for one in items],
            to=folder.id,
            way=way,
            clash=_clash(call),
            history=History.ALL if call.value("versions") == "1" else History.CURRENT,
        )
    except (Conflict, Invalid, OverQuota) as error:
        words = " ".join(field_errors(error, "item").values())
        return ask.show(call, way, problem=words, status=refusal(error).status)
    totals = get_totals(call.actor, held.guid)
    if held.state is State.DONE and not totals.done and totals.refused:
        refused = list_steps(call.actor, held.guid, states=_STAYS)
        words = " ".join(dict.fromkeys(said_words(one.said) for one in refused))
        return ask.show(call, way, problem=words, status=409)
    return _tell(call, held)


def _clash(call: Call) -> Clash:
    try:
        return Clash(call.value("clash") or Clash.REFUSE)
    except ValueError:
        message = _("Choose what to do with names that are taken.")
        raise Invalid({"clash": message}) from None


def undo(call: Call) -> HttpResponse:
    """Take back what was moved or copied."""
    return _tell(call, undo_transfer(call.actor, call.value("transfer")))


def _tell(call: Call, held: TransferRecord) -> HttpResponse:
    """Back to the folder where all was done; else to the page that says what was."""
    totals = get_totals(call.actor, held.guid)
    if held.state is State.GOING or totals.refused or totals.skipped:
        return see_other(call.request, result.address(call, held))
    path = _path(call, held.target)
    undoes = ""
    if held.may_undo:
        undoes = href(call.place.path, do="undo-transfer", transfer=held.guid)
    return see_other(
        call.request,
        call.here,
        text=done_words(held.way, totals.done, path[-1] if path else ""),
        undo=undoes,
        leads=href("/".join(path)) if path and not held.is_undo else "",
    )


def _path(call: Call, folder: ItemId) -> tuple[str, ...]:
    """Where a folder is; empty if it may not be seen any more."""
    try:
        return get_path(call.actor, folder)
    except NotFound:
        return ()
