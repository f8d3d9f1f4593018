"""Persons, their accounts in directories, organisations, brands, tokens."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from hallway.core.access.models import Principal
from hallway.core.fields import KeyField
from hallway.core.managers import Table
from hallway.wire.paths import name_key


class Tenant(Table):
    """This installation: one row."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=255, default="Hallway")
    administrators_need_factor = models.BooleanField(default=False)
    directory_epoch = models.BigIntegerField(default=1)
    change_epoch = models.UUIDField(default=uuid.uuid4)


class Organisation(Table):
    """An own company or a customer."""

    class Kind(models.TextChoices):
        OWN = "own"
        CUSTOMER = "customer"

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=255)
    name_key = KeyField(unique=True)
    needs_factor = models.BooleanField(default=False)
    created = models.BigIntegerField()


class Brand(Table):
    """What a host looks like: name, logo and colours of one organisation."""

    host = KeyField(unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    name = models.CharField(max_length=255)
    logo = models.ForeignKey("core.Blob", on_delete=models.PROTECT, null=True)
    colours = models.JSONField(default=dict)


class PersonManager(BaseUserManager["Person"]):
    """Django's user manager, kept for the sign-in library alone."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """Return the person with an e-mail address, in any case."""
        return self.get(email_key=name_key(username or ""))


class Person(AbstractBaseUser):
    """A human being: the login user; the primary key is the principal's id.

    `profile_key` holds the words of the profile that a search finds him by.  Of
    persons joined by alias links one stands for all; the others name him in
    `stands_for`.
    """

    principal = models.OneToOneField(
        Principal, on_delete=models.PROTECT, primary_key=True
    )
    email = models.EmailField(max_length=254)
    email_key = KeyField(unique=True)
    name_sort = KeyField()
    is_active = models.BooleanField(default=True)
    manager = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="reports"
    )
    profile = models.JSONField(default=dict)
    profile_key = KeyField(default="")
    photo = models.ForeignKey("core.Blob", on_delete=models.PROTECT, null=True)
    stands_for = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created = models.BigIntegerField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = PersonManager()
    unscoped: models.Manager[Any] = models.Manager()

    class Meta:
        default_manager_name = "unscoped"
        base_manager_name = "unscoped"
        indexes = [
            models.Index(fields=["name_sort", "principal"], name="person_by_name")
        ]

    @property
    def id(self) -> int:
        """Return the principal's id: what SharePoint clients call the user id."""
        return int(self.pk)


class PersonFacet(Table):
    """What people are narrowed by and counted: an index of `Person.profile`."""

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="facets", db_index=False
    )
    name = models.CharField(max_length=20)
    key = KeyField()
    label = models.CharField(max_length=255)

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(fields=["person", "name", "key"], name="facet_once")
        ]
        indexes = [models.Index(fields=["name", "key"], name="facet_by_key")]


class Directory(Table):
    """Where accounts come from: local, LDAP, SCIM or an OIDC issuer."""

    class Kind(models.TextChoices):
        LOCAL = "local"
        LDAP = "ldap"
        SCIM = "scim"
        OIDC = "oidc"

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=255)
    name_key = KeyField(unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True)


class Account(Table):
    """One entry in one directory, pointing to a person."""

    directory = models.ForeignKey(Directory, on_delete=models.CASCADE, db_index=False)
    external_id = KeyField()
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="accounts"
    )
    attributes = models.JSONField(default=dict)
    created = models.BigIntegerField()

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["directory", "external_id"], name="account_once"
            )
        ]


class AliasLink(Table):
    """Two persons found to be one human; ended, not deleted, when undone."""

    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reason = models.TextField(default="")
    since = models.BigIntegerField()
    until = models.BigIntegerField(null=True)
    linked_by = models.BigIntegerField()

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=models.Q(until__isnull=True),
                name="alias_once",
            ),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="alias_ordered"
            ),
        ]


class Membership(Table):
    """A person belongs to an organisation in a role."""

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="memberships", db_index=False
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=40, default="member")
    since = models.BigIntegerField()

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role"], name="membership_once"
            )
        ]


class OrganisationRole(Table):
    """The principal that stands for everybody in a role of an organisation."""

    principal = models.OneToOneField(
        Principal, on_delete=models.CASCADE, primary_key=True
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, db_index=False
    )
    role = models.CharField(max_length=40)

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "role"], name="organisation_role_once"
            )
        ]


class Token(Table):
    """A bearer secret of a person, kept as its SHA-256."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    created = models.BigIntegerField()
    expires = models.BigIntegerField(null=True)
    revoked = models.BigIntegerField(null=True)
    last_used = models.BigIntegerField(null=True)


class Invitation(Table):
    """An address is asked in: until it is accepted, revoked or over.

    nonce   with the installation's key it gives the token that the mail carries
    digest  the token's SHA-256
    stamp   the roles of whoever had the address then; other roles end the invitation
    person  who accepted it
    """

    email = models.EmailField(max_length=254)
    email_key = KeyField()
    name = models.CharField(max_length=255)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    language = models.CharField(max_length=10, default="en")
    nonce = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    stamp = models.TextField(default="")
    invited_by = models.BigIntegerField()
    created = models.BigIntegerField()
    expires = models.BigIntegerField()
    sent = models.BigIntegerField(null=True)
    accepted = models.BigIntegerField(null=True)
    revoked = models.BigIntegerField(null=True)
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["email_key"],
                condition=models.Q(accepted__isnull=True, revoked__isnull=True),
                name="invitation_once",
            )
        ]
