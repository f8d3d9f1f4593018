"""Locks: one table that every face honours."""

from __future__ import annotations

from django.db import models

from hallway.core.items.models import Item
from hallway.core.managers import Table


class Lock(Table):
    """A write lock on an item, or on a folder and all below it (RFC 4918 6)."""

    token = models.CharField(max_length=255, unique=True)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="locks")
    owner = models.BigIntegerField()
    owner_xml = models.TextField(default="")
    shared = models.BooleanField(default=False)
    deep = models.BooleanField(default=False)
    face = models.CharField(max_length=20)
    created = models.BigIntegerField()
    expires = models.BigIntegerField()
    timeout = models.BigIntegerField()
