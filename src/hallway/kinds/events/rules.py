"""Pure decisions about events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hallway.core.clock import DAY
from hallway.core.errors import Invalid
from hallway.wire.links import is_safe_link

LONGEST = 366 * DAY
"""Microseconds of the longest event."""
LONGEST_BODY = 50_000
"""Characters of a text."""


def check_event(values: Mapping[str, Any]) -> None:
    """Raise Invalid for what the columns' types do not refuse.

    `values` are all the event will have; instants in microseconds.
    """
    errors: dict[str, str] = {}
    title = values.get("Title")
    if isinstance(title, str) and not title.strip():
        errors["Title"] = "A value is needed."
    starts, ends = values.get("Starts"), values.get("Ends")
    if isinstance(starts, int) and isinstance(ends, int):
        if ends <= starts:
            errors["Ends"] = "An event ends after it starts."
        elif ends - starts > LONGEST:
            errors["Ends"] = "An event lasts a year at most."
        elif values.get("AllDay") and (starts % DAY or ends % DAY):
            errors["Starts"] = "Whole days begin and end at midnight UTC."
    link = values.get("Link")
    if link and not (isinstance(link, str) and is_safe_link(link)):
        errors["Link"] = "A link begins with https://, mailto: or one “/”."
    body = values.get("Body")
    if isinstance(body, str) and len(body) > LONGEST_BODY:
        errors["Body"] = f"At most {LONGEST_BODY:,} characters."
    if errors:
        raise Invalid(errors)
