"""Second factors: their secrets are kept encrypted, what is done to them recorded."""

import base64
import hashlib
from functools import partial
from typing import Any

from allauth.mfa import signals
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser

from hallway.core.access.actors import PrincipalId
from hallway.core.people.actors import get_actor
from hallway.core.people.commands import note_factor


class Adapter(DefaultMFAAdapter):
    """The library's hooks."""

    def encrypt(self, text: str) -> str:
        """A secret as stored; a stolen database gives no codes without our key."""
        return _cipher().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """A secret as used; raises InvalidToken where it was stored with other keys."""
        return _cipher().decrypt(encrypted_text.encode("ascii")).decode()

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """What the app on the phone calls the account."""
        return str(user.email)  # type: ignore[attr-defined]


def listen() -> None:
    """Write into the change log what the library does."""
    for signal, verb in (
        (signals.authenticator_added, "added"),
        (signals.authenticator_removed, "removed"),
        (signals.authenticator_reset, "renewed"),
    ):
        # Not weak: nothing else holds the receiver.
        receiver = partial(_note, verb)
        signal.connect(receiver, weak=False, dispatch_uid=f"hallway.factor.{verb}")


def _note(verb: str, *, user: Any, authenticator: Any, **_: Any) -> None:
    actor = get_actor(PrincipalId(user.pk), face="web")
    note_factor(actor, verb=verb, factor=str(authenticator.type))


def _cipher() -> Fernet:
    # Of its own, so that no signature made elsewhere tells anything of this key.
    key = hashlib.sha256(b"hallway.second-factor:" + settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key.digest()))
