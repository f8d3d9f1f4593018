"""Pure decisions about invitations and their tokens."""

from __future__ import annotations

import base64
import hmac
import re
import secrets

from django.utils.crypto import salted_hmac

from hallway.core import clock
from hallway.core.people.invitations.records import State
from hallway.core.people.rules import ParsedToken, digest_of

LIFE = 7 * clock.DAY
"""How long an invitation holds, in microseconds."""

HOST = "host"
"""The role in an own company whose people may invite those of customers."""

_SALT = "hallway.invitation"
_BYTES = 20
_TOKEN = re.compile(r"([1-9][0-9]{0,17})-([a-z2-7]{32})")


def make_nonce() -> str:
    """Return 160 random bits in hex."""
    return secrets.token_hex(_BYTES)


def make_secret(email_key: str, nonce: str) -> str:
    """Return the secret part of a token: 160 bits that take our key to make.

    So the job that sends the mail can make it anew, and a copy of the database, which
    has the nonce and the digest, lets nobody in.
    """
    made = salted_hmac(_SALT, f"{nonce}:{email_key}", algorithm="sha256")
    return base64.b32encode(made.digest()[:_BYTES]).decode("ascii").lower()


def format_token(invitation: int, secret: str) -> str:
    """Return what stands in the link."""
    return f"{invitation}-{secret}"


def parse_token(text: str) -> ParsedToken | None:
    """Return the parts of a token, None for anything that cannot be one."""
    found = _TOKEN.fullmatch(text)
    if found is None:
        return None
    return ParsedToken(int(found[1]), digest_of(found[2]))


def is_same(token: ParsedToken, digest: str) -> bool:
    """Tell in constant time whether a token as sent is the stored one."""
    return hmac.compare_digest(token.digest, digest)


def state_of(
    *, accepted: int | None, revoked: int | None, expires: int, now: int
) -> State:
    """Return what has become of an invitation; at `expires` it holds no longer."""
    if accepted is not None:
        return "accepted"
    if revoked is not None:
        return "revoked"
    return "open" if now < expires else "expired"
