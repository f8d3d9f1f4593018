"""The change log: one table, many streams."""

from __future__ import annotations

from django.db import models

from hallway.core.managers import Table


class Stream(Table):
    """A list, a site or the directory; `last` is the number of its newest change.

    `is_watched` where a watcher of the journal wants to know of each change at once.
    """

    class Kind(models.TextChoices):
        LIST = "list"
        SITE = "site"
        DIRECTORY = "directory"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    ref = models.BigIntegerField()
    last = models.BigIntegerField(default=0)
    is_watched = models.BooleanField(default=False, db_default=False)

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(fields=["kind", "ref"], name="stream_once")
        ]


class Change(Table):
    """One recorded change; it outlives what it speaks of, so it holds no keys."""

    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, db_index=False)
    n = models.BigIntegerField()
    at = models.BigIntegerField()
    actor = models.BigIntegerField()
    verb = models.CharField(max_length=40)
    item = models.BigIntegerField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    face = models.CharField(max_length=20)
    txid = models.BigIntegerField(default=0)

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(fields=["stream", "n"], name="change_consecutive")
        ]
        indexes = [
            models.Index(fields=["txid", "id"], name="change_txid"),
            models.Index(fields=["item", "id"], name="change_item"),
            models.Index(fields=["verb", "id"], name="change_verb"),
        ]


class AccessEvent(Table):
    """A read worth remembering, written in batches."""

    at = models.BigIntegerField()
    actor = models.BigIntegerField()
    verb = models.CharField(max_length=40)
    item = models.BigIntegerField(null=True)
    face = models.CharField(max_length=20)


class Seal(Table):
    """A link of the hash chain over the change log."""

    upto_txid = models.BigIntegerField()
    upto_id = models.BigIntegerField()
    rows = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    created = models.BigIntegerField()
