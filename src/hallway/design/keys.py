"""The keys that work, as `?` lists them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyGroup:
    """Keys of one place: pairs of what they do and which they are."""

    title: str
    keys: tuple[tuple[str, tuple[str, ...]], ...]


def groups() -> list[KeyGroup]:
    """All keys that the elements of this package know, in the language of now."""
    return [
        KeyGroup(
            title=_("Everywhere"),
            keys=(
                (_("Search"), ("/",)),
                (_("Search, also while typing"), (_("Ctrl"), "K")),
                (_("This list of keys"), ("?",)),
                (_("Close what is open"), ("Esc",)),
            ),
        ),
        KeyGroup(
            title=_("In lists"),
            keys=(
                (_("Next and previous row"), ("↓", "↑")),
                (_("First and last row"), (_("Home"), _("End"))),
                (_("Select a row"), (_("Space"),)),
                (_("Select up to a row"), (_("Shift"), _("Space"))),
                (_("Select everything"), (_("Ctrl"), "A")),
                (_("Open"), (_("Enter"),)),
                (_("Clear the selection"), ("Esc",)),
            ),
        ),
        KeyGroup(
            title=_("In bars and menus"),
            keys=(
                (_("Next and previous"), ("→", "←")),
                (_("In menus"), ("↓", "↑")),
                (_("First and last"), (_("Home"), _("End"))),
            ),
        ),
    ]
