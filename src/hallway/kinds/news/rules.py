"""Pure decisions about news."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hallway.core.errors import Invalid
from hallway.wire.links import is_own_path

NORMAL, HIGH, ALERT = "normal", "high", "alert"
PRIORITIES = (NORMAL, HIGH, ALERT)
"""`high` comes first on the home page, `alert` is a banner until `AlertUntil`."""

CONTENT = (
    "Title",
    "Summary",
    "Picture",
    "PictureText",
    "Body",
    "Author",
    "Organisation",
    "Priority",
    "AlertUntil",
    "MustRead",
)
"""What an author writes; `Published` is set by publishing."""

LONGEST_BODY = 200_000
"""Characters of a text."""


def check_post(values: Mapping[str, Any]) -> None:
    """Raise Invalid for what the columns' types do not refuse."""
    errors: dict[str, str] = {}
    if "Published" in values:
        errors["Published"] = "Publishing sets this."
    title = values.get("Title")
    if isinstance(title, str) and not title.strip():
        errors["Title"] = "A value is needed."
    check_text_of(values, errors)
    if values.get("Priority") == ALERT and not values.get("AlertUntil"):
        errors["AlertUntil"] = "Say until when the alert is shown."
    if errors:
        raise Invalid(errors)


def check_text_of(values: Mapping[str, Any], errors: dict[str, str]) -> None:
    """Add what is wrong with a picture's address or a text's length."""
    picture = values.get("Picture")
    if picture and not (isinstance(picture, str) and is_own_path(picture)):
        errors["Picture"] = "The address of a picture here begins with one “/”."
    body = values.get("Body")
    if isinstance(body, str) and len(body) > LONGEST_BODY:
        errors["Body"] = f"At most {LONGEST_BODY:,} characters."
