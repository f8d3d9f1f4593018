"""Roll-backs: what it takes for a folder to be as it was, and how far that is."""

from __future__ import annotations

import uuid

from django.db import models

from hallway.core.lists.models import List
from hallway.core.managers import Table


class Rollback(Table):
    """A folder of a library on its way back to a moment; its owner alone sees it.

    many  steps of its plan that can be done, `done` those that were looked at
    size  bytes of the versions that would come back
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.BigIntegerField(db_index=True)
    list = models.ForeignKey(List, on_delete=models.CASCADE, related_name="+")
    folder = models.BigIntegerField()
    moment = models.BigIntegerField()
    state = models.CharField(max_length=10)
    many = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    size = models.BigIntegerField(default=0)
    created = models.BigIntegerField()
    modified = models.BigIntegerField()


class RollbackStep(Table):
    """One thing to be done with one item.

    parent, name, major, minor  what the item was when this was planned
    to_…                        what it is to be
    deletion                    what is to be brought back, of a step that does
    items                       how many things it is about: a folder has some in it
    said                        why it cannot be done, or was not
    """

    rollback = models.ForeignKey(
        Rollback, on_delete=models.CASCADE, related_name="steps", db_index=False
    )
    position = models.IntegerField()
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    item = models.BigIntegerField()
    parent = models.BigIntegerField(null=True)
    name = models.TextField(default="")
    major = models.IntegerField(default=0)
    minor = models.IntegerField(default=0)
    to_parent = models.BigIntegerField(null=True)
    to_name = models.TextField(default="")
    to_major = models.IntegerField(default=0)
    to_minor = models.IntegerField(default=0)
    deletion = models.BigIntegerField(null=True)
    items = models.BigIntegerField(default=1)
    said = models.TextField(default="")

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["rollback", "position"], name="rollback_step_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["rollback", "state", "position"], name="rollback_step_next"
            )
        ]
