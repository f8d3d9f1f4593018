"""Tables that somebody is about to bring into a list, and how far that is."""

from __future__ import annotations

import uuid

from django.db import models

from hallway.core.blobs.models import Blob
from hallway.core.lists.models import List
from hallway.core.managers import Table
from hallway.core.sites.models import Site


class Sheet(Table):
    """A file of rows; its owner alone sees it.

    list     where the rows go; null until a list is made of it
    columns  what was found in the file, `plan` what is to become of it, `found` what
             its check says: read and written by `sheets.rules` alone
    result   the body with what is to be done, a line a row, once it is checked
    lines    rows of the file below its head, -1 where it was too long to count at once
    offset   bytes of `result` that are done; moves with the rows they made
    done     rows that were looked at, by a check or while they are brought in
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.BigIntegerField(db_index=True)
    name = models.CharField(max_length=255)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    list = models.ForeignKey(
        List, on_delete=models.CASCADE, related_name="+", null=True
    )
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    result = models.ForeignKey(
        Blob, on_delete=models.PROTECT, related_name="+", null=True
    )
    state = models.CharField(max_length=10)
    columns = models.JSONField(default=dict)
    plan = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    lines = models.IntegerField(default=0)
    offset = models.BigIntegerField(default=0)
    done = models.IntegerField(default=0)
    error = models.TextField(default="")
    created = models.BigIntegerField()
    modified = models.BigIntegerField()
