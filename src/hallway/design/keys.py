"""The keys that work, as `?` lists them."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import pgettext as _key


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyGroup:
    """Keys of one place: pairs of what they do and which they are."""

    title: str
    keys: tuple[tuple[str, tuple[str, ...]], ...]


def groups() -> tuple[KeyGroup, ...]:
    """All keys that the elements of this package know, in the language of now."""
    return _groups(get_language())


@lru_cache(maxsize=64)
def _groups(
    language: str | None,  # noqa: ARG001 - part of what is kept apart
) -> tuple[KeyGroup, ...]:
    return (
        KeyGroup(
            title=_("Everywhere"),
            keys=(
                (_("To the search box"), ("/",)),
                (_("The same, also while typing"), (_key("key", "Ctrl"), "K")),
                (_("This list of keys"), ("?",)),
                (_("Close what is open"), ("Esc",)),
            ),
        ),
        KeyGroup(
            title=_("In lists"),
            keys=(
                (_("Next and previous row"), ("↓", "↑")),
                (_("First and last row"), (_key("key", "Home"), _key("key", "End"))),
                (_("Select a row"), (_key("key", "Space"),)),
                (_("Select up to a row"), (_key("key", "Shift"), _key("key", "Space"))),
                (_("Select everything"), (_key("key", "Ctrl"), "A")),
                (_("Open the row"), (_key("key", "Enter"),)),
                (_("Details of a file"), (_key("key", "Alt"), _key("key", "Enter"))),
                (_("What can be done with it"), (_key("key", "Shift"), "F10")),
                (_("Rename it"), ("F2",)),
                (_("Delete it, or what is selected"), (_key("key", "Del"),)),
                (_("Clear the selection"), ("Esc",)),
            ),
        ),
        KeyGroup(
            title=_("On the page of a file"),
            keys=(
                (_("Next and previous file"), ("→", "←")),
                (_("Back to the folder"), ("Esc",)),
            ),
        ),
        in_the_grid(),
        at_the_desk(),
        KeyGroup(
            title=_("In bars and menus"),
            keys=(
                (_("Next and previous"), ("→", "←")),
                (_("In menus"), ("↓", "↑")),
                (_("First and last"), (_key("key", "Home"), _key("key", "End"))),
            ),
        ),
    )


def in_the_grid() -> KeyGroup:
    """The keys of a list's rows that are edited in place."""
    control, shift = _key("key", "Ctrl"), _key("key", "Shift")
    return KeyGroup(
        title=_("In the grid"),
        keys=(
            (_("Next cell, next row"), (_key("key", "Tab"), _key("key", "Enter"))),
            (_("Edit the cell"), ("F2",)),
            (_("Select a block"), (shift, "→", "↓")),
            (_("Fill down"), (control, "D")),
            (_("Empty the cells"), (_key("key", "Del"),)),
            (_("Copy and paste a block"), (control, "C", "V")),
            (_("Undo and redo"), (control, "Z", "Y")),
            (_("Leave the grid"), ("Esc",)),
        ),
    )


def at_the_desk() -> KeyGroup:
    """The keys of the helpdesk, which its first page shows as well."""
    return KeyGroup(
        title=_("At the helpdesk"),
        keys=(
            (_("Next and previous request"), ("J", "K")),
            (_("Reply"), ("R",)),
            (_("Internal note"), ("N",)),
            (_("Assign to me"), ("A",)),
            (_("New request"), ("C",)),
        ),
    )
