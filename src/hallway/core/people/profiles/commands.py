"""Writes of profiles: one's own, or anybody's for an administrator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.blobs.linking import link_blob
from hallway.core.changes.journal import command, unchanged
from hallway.core.errors import Forbidden, Invalid
from hallway.core.people.epoch import lock_directory, record_directory
from hallway.core.people.models import Person, PersonFacet
from hallway.core.people.profiles.records import Profile
from hallway.core.people.profiles.rules import (
    LARGEST_PHOTO,
    OWN_FIELDS,
    PHOTO_TYPES,
    check_fields,
    facets_of,
    read_profile,
    search_key,
    write_profile,
)
from hallway.core.people.queries import get_person
from hallway.core.people.rules import is_self
from hallway.platform.storage import StagedBlob
from hallway.wire.sniff import sniff


@command
def update_profile(
    actor: Actor, person: PrincipalId, *, fields: Mapping[str, Any]
) -> Profile:
    """Change the given fields of a profile (see `Profile`) and return it whole.

    One's own as far as OWN_FIELDS goes, anybody's and any for an administrator.
    Invalid names each field that cannot be what was given; values of others stay.
    """
    _demand_own(actor, person)
    if actor.everything is None and not OWN_FIELDS.issuperset(fields):
        raise Forbidden("Only an administrator may change this of a profile.")
    kept = check_fields(fields)
    lock_directory()
    row = Person.unscoped.only("profile").get(pk=person)
    old = read_profile(row.profile)
    new = replace(old, **kept)
    changed = sorted(name for name in kept if getattr(old, name) != getattr(new, name))
    if not changed:
        unchanged()
        return new
    Person.unscoped.filter(pk=person).update(
        profile=write_profile(new), profile_key=search_key(new)
    )
    PersonFacet.unscoped.filter(person=person).delete()
    PersonFacet.unscoped.bulk_create(
        PersonFacet(person_id=person, name=name, key=key, label=label)
        for (name, key), label in facets_of(new).items()
    )
    record_directory(
        "person.profile_updated", after={"person": person, "fields": changed}
    )
    return new


@command
def set_photo(actor: Actor, person: PrincipalId, *, body: StagedBlob) -> None:
    """Show a picture of a person: png, jpeg or webp by its bytes, LARGEST_PHOTO.

    Whoever stages it has made it small and taken out what it said of its origin.
    """
    _demand_own(actor, person)
    if sniff(body.head) not in PHOTO_TYPES:
        raise Invalid({"photo": "A photo is a PNG, JPEG or WebP picture."})
    if body.size > LARGEST_PHOTO:
        raise Invalid({"photo": "This picture is too large."})
    lock_directory()
    link_blob(body)
    Person.unscoped.filter(pk=person).update(photo=body.sha256)
    record_directory("person.photo_set", after={"person": person})


@command
def remove_photo(actor: Actor, person: PrincipalId) -> None:
    """Show a person by his initials again."""
    _demand_own(actor, person)
    lock_directory()
    if not Person.unscoped.filter(pk=person, photo__isnull=False).update(photo=None):
        unchanged()
        return
    record_directory("person.photo_removed", after={"person": person})


def _demand_own(actor: Actor, person: int) -> None:
    get_person(actor, person)
    if actor.everything is None and not is_self(actor, person):
        raise Forbidden("Only the person himself or an administrator may do this.")
