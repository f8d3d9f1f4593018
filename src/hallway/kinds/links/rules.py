"""Pure decisions about links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hallway.core.errors import Invalid
from hallway.wire.links import is_safe_link

ICONS = (
    "link",
    "world",
    "file-text",
    "folder",
    "calendar",
    "users",
    "headset",
    "news",
    "building-community",
    "list-details",
)
"""Names of the icons a link may have, the first where none is chosen."""


def check_link(values: Mapping[str, Any]) -> None:
    """Raise Invalid for what the columns' types do not refuse."""
    errors: dict[str, str] = {}
    title = values.get("Title")
    if isinstance(title, str) and not title.strip():
        errors["Title"] = "A value is needed."
    address = values.get("Address")
    if address and not (isinstance(address, str) and is_safe_link(address)):
        errors["Address"] = "An address begins with https://, mailto: or one “/”."
    icon = values.get("Icon")
    if icon and icon not in ICONS:
        errors["Icon"] = "One of: " + ", ".join(ICONS) + "."
    if errors:
        raise Invalid(errors)
