"""Files on their way in, in parts."""

from __future__ import annotations

import uuid

from django.db import models

from hallway.core.items.models import Item
from hallway.core.managers import Table


class Upload(Table):
    """A file that its owner alone goes on sending.

    offset   bytes that survive a crash; never more than `size`
    item     what became of it, once it is finished
    expires  when it is dropped unless more comes, in microseconds

    What it refers to may be purged before it expires: then it leads nowhere.
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.BigIntegerField(db_index=True)
    folder = models.ForeignKey(
        Item,
        on_delete=models.DO_NOTHING,
        db_index=False,
        db_constraint=False,
        related_name="+",
    )
    item = models.ForeignKey(
        Item,
        on_delete=models.DO_NOTHING,
        null=True,
        db_index=False,
        db_constraint=False,
        related_name="+",
    )
    name = models.TextField()
    size = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    client_modified = models.BigIntegerField(null=True)
    comment = models.TextField(default="")
    expires = models.BigIntegerField(db_index=True)
