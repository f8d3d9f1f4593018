"""Bearer tokens: made and revoked by their person or by an administrator."""

from __future__ import annotations

from hallway.core import clock
from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.changes.journal import command, unchanged
from hallway.core.errors import Conflict, Forbidden
from hallway.core.people.epoch import lock_directory, record_directory
from hallway.core.people.factors.queries import lacks_factor
from hallway.core.people.models import Token
from hallway.core.people.queries import get_person, get_token
from hallway.core.people.records import TokenId
from hallway.core.people.rules import (
    check_days,
    check_title,
    digest_of,
    format_token,
    is_self,
    make_secret,
)


@command
def create_token(
    actor: Actor, person: PrincipalId, *, name: str, days: int = 365
) -> str:
    """Return a new token of a person, to be shown once; it lives for `days`.

    His own, or anybody's for an administrator; Conflict if he is not active, Forbidden
    to whoever has to set up a second factor first.
    """
    record = get_person(actor, person)
    if actor.everything is None and not is_self(actor, person):
        raise Forbidden("Only the person himself or an administrator may do this.")
    if lacks_factor(actor):
        raise Forbidden("Set up your second factor first.")
    name = check_title(name, field="name", longest=100)
    now = clock.now()
    expires = now + check_days(days) * clock.DAY
    if not record.active:
        raise Conflict("This person is not active.")
    lock_directory()
    secret = make_secret()
    token = Token.unscoped.create(
        person_id=person,
        name=name,
        digest=digest_of(secret),
        created=now,
        expires=expires,
    )
    record_directory(
        "token.created",
        after={"token": token.pk, "person": person, "expires": expires},
    )
    return format_token(token.pk, secret)


@command
def revoke_token(actor: Actor, token: TokenId) -> None:
    """End a token at once and for good; NotFound unless it is the actor's to end."""
    old = get_token(actor, token)
    if old.revoked is not None:
        unchanged()
        return
    lock_directory()
    Token.unscoped.filter(pk=token).update(revoked=clock.now())
    record_directory("token.revoked", after={"token": token, "person": old.person})
