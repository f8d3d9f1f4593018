"""Second factors: their secrets are kept encrypted, what is done to them recorded."""

import base64
import hashlib
from collections.abc import Iterable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa import signals
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _

from hallway.config.signin.sessions import renew_key
from hallway.core.access.actors import PrincipalId
from hallway.core.people.actors import get_actor
from hallway.core.people.commands import note_factor
from hallway.core.people.factors.store import use_store

KINDS = ("totp", "webauthn")
"""What counts as a second factor; recovery codes alone do not."""


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

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Whom a passkey is for: the host that people type, whatever host was asked."""
        host = urlsplit(settings.HALLWAY.url).hostname or ""
        return {"id": host, "name": "Hallway"}

    def generate_authenticator_name(
        self,
        user: AbstractBaseUser,
        type: Any,  # noqa: A002 - the library's signature
    ) -> str:
        """What a new passkey is called until its owner says otherwise."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        if not count:
            return _("My passkey")
        return _("My passkey, number %(number)d") % {"number": count + 1}


class Store:
    """Second factors as the library keeps them; see ``core.people.factors.store``."""

    def kinds_of(self, person: int) -> list[str]:
        """The kinds a person has."""
        found = Authenticator.objects.filter(user_id=person, type__in=KINDS)
        return sorted(set(found.values_list("type", flat=True)))

    def holders_of(self, people: Iterable[int]) -> set[int]:
        """Those who have one; asked of all, for a list of ids has no end."""
        found = Authenticator.objects.filter(type__in=KINDS)
        return set(found.values_list("user_id", flat=True)) & set(people)

    def remove(self, person: int) -> None:
        """Take every factor and the recovery codes."""
        Authenticator.objects.filter(user_id=person).delete()


def listen() -> None:
    """Record what the library does to factors, and show the core who has one."""
    use_store(Store())
    for signal, verb in (
        (signals.authenticator_added, "added"),
        (signals.authenticator_removed, "removed"),
        (signals.authenticator_reset, "renewed"),
    ):
        # Not weak: nothing else holds the receiver.
        receiver = partial(_note, verb)
        signal.connect(receiver, weak=False, dispatch_uid=f"hallway.factor.{verb}")


def _note(
    verb: str, *, user: Any, authenticator: Any, request: Any = None, **_: Any
) -> None:
    actor = get_actor(PrincipalId(user.pk), face="web")
    note_factor(actor, verb=verb, factor=str(authenticator.type))
    if verb == "added" and authenticator.type in KINDS and request is not None:
        # With the factor the session may do more than it could before.
        renew_key(request)


def _cipher() -> Fernet:
    # Of its own, so that no signature made elsewhere tells anything of this key.
    key = hashlib.sha256(b"hallway.second-factor:" + settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key.digest()))
