"""Transfers: what somebody moves or copies, and how far that is."""

from __future__ import annotations

import uuid

from django.db import models

from hallway.core.managers import Table


class Transfer(Table):
    """Things on their way to a folder; who asked for it alone sees it.

    source  the folder that was shown, `target` the one they go to
    undoes  the transfer that this one takes back
    many    how many things go, those in folders too; `done` of them are through
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.BigIntegerField()
    way = models.CharField(max_length=10)
    clash = models.CharField(max_length=10)
    history = models.CharField(max_length=10)
    source = models.BigIntegerField()
    target = models.BigIntegerField()
    undoes = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10)
    many = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    created = models.BigIntegerField()
    modified = models.BigIntegerField()

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(fields=["undoes"], name="transfer_undone_once")
        ]
        indexes = [models.Index(fields=["owner", "id"], name="transfer_owner")]


class TransferStep(Table):
    """One thing that goes, a folder with all in it.

    items         how many things these are
    parent, name  where it was and what it was called
    to_parent     the folder it goes to
    made          what came of it: the copy, or the file that got a new version
    deletion      by which it left, where it became another file's version
    major, minor  the version that file had before; `to_…` the one it was given
    copied        how many things a copy of a folder was made of
    said          why it stays
    """

    transfer = models.ForeignKey(
        Transfer, on_delete=models.CASCADE, related_name="steps", db_index=False
    )
    position = models.IntegerField()
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    item = models.BigIntegerField()
    items = models.BigIntegerField(default=1)
    parent = models.BigIntegerField()
    name = models.TextField()
    to_parent = models.BigIntegerField()
    made = models.BigIntegerField(null=True)
    deletion = models.BigIntegerField(null=True)
    major = models.IntegerField(default=0)
    minor = models.IntegerField(default=0)
    to_major = models.IntegerField(default=0)
    to_minor = models.IntegerField(default=0)
    copied = models.BigIntegerField(default=0)
    said = models.TextField(default="")

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["transfer", "position"], name="transfer_step_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["transfer", "state", "position"], name="transfer_step_next"
            )
        ]
