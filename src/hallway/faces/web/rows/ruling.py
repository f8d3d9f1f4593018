"""A rule that paints, as its form says it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.views.records import Tone
from hallway.faces.web.parse import Call
from hallway.faces.web.rows.question import term_of
from hallway.wire.query import Condition, Not

OPS = ("in", "not", "contains", "from", "to", "empty")


def tone_words() -> dict[Tone, str]:
    """What paints are called."""
    return {
        Tone.OK: _("Green"),
        Tone.INFO: _("Blue"),
        Tone.WARN: _("Yellow"),
        Tone.BAD: _("Red"),
        Tone.QUIET: _("Grey"),
    }


def read_rule(call: Call, columns: list[ColumnRecord]) -> Condition:
    """The condition of a new rule; ValueError says what is wrong."""
    name, op = call.value("rule.column"), call.value("rule.op")
    column = next((one for one in columns if one.internal_name == name), None)
    if column is None or op not in OPS:
        raise ValueError(_("Choose a column and how it is compared."))
    text = call.value("rule.value").strip()
    if not text and op != "empty":
        raise ValueError(_("Say what the column is compared with."))
    if op == "not":
        return Not(term_of("in", column, (text,)))
    return term_of(op, column, (text,))
