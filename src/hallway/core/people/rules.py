"""Pure decisions about people and their tokens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from hallway.core.access.actors import Actor
from hallway.core.clock import SECOND
from hallway.core.errors import Forbidden, Invalid
from hallway.wire.paths import name_key

NOTE_EVERY = 5 * 60 * SECOND
"""Last use is written at most this often, in microseconds."""

SHORTEST_PASSWORD = 8
"""In characters: NIST SP 800-63B 5.1.1.1."""

LONGEST_TOKEN_LIFE = 3650
"""In days."""

_SECRET_BYTES = 20
_TOKEN = re.compile(r"hw_([1-9][0-9]{0,17})_([a-z2-7]{32})")
_ROLE = re.compile(r"[a-z][a-z0-9-]{0,39}")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class ParsedToken:
    """A token as sent: its number and the digest of its secret part."""

    id: int
    digest: str


def make_secret() -> str:
    """Return 160 random bits as 32 letters and digits (RFC 4648 base32)."""
    raw = secrets.token_bytes(_SECRET_BYTES)
    return base64.b32encode(raw).decode("ascii").lower()


def digest_of(secret: str) -> str:
    """Return the SHA-256 of a token's secret part, in hex.

    Nothing slower is needed: 160 random bits cannot be guessed from their hash.
    """
    return hashlib.sha256(secret.encode("ascii")).hexdigest()


def format_token(token: int, secret: str) -> str:
    """Return what the owner sends: `hw_<id>_<secret>`."""
    return f"hw_{token}_{secret}"


def parse_token(text: str) -> ParsedToken | None:
    """Return the parts of a token, None for anything that cannot be one."""
    found = _TOKEN.fullmatch(text)
    if found is None:
        return None
    return ParsedToken(int(found[1]), digest_of(found[2]))


def is_token_good(
    token: ParsedToken,
    *,
    digest: str,
    expires: int | None,
    revoked: int | None,
    now: int,
) -> bool:
    """Tell whether a token as sent is the stored one and still holds.

    The digests are compared in constant time; `expires` is the first instant at
    which the token no longer holds.
    """
    same = hmac.compare_digest(token.digest, digest)
    alive = revoked is None and (expires is None or now < expires)
    return same and alive


def demand_administrator(actor: Actor) -> None:
    """Raise Forbidden unless the actor administers this installation."""
    if actor.everything is None:
        raise Forbidden("Only an administrator may do this.")


def is_self(actor: Actor, person: int) -> bool:
    """Tell whether `person` is the actor or one of his aliases.

    The only persons among an actor's principals are he and his aliases.
    """
    return person in actor.principals


def check_email(email: str) -> tuple[str, str]:
    """Return an address as kept and its key; Invalid if it is none."""
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid({"email": "This is not an e-mail address."}) from None
    if len(email) > 254:  # RFC 5321 4.5.3.1.3, less the angle brackets
        raise Invalid({"email": "An e-mail address has at most 254 characters."})
    return email, name_key(email)


def check_title(text: str, *, field: str, longest: int = 255) -> str:
    """Return a name for people without outer spaces; Invalid if it cannot be one."""
    text = text.strip()
    if not text:
        raise Invalid({field: "This cannot be empty."})
    if len(text) > longest:
        raise Invalid({field: f"This has at most {longest} characters."})
    if not text.isprintable():
        raise Invalid({field: "This cannot hold control characters."})
    return text


def check_password(password: str) -> None:
    """Raise Invalid for a password that is too short."""
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid(
            {"password": f"A password has at least {SHORTEST_PASSWORD} characters."}
        )


def check_role(role: str) -> str:
    """Return a role's word; Invalid unless lower-case letters, digits, hyphens."""
    if not _ROLE.fullmatch(role):
        raise Invalid(
            {"role": "A role is a word of lower-case letters, digits and hyphens."}
        )
    return role


def check_host(host: str) -> str:
    """Return a host name in its one spelling, without a port; Invalid if it is none."""
    key = host.strip().lower().rstrip(".")
    if not _HOST.fullmatch(key):
        raise Invalid({"host": "This is not a host name."})
    return key


def check_days(days: int) -> int:
    """Return a token's life in days; Invalid if it is out of range."""
    if not 1 <= days <= LONGEST_TOKEN_LIFE:
        raise Invalid({"days": f"A token lives for 1 to {LONGEST_TOKEN_LIFE} days."})
    return days


def ordered(one: int, other: int) -> tuple[int, int]:
    """Return two persons in the one order in which an alias link names them."""
    if one == other:
        raise Invalid({"second": "A person cannot be his own alias."})
    return (one, other) if one < other else (other, one)
