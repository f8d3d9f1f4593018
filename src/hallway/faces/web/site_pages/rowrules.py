"""The part of a list's settings that says whose items people see and change."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.errors import Forbidden
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ListRecord
from hallway.core.rowrules.commands import set_row_rule
from hallway.core.rowrules.queries import (
    get_row_rule,
    is_overriding,
    preview_row_rule,
)
from hallway.core.rowrules.records import RowPreview, RowRule, Rows
from hallway.faces.web.parse import Call

SAVE, TRY = "rows", "try-rows"


class Choice(NamedTuple):
    """One of several, or a box to tick."""

    value: str
    label: str
    checked: bool


class Section(NamedTuple):
    """The form as typed, else as it is; what a rule would do if that was asked."""

    see: list[Choice]
    edit: list[Choice]
    columns: list[Choice]
    may_change: bool
    is_busy: bool
    says: str
    told: list[str]


def section(call: Call, found: ListRecord) -> Section:
    """The rule of a list for its settings."""
    kept = get_row_rule(call.actor, found.id)
    may_change = is_overriding(call.actor, found.id)
    sent = call.request.method == "POST" and call.value("do") in (SAVE, TRY)
    rule = read(call) if sent else kept
    told: list[str] = []
    if may_change and call.request.method == "POST" and call.value("do") == TRY:
        told = tell(rule, preview_row_rule(call.actor, found.id, rule))
    return Section(
        see=[
            Choice(
                Rows.ALL.value,
                _("Everybody who sees the list"),
                rule.see is Rows.ALL,
            ),
            Choice(
                Rows.OWN.value, _("Only those whose own it is"), rule.see is Rows.OWN
            ),
        ],
        edit=[
            Choice(
                Rows.ALL.value,
                _("Everybody who may change items of the list"),
                rule.edit is Rows.ALL,
            ),
            Choice(
                Rows.OWN.value, _("Only those whose own it is"), rule.edit is Rows.OWN
            ),
        ],
        columns=[
            Choice(one.internal_name, one.title, one.internal_name in rule.columns)
            for one in list_columns(call.actor, found.id)
            if one.type in ("person", "persons")
        ],
        may_change=may_change,
        is_busy=bool(found.pending),
        says=words(kept),
        told=told,
    )


def read(call: Call) -> RowRule:
    """The rule that the form says."""
    return RowRule(
        see=_rows(call.value("see")),
        edit=_rows(call.value("edit")),
        columns=tuple(dict.fromkeys(call.values("own"))),
    )


def _rows(text: str) -> Rows:
    return Rows.OWN if text == Rows.OWN.value else Rows.ALL


def save(call: Call, found: ListRecord) -> str:
    """Keep the rule."""
    set_row_rule(call.actor, found.id, rule=read(call))
    return _("Saved")


def demand_try(call: Call, found: ListRecord) -> None:
    """Refuse a look at what a rule would do to whom one holds for."""
    if not is_overriding(call.actor, found.id):
        raise Forbidden("Whom a row rule holds for cannot change it.")


def words(rule: RowRule) -> str:
    """A rule as a sentence; "" for none."""
    if rule.see is Rows.OWN:
        return _("People see only their own items here.")
    if rule.edit is Rows.OWN:
        return _("People change only their own items here.")
    return ""


def tell(rule: RowRule, preview: RowPreview) -> list[str]:
    """What a rule would do to a list, in sentences."""
    values = {"n": preview.ruled, "items": preview.items}
    if rule.is_none:
        return [_("Everybody who sees the list would see all of its items.")]
    if rule.see is Rows.OWN and rule.columns:
        first = ngettext(
            "%(n)s of %(items)s items would be seen only by who made it, whom it names"
            " and those no row rule holds for.",
            "%(n)s of %(items)s items would be seen only by who made them, whom they"
            " name and those no row rule holds for.",
            preview.ruled,
        )
    elif rule.see is Rows.OWN:
        first = ngettext(
            "%(n)s of %(items)s items would be seen only by who made it and those no"
            " row rule holds for.",
            "%(n)s of %(items)s items would be seen only by who made them and those no"
            " row rule holds for.",
            preview.ruled,
        )
    else:
        first = ngettext(
            "%(n)s of %(items)s items would be changed only by those whose own it is"
            " and those no row rule holds for.",
            "%(n)s of %(items)s items would be changed only by those whose own they"
            " are and those no row rule holds for.",
            preview.ruled,
        )
    found = [first % values]
    if preview.unnamed:
        text = ngettext(
            "%(n)s of them is nobody's who can sign in.",
            "%(n)s of them are nobody's who can sign in.",
            preview.unnamed,
        )
        found.append(text % {"n": preview.unnamed})
    if preview.apart:
        text = ngettext(
            "%(n)s item has permissions of its own and stays as it is.",
            "%(n)s items have permissions of their own and stay as they are.",
            preview.apart,
        )
        found.append(text % {"n": preview.apart})
    return found
