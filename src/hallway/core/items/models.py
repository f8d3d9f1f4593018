"""Items: everything people make."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from hallway.core.access.models import Scope
from hallway.core.blobs.models import Blob
from hallway.core.fields import KeyField
from hallway.core.lists.models import List
from hallway.core.managers import Scoped, Table


class Item(Table):
    """A file, a folder, a row: with or without a body.

    `ancestry` is the path of ids from the list's root folder to the item itself
    (`/1/55/`), so a rename is one row and a subtree is one range.  The body's
    facts are copied from the current version so that a listing joins nothing.
    `keys` are what the texts in `data` are sorted and searched by: see `items.keys`.

    Parent, scope and blob carry no constraint in the database: each would want an
    index of its own to make deleting the other side cheap.  Commands keep them and
    `hallway check` proves it.
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    list = models.ForeignKey(
        List, on_delete=models.CASCADE, related_name="items", db_index=False
    )
    number = models.BigIntegerField()
    parent = models.ForeignKey(
        "self",
        on_delete=models.DO_NOTHING,
        null=True,
        db_index=False,
        db_constraint=False,
    )
    ancestry = KeyField()
    name = models.TextField()
    name_key = KeyField()
    sort_key = KeyField()
    is_folder = models.BooleanField()
    scope = models.ForeignKey(
        Scope,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    data = models.JSONField(default=dict)
    keys = models.JSONField(null=True)
    blob = models.ForeignKey(
        Blob,
        on_delete=models.DO_NOTHING,
        null=True,
        db_index=False,
        db_constraint=False,
        related_name="+",
    )
    size = models.BigIntegerField(default=0)
    sniffed_type = models.CharField(max_length=100, default="")
    major = models.IntegerField(default=0)
    minor = models.IntegerField(default=0)
    content_version = models.BigIntegerField(default=1)
    version = models.BigIntegerField(default=1)
    created = models.BigIntegerField()
    modified = models.BigIntegerField()
    client_created = models.BigIntegerField(null=True)
    client_modified = models.BigIntegerField(null=True)
    author = models.BigIntegerField()
    editor = models.BigIntegerField()
    checked_out_to = models.BigIntegerField(null=True)
    checked_out_at = models.BigIntegerField(null=True)
    deletion = models.ForeignKey(
        "core.Deletion",
        on_delete=models.SET_NULL,
        null=True,
        db_index=False,
        related_name="+",
    )

    objects = Scoped["Item"]()

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(fields=["list", "number"], name="item_number_once"),
            models.UniqueConstraint(
                fields=["parent", "name_key"],
                condition=Q(deletion__isnull=True),
                name="item_name_once",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=False) | Q(number=0), name="item_has_parent"
            ),
        ]
        indexes = [
            models.Index(fields=["list", "ancestry"], name="item_ancestry"),
            models.Index(
                fields=["deletion"],
                condition=Q(deletion__isnull=False),
                name="item_deletion",
            ),
        ]


class DeadProperty(Table):
    """A WebDAV property the server stores and does not understand (RFC 4918 4.2)."""

    item = models.ForeignKey(
        Item, on_delete=models.CASCADE, related_name="dead_properties", db_index=False
    )
    namespace = KeyField()
    name = KeyField()
    xml = models.TextField()

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["item", "namespace", "name"], name="dead_property_once"
            )
        ]


class ItemRedirect(Table):
    """Where an item used to be: its number in a list it left, or its address.

    One row for each number, with no address, and one for each address, with none.
    """

    list = models.ForeignKey(List, on_delete=models.CASCADE, db_index=False)
    number = models.BigIntegerField(null=True)
    path_key = KeyField()
    item = models.ForeignKey(Item, on_delete=models.CASCADE)

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["list", "number"], name="item_redirect_once"
            )
        ]
        indexes = [models.Index(fields=["list", "path_key"], name="item_redirect_path")]
