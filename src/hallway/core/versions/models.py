"""Versions: immutable rows."""

from __future__ import annotations

import uuid

from django.db import models

from hallway.core.blobs.models import Blob
from hallway.core.items.models import Item
from hallway.core.managers import Table


class Version(Table):
    """What an item was at one moment; the current one has a row too.

    `session` names the lock or check-out under which it was written: later saves
    of the same editing session replace it.
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(
        Item, on_delete=models.CASCADE, related_name="versions", db_index=False
    )
    major = models.IntegerField()
    minor = models.IntegerField()
    data = models.JSONField(default=dict)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True)
    size = models.BigIntegerField(default=0)
    author = models.BigIntegerField()
    created = models.BigIntegerField()
    client_modified = models.BigIntegerField(null=True)
    comment = models.TextField(default="")
    label = models.CharField(max_length=255, default="")
    session = models.CharField(max_length=60, null=True)

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["item", "major", "minor"], name="version_once"
            )
        ]
