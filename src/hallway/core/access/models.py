"""Principals, groups, roles, scopes and grants."""

from __future__ import annotations

import uuid

from django.db import models

from hallway.core.fields import KeyField
from hallway.core.managers import Table


class Principal(Table):
    """Whoever a grant can name; ids are the user ids SharePoint clients see."""

    class Kind(models.TextChoices):
        PERSON = "person"
        GROUP = "group"
        ORGANISATION_ROLE = "organisation-role"
        ALL_STAFF = "all-staff"
        EVERYONE = "everyone"
        LINK = "link"
        APP = "app"

    id = models.BigAutoField(primary_key=True)
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField(max_length=255)
    # What the title is sorted and searched by; see `access.titles`.
    title_key = KeyField(default="")

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=models.Q(kind__in=["all-staff", "everyone"]),
                name="principal_single",
            )
        ]


class Group(Table):
    """A set of principals; groups nest and the closure is stored."""

    principal = models.OneToOneField(
        Principal, on_delete=models.CASCADE, primary_key=True
    )
    site = models.ForeignKey(
        "core.Site", on_delete=models.CASCADE, null=True, related_name="groups"
    )
    organisation = models.ForeignKey(
        "core.Organisation", on_delete=models.PROTECT, null=True
    )
    built_in = models.CharField(max_length=40, unique=True, null=True)
    description = models.TextField(default="")


class GroupMember(Table):
    """One direct membership."""

    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="direct_members", db_index=False
    )
    member = models.ForeignKey(
        Principal, on_delete=models.CASCADE, related_name="member_of"
    )
    added = models.BigIntegerField()
    added_by = models.BigIntegerField()

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(fields=["group", "member"], name="member_once")
        ]


class GroupClosure(Table):
    """Every (group, principal) pair joined by one or more memberships."""

    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="closure", db_index=False
    )
    member = models.ForeignKey(
        Principal, on_delete=models.CASCADE, related_name="closure_of"
    )

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(fields=["group", "member"], name="closure_once")
        ]


class Role(Table):
    """A named mask; the five standard ones carry SharePoint's ids."""

    id = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=100, unique=True)
    description = models.TextField(default="")
    mask = models.BigIntegerField()
    rank = models.IntegerField(default=0)


class Scope(Table):
    """The set of grants that one object, and all that inherit from it, share.

    Exactly the innermost of `site`, `list`, `item` that is set owns the scope.  One
    with a `base` is derived: rows of a list with a row rule carry it whose folder has
    the scope `base`, and who are the same people's (`rowrules`).  `rule_key` stands for
    those people; it is empty where a new rule has put the scope out of use.
    """

    site = models.ForeignKey(
        "core.Site", on_delete=models.CASCADE, null=True, related_name="scopes"
    )
    list = models.ForeignKey(
        "core.List", on_delete=models.CASCADE, null=True, related_name="scopes"
    )
    item = models.ForeignKey(
        "core.Item", on_delete=models.CASCADE, null=True, related_name="own_scopes"
    )
    base = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, related_name="derived"
    )
    rule_key = KeyField(default="", db_default="")

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["list", "base", "rule_key"],
                condition=~models.Q(rule_key=""),
                name="scope_derived_once",
            )
        ]


class ScopeOwner(Table):
    """Somebody whose own the rows are that carry a derived scope."""

    scope = models.ForeignKey(
        Scope, on_delete=models.CASCADE, related_name="owners", db_index=False
    )
    principal = models.ForeignKey(Principal, on_delete=models.CASCADE)

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "principal"], name="scope_owner_once"
            )
        ]


class Grant(Table):
    """A principal holds a role on a scope.

    With `also`, who holds it must be that principal or in it too; 0 is nobody.
    """

    scope = models.ForeignKey(
        Scope, on_delete=models.CASCADE, related_name="grants", db_index=False
    )
    principal = models.ForeignKey(Principal, on_delete=models.CASCADE, db_index=False)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, db_index=False)
    granted = models.BigIntegerField()
    granted_by = models.BigIntegerField()
    also = models.BigIntegerField(default=0, db_default=0)

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "principal", "role", "also"], name="grant_once"
            )
        ]
        # Which scopes somebody reads is found without those of others.
        indexes = [
            models.Index(
                fields=["principal", "also", "scope", "role"], name="grant_mine"
            )
        ]


class PendingScope(Table):
    """A re-stamp in progress: below `ancestry`, `old` counts as `old` and `new`.

    While the row stands, whoever may not read `new` may not read an item that
    still carries `old`: access is lost at once and gained when the job has passed.
    With `rows_only` that is so of what is no folder: a row rule is being applied.
    """

    list = models.ForeignKey("core.List", on_delete=models.CASCADE)
    ancestry = KeyField()
    old = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="+")
    new = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="+")
    started = models.BigIntegerField()
    rows_only = models.BooleanField(default=False, db_default=False)


class ScopeCount(Table):
    """How many living items of a list carry a scope."""

    list = models.ForeignKey("core.List", on_delete=models.CASCADE, db_index=False)
    scope = models.ForeignKey(Scope, on_delete=models.CASCADE)
    n = models.BigIntegerField(default=0)

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(fields=["list", "scope"], name="scope_count_once")
        ]
