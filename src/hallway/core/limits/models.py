"""Limits of versions, and what one would take away."""

from __future__ import annotations

import uuid

from django.db import models

from hallway.core.managers import Table


class VersionLimit(Table):
    """How many earlier versions are kept somewhere; the nearest one holds.

    `ref` is the site's or the list's number, 0 for the whole installation.  One with
    neither number nor thinning says that everything is kept.
    """

    level = models.CharField(max_length=4)
    ref = models.BigIntegerField(default=0)
    count = models.IntegerField(null=True)
    days = models.IntegerField(null=True)
    thin = models.BooleanField(default=False)
    modified = models.BigIntegerField()
    editor = models.BigIntegerField()

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(fields=["level", "ref"], name="version_limit_once")
        ]


class LimitPreview(Table):
    """What a limit would take away at one moment, of what its owner may see.

    inherits  the limit is that of the place above, and none of its own
    size      bytes of the versions, `freed` those that nothing else needs
    sample    [item, versions, bytes] of the files that would lose most
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.BigIntegerField(db_index=True)
    level = models.CharField(max_length=4)
    ref = models.BigIntegerField(default=0)
    inherits = models.BooleanField(default=False)
    count = models.IntegerField(null=True)
    days = models.IntegerField(null=True)
    thin = models.BooleanField(default=False)
    is_counted = models.BooleanField(default=False)
    versions = models.BigIntegerField(default=0)
    items = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    freed = models.BigIntegerField(default=0)
    oldest = models.BigIntegerField(null=True)
    newest = models.BigIntegerField(null=True)
    sample = models.JSONField(default=list)
    created = models.BigIntegerField()
