"""The recycle bin: one row a deletion."""

from __future__ import annotations

import uuid

from django.db import models

from hallway.core.lists.models import List
from hallway.core.managers import Table


class Deletion(Table):
    """What one deletion took away, and from where."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    list = models.ForeignKey(List, on_delete=models.CASCADE, related_name="deletions")
    item = models.BigIntegerField()
    name = models.TextField()
    folder = models.TextField()
    is_folder = models.BooleanField()
    items = models.BigIntegerField()
    size = models.BigIntegerField()
    deleted = models.BigIntegerField()
    deleted_by = models.BigIntegerField()
    stage = models.SmallIntegerField(default=1)
    staged = models.BigIntegerField()
