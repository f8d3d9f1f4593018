"""Words for what columns of a file may become."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hallway.core.sheets.records import ColumnPlan, Mode
from hallway.core.sheets.rules import forms_of


def type_options() -> list[tuple[str, str]]:
    """What a column may become: a type and, behind a colon, how it is written."""
    return [
        ("text", _("Line of text")),
        ("note", _("Several lines of text")),
        ("number:point", _("Number (1,234.5)")),
        ("number:comma", _("Number (1.234,5)")),
        ("currency:point", _("Amount (1,234.50)")),
        ("currency:comma", _("Amount (1.234,50)")),
        ("yesno", _("Yes or no")),
        ("choice", _("Choice")),
        ("choices", _("Several choices (a; b)")),
        ("date:ymd", _("Date (2026-12-31)")),
        ("date:dmy", _("Date (31.12.2026)")),
        ("date:mdy", _("Date (12/31/2026)")),
        ("datetime:ymd", _("Date and time (2026-12-31 23:59)")),
        ("datetime:dmy", _("Date and time (31.12.2026 23:59)")),
        ("datetime:mdy", _("Date and time (12/31/2026 11:59 pm)")),
        ("person", _("Person (name or e-mail address)")),
        ("persons", _("Several people (a; b)")),
        ("link", _("Link")),
        ("picture", _("Address of a picture")),
        ("location", _("Place")),
        ("rating", _("Stars")),
    ]


def type_value(column: ColumnPlan) -> str:
    """The option that a column's plan stands for."""
    forms = forms_of(column.type)
    if not forms:
        return column.type
    form = column.form if column.form in forms else forms[0]
    return f"{column.type}:{form}"


def mode_options() -> list[tuple[str, str]]:
    """What is done with rows."""
    return [
        (Mode.BOTH.value, _("Change the items that are there and add the others")),
        (Mode.CHANGE.value, _("Only change items that are there")),
        (Mode.ADD.value, _("Only add new items")),
    ]
