"""Saved views of lists."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from hallway.core.fields import KeyField
from hallway.core.lists.models import List
from hallway.core.managers import Table


class View(Table):
    """A saved question to a list and how its answer is laid out.

    `owner` is the principal whose own it is; null is everybody's.  `name` stands in
    addresses and never changes.  `query`, `shown` and `settings` are read and written
    by `views.rules` alone.
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Before `list` below hides the builtin.
    shown = models.JSONField(default=list)
    list = models.ForeignKey(
        List, on_delete=models.CASCADE, related_name="views", db_index=False
    )
    owner = models.BigIntegerField(null=True)
    name = KeyField()
    title = models.CharField(max_length=255)
    layout = models.CharField(max_length=20)
    query = models.JSONField(default=dict)
    settings = models.JSONField(default=dict)
    is_default = models.BooleanField(default=False)
    created = models.BigIntegerField()
    modified = models.BigIntegerField()
    author = models.BigIntegerField()

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(fields=["list", "name"], name="view_name_once"),
            models.UniqueConstraint(
                fields=["list"],
                condition=Q(is_default=True, owner__isnull=True),
                name="view_default_once",
            ),
            models.UniqueConstraint(
                fields=["list", "owner"],
                condition=Q(is_default=True, owner__isnull=False),
                name="view_own_default_once",
            ),
        ]
