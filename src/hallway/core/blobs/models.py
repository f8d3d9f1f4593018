"""Bodies, named by the SHA-256 of their bytes and stored once."""

from __future__ import annotations

from django.db import models

from hallway.core.managers import Table


class Blob(Table):
    """An immutable body in the store."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    sniffed_type = models.CharField(max_length=100)
    quickxor = models.CharField(max_length=28, null=True)
    created = models.BigIntegerField(db_index=True)


class CollectionPause(Table):
    """Until then no body is collected: a backup copies what its rows name."""

    name = models.CharField(max_length=32, primary_key=True)
    until = models.BigIntegerField()
