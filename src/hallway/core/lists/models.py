"""Lists and their columns; a document library is a list whose items have a body."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from hallway.core.access.models import Scope
from hallway.core.fields import KeyField
from hallway.core.managers import Scoped, Table
from hallway.core.sitecolumns.models import SiteColumn
from hallway.core.sites.models import Site


class List(Table):
    """A typed list of a site.

    `deletion` is what took it to the recycle bin, null while it lives; it stays when
    the list is purged, and marks with a `root` of null what only the log still names.
    It carries no constraint in the database, as the deletion's row goes then.
    `rule` is what every item must meet: {"formula", "message"}, or nothing.
    `has_types` says that it has content types of its own.
    `row_rule` says that people see or change only their own items, see `rowrules`.
    `form` is how the form of its items looks, see `itemform`; null shows all columns.
    """

    class Versioning(models.TextChoices):
        NONE = "none"
        MAJOR = "major"
        MINOR = "minor"

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="lists", db_index=False
    )
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=255)
    description = models.TextField(default="")
    url_name = models.TextField()
    url_key = KeyField()
    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    root = models.OneToOneField(
        "core.Item", on_delete=models.PROTECT, null=True, related_name="+"
    )
    next_number = models.BigIntegerField(default=1)
    pending = models.IntegerField(default=0)
    versioning = models.CharField(
        max_length=10, choices=Versioning.choices, default=Versioning.MAJOR
    )
    require_checkout = models.BooleanField(default=False)
    schema_version = models.BigIntegerField(default=1)
    rule = models.JSONField(default=dict)
    has_types = models.BooleanField(default=False)
    attachments = models.BooleanField(default=True, db_default=True)
    row_rule = models.JSONField(null=True)
    form = models.JSONField(null=True)
    created = models.BigIntegerField()
    created_by = models.BigIntegerField()
    modified = models.BigIntegerField()
    deletion = models.ForeignKey(
        "core.Deletion",
        on_delete=models.DO_NOTHING,
        null=True,
        db_index=False,
        db_constraint=False,
        related_name="+",
    )

    objects = Scoped["List"]()

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["site", "url_key"],
                condition=Q(deletion__isnull=True),
                name="list_url_once",
            )
        ]
        # Of all lists, those in the recycle bin included.
        indexes = [models.Index(fields=["site"], name="list_of_site")]


class Column(Table):
    """A typed column; the internal name never changes, values are keyed by the id.

    state    `living`; `removed` may be brought back; `filling` is one that gets the
             values of another in a new type, and takes its place when it has them
    counter  the last number an autonumber column gave
    origin   the column that it was before its type changed: earlier versions have
             their values under that id
    site_column  the site's column it was made from; `came` is what it got from there,
             so that what was changed here since is known
    """

    class State(models.TextChoices):
        LIVING = "living"
        REMOVED = "removed"
        FILLING = "filling"

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    list = models.ForeignKey(
        List, on_delete=models.CASCADE, related_name="columns", db_index=False
    )
    internal_name = KeyField()
    title = models.CharField(max_length=255)
    type = models.CharField(max_length=20)
    required = models.BooleanField(default=False)
    is_unique = models.BooleanField(default=False)
    is_hidden = models.BooleanField(default=False)
    is_read_only = models.BooleanField(default=False)
    settings = models.JSONField(default=dict)
    position = models.IntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.LIVING)
    counter = models.BigIntegerField(default=0)
    origin = models.BigIntegerField(null=True)
    site_column = models.ForeignKey(
        SiteColumn, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    came = models.JSONField(default=dict)
    removed = models.BigIntegerField(null=True)
    removed_by = models.BigIntegerField(null=True)

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["list", "internal_name"],
                condition=Q(state="living"),
                name="column_name_once",
            )
        ]
        indexes = [
            models.Index(fields=["list"], name="column_of_list"),
            models.Index(
                fields=["type"],
                condition=Q(type__in=("lookup", "lookups")),
                name="column_looks_up",
            ),
        ]


class UniqueValue(Table):
    """That a living item has a value in a column whose values are unique.

    `of` is the column, `key` a digest of the value as it is compared.  No constraint
    leads to column and item: the commands that let these go take these rows along.
    """

    of = models.BigIntegerField()
    key = KeyField()
    item = models.BigIntegerField()

    class Meta(Table.Meta):
        constraints = [models.UniqueConstraint(fields=["of", "key"], name="value_once")]
        indexes = [models.Index(fields=["item"], name="value_of_item")]
