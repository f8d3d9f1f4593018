"""Pure decisions about pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hallway.core.errors import Invalid

CONTENT = ("Title", "Summary", "Body", "Owner", "ReviewDate", "Parent")
"""What an author writes; `Published` is set by publishing."""

LONGEST_BODY = 200_000
"""Characters of a text."""


def check_page(values: Mapping[str, Any]) -> None:
    """Raise Invalid for what the columns' types do not refuse."""
    errors: dict[str, str] = {}
    if "Published" in values:
        errors["Published"] = "Publishing sets this."
    title = values.get("Title")
    if isinstance(title, str) and not title.strip():
        errors["Title"] = "A value is needed."
    body = values.get("Body")
    if isinstance(body, str) and len(body) > LONGEST_BODY:
        errors["Body"] = f"At most {LONGEST_BODY:,} characters."
    if errors:
        raise Invalid(errors)
