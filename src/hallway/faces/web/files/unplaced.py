"""Values that a file brought from another library, which has a column for them."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from hallway.core.items.queries import list_unplaced
from hallway.core.items.records import ItemRecord
from hallway.faces.web.parse import Call
from hallway.faces.web.rows.cells import cell as cell_of
from hallway.faces.web.rows.history import Value, note_of
from hallway.faces.web.rows.named import name_all
from hallway.faces.web.rows.sections import Section


def section_of(call: Call, item: ItemRecord) -> list[Section[Value]]:
    """The section of such values; none for a file that has none."""
    # Two lists may call a column the same: here each goes by its number.
    found = [
        (replace(column, internal_name=column.key), value)
        for column, value in list_unplaced(call.actor, item)
    ]
    if not found:
        return []
    columns = [column for column, _value in found]
    values = {column.internal_name: value for column, value in found}
    named = name_all(call.actor, [values], columns, people=())
    return [
        Section(
            _("Values without a column here"),
            "",
            [
                Value(
                    column.title,
                    cell_of(column, value, named.people, now=call.now, named=named),
                    note_of(column, value),
                    [],
                )
                for column, value in found
            ],
        )
    ]
