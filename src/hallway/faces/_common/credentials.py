"""From an ``Authorization`` header to an Actor, for the faces of protocols."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from hallway.core.access.actors import ANONYMOUS, Actor
from hallway.core.people.actors import authenticate_token, note_token_use

CHALLENGES = ('Basic realm="Hallway", charset="UTF-8"', 'Bearer realm="Hallway"')
"""Values of ``WWW-Authenticate``, one header line each: several clients misread two
challenges in one line."""


class BadCredentials(Exception):
    """Credentials that stand for nobody: unknown, expired, malformed (401)."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and by which token, so that its use can be noted afterwards."""

    actor: Actor
    secret: str = ""

    def note_use(self) -> None:
        """Write the token's last use; called after the answer, mostly does nothing."""
        if self.secret:
            note_token_use(self.actor, self.secret)


def read_caller(authorization: str, *, face: str) -> Caller:
    """Return who the header names; nobody in particular without one.

    Basic carries an e-mail address and a token, Bearer a token alone (RFC 7617, RFC
    6750). The account's password is never accepted: it would go round the second
    factor. Raises BadCredentials.
    """
    if not authorization:
        return Caller(ANONYMOUS.through(face))
    scheme, _, value = authorization.strip().partition(" ")
    value = value.strip()
    match scheme.lower():
        case "bearer":
            return _caller(value, email=None, face=face)
        case "basic":
            email, secret = _basic(value)
            return _caller(secret, email=email, face=face)
        case _:
            raise BadCredentials


def _basic(value: str) -> tuple[str, str]:
    try:
        # RFC 7617 2.1: UTF-8, as our challenge says.
        pair = base64.b64decode(value, validate=True).decode("utf-8")
    except ValueError:
        # Neither base64 nor UTF-8, or not even ASCII.
        raise BadCredentials from None
    email, colon, secret = pair.partition(":")
    if not colon:
        raise BadCredentials
    return email, secret


def _caller(secret: str, *, email: str | None, face: str) -> Caller:
    actor = authenticate_token(secret, email=email, face=face)
    if actor is None:
        raise BadCredentials
    return Caller(actor, secret)
