"""The one table from refusals to the portal's pages that say what to do."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from hallway.core import errors
from hallway.faces._common.body import LengthRequired
from hallway.faces._common.throttle import TooMany
from hallway.platform.storage import BlobMissing, BodyError, StoreFull, TooLarge
from hallway.wire.errors import WireError

EXPECTED = (errors.CoreError, BodyError, WireError, TooMany, BlobMissing)
"""What a request may raise that is the caller's to mend."""


class Refusal(NamedTuple):
    """A status, a heading and a sentence about the next step."""

    status: int
    title: str
    text: str
    icon: str = "alert-circle"


def refusal(error: Exception) -> Refusal:
    """What to answer to an error."""
    match error:
        case errors.NotFound() | BlobMissing():
            return Refusal(
                404,
                _("There is nothing here"),
                _("It was moved or removed, or it is not shared with you."),
                "search",
            )
        case errors.Forbidden():
            return Refusal(403, _("You may not do this here"), said(error), "lock")
        case errors.Locked():
            return Refusal(423, _("Somebody is working on it"), said(error), "lock")
        case errors.Stale():
            return Refusal(412, _("Somebody was quicker"), said(error))
        case errors.OverQuota() | StoreFull():
            return Refusal(507, _("There is no room left"), said(error), "database")
        case TooLarge():
            return Refusal(413, _("That is too large"), said(error), "upload")
        case LengthRequired():
            return Refusal(411, _("This form cannot be read"), said(error))
        case TooMany():
            return Refusal(
                429,
                _("That was a lot at once"),
                _("Wait a few minutes, go back and send it again."),
            )
        case errors.Conflict():
            return Refusal(409, _("That does not fit"), said(error))
        case errors.Invalid():
            return Refusal(400, _("That is not quite right"), said(error))
        case _:
            return Refusal(400, _("This form did not arrive whole"), said(error))


def said(error: Exception) -> str:
    """The sentence of an error, in the reader's language where it is known."""
    match error:
        case errors.Locked():
            return _("Somebody has it open. Try again a little later.")
        case errors.CoreError():
            return _(error.message)
        case TooLarge():
            return _("Send smaller files, at most 25 MB each.")
        case _:
            return _("Go back and send it again. Nothing was changed.")


def messages(error: errors.Invalid) -> dict[str, str]:
    """The message of each field, in the reader's language."""
    return {field: _(message) for field, message in error.fields.items()}
