"""Pure decisions about site columns: what a list keeps of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LOCAL = frozenset(["default", "description", "rule"])
"""Settings that a list may have its own of."""


def merge(
    here: Mapping[str, Any], came: Mapping[str, Any], new: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the title, need and settings of a list's column, brought up to date.

    here  as they are;  came  as the site gave them last;  new  as the site has them

    What was changed here since it came stays.
    """
    found: dict[str, Any] = {}
    for part in ("title", "required"):
        is_ours = part not in came or here[part] != came[part]
        found[part] = here[part] if is_ours else new[part]
    found["settings"] = _settings(
        here["settings"], came.get("settings", {}), new["settings"]
    )
    return found


def _settings(
    here: Mapping[str, Any], came: Mapping[str, Any], new: Mapping[str, Any]
) -> dict[str, Any]:
    merged = dict(here)
    for name in {*came, *new}:
        if name in LOCAL and here.get(name) != came.get(name):
            continue
        if name in new:
            merged[name] = new[name]
        else:
            merged.pop(name, None)
    return merged


def fixed_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that are the site's alone."""
    return {name: value for name, value in settings.items() if name not in LOCAL}
