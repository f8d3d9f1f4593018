"""Pure decisions about columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hallway.core.errors import Invalid
from hallway.core.lists.types import TYPES
from hallway.core.names import check_text

MAX_CHOICES = 500
_LONGEST = 255


def check_settings(kind: str, settings: Mapping[str, object]) -> dict[str, Any]:
    """Return a column's settings as they are stored; Invalid names the one at fault.

    description  what stands below the field, up to 1,000 characters
    choices      of a choice: its words, each once
    default      what a form begins with, in the type's stored form
    max_length   of a text: the most characters
    Empty ones are left out; others are kept as they are.
    """
    kept: dict[str, Any] = {
        name: value for name, value in settings.items() if value not in (None, "", [])
    }
    description = str(kept.get("description", ""))
    check_text(description, field="description", longest=1000)
    if kind == "choice" and "choices" in kept:
        kept["choices"] = _choices(kept["choices"])
    if "default" in kept:
        try:
            kept["default"] = TYPES[kind].encode(kept["default"], kept)
        except ValueError as error:
            raise Invalid({"default": str(error)}) from None
    return kept


def _choices(given: object) -> list[str]:
    if not isinstance(given, list | tuple):
        raise Invalid({"choices": "A list of words is expected."})
    choices = [str(one).strip() for one in given if str(one).strip()]
    if len(choices) > MAX_CHOICES or any(len(one) > _LONGEST for one in choices):
        raise Invalid({"choices": "At most 500 choices of 255 characters each."})
    check_text("".join(choices), field="choices", longest=MAX_CHOICES * _LONGEST)
    if len(set(choices)) < len(choices):
        raise Invalid({"choices": "Each choice stands there once."})
    return choices
