"""How requests read for an agent."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hallway.kinds.requests.rules import CLOSED, HOLD, NEW, OPEN, SOLVED, WAITING


def state_words(state: str) -> tuple[str, str]:
    """A state, and the kind of its pill."""
    return {
        NEW: (_("New"), "info"),
        OPEN: (_("Open"), "accent"),
        WAITING: (_("Waiting for the customer"), "warn"),
        HOLD: (_("On hold"), ""),
        SOLVED: (_("Solved"), "ok"),
        CLOSED: (_("Closed"), ""),
    }[state]


def priority_words(priority: str) -> tuple[str, str]:
    """A priority, and the kind of its pill."""
    return {
        "low": (_("Low"), ""),
        "normal": (_("Normal"), ""),
        "high": (_("High"), "warn"),
        "urgent": (_("Urgent"), "bad"),
    }[priority]
