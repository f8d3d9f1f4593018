"""What a form that is answered carries: when it was shown, and what it is known by."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID, uuid4

from django.core import signing

from hallway.core import clock

SOONEST = 2 * clock.SECOND
"""Nobody reads a form and answers it in less."""
LATEST = 7 * clock.DAY
_SALT = "hallway.form.seal"


class Seal(NamedTuple):
    """What stands in the form, signed with the installation's key.

    form  the GUID of the form;  once: what this copy of it is known by
    at    when it was shown, in microseconds
    """

    form: str
    once: UUID
    at: int


def new_seal(form: str, *, now: int) -> Seal:
    """Return the seal of a form that is shown now."""
    return Seal(form, uuid4(), now)


def write(seal: Seal) -> str:
    """Return a seal as the form holds it."""
    return signing.dumps([seal.form, str(seal.once), seal.at], salt=_SALT)


def peek(text: str) -> Seal | None:
    """Return the seal that a form was sent with; None if it is none of ours."""
    try:
        of, once, at = signing.loads(text, salt=_SALT)
        return Seal(str(of), UUID(once), int(at))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def read(text: str, form: str) -> Seal | None:
    """Return the seal that a form was sent with; None if it is none of this form's."""
    found = peek(text)
    return found if found is not None and found.form == form else None


def is_too_quick(seal: Seal, *, now: int) -> bool:
    """Tell whether a form came back sooner than anybody could answer it."""
    return now - seal.at < SOONEST


def is_too_old(seal: Seal, *, now: int) -> bool:
    """Tell whether a form was open for so long that it is shown anew."""
    return now - seal.at > LATEST
