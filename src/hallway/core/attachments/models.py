"""Files that hang on items which have no body of their own."""

from __future__ import annotations

import uuid

from django.db import models

from hallway.core.blobs.models import Blob
from hallway.core.fields import KeyField
from hallway.core.items.models import Item
from hallway.core.managers import Table


class Attachment(Table):
    """A file attached to an item; it is kept in the recycle bin with its item.

    `removed` is when somebody took it away, in microseconds: until it is purged it can
    be put back, and counts in the storage of the site as what is in the bin does.
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(
        Item, on_delete=models.CASCADE, related_name="attachments", db_index=False
    )
    blob = models.ForeignKey(
        Blob, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    name = models.TextField()
    name_key = KeyField()
    size = models.BigIntegerField()
    sniffed_type = models.CharField(max_length=100)
    author = models.BigIntegerField()
    created = models.BigIntegerField()
    removed = models.BigIntegerField(null=True)

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["item", "name_key"],
                condition=models.Q(removed__isnull=True),
                name="attachment_name_once",
            )
        ]
        indexes = [
            models.Index(fields=["item"], name="attachment_of_item"),
            models.Index(
                fields=["removed"],
                condition=models.Q(removed__isnull=False),
                name="attachment_removed",
            ),
        ]
