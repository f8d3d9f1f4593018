"""Texts and choices."""

from __future__ import annotations

from typing import Any

from hallway.core.lists.types.base import Settings, line, plain

MAX_TEXT = 255


def text(value: Any, settings: Settings) -> str:
    """Return one line of text."""
    return line(value, int(settings.get("max_length", MAX_TEXT)))


def note(value: Any, _settings: Settings) -> str:
    """Return text of any length."""
    return plain(value)


def choice(value: Any, settings: Settings) -> str:
    """Return one of the choices; another line of text where people may fill one in."""
    choices = settings.get("choices", [])
    if value in choices:
        return str(value)
    if settings.get("fill"):
        return line(value, MAX_TEXT)
    raise ValueError("One of: " + ", ".join(map(str, choices)) + ".")
