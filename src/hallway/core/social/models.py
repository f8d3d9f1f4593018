"""Whom changes concern, and what each person has seen of it."""

from __future__ import annotations

from django.db import models

from hallway.core.access.models import Principal
from hallway.core.managers import Table


class Told(Table):
    """A change concerns a principal: read by him, newest first, however long the log.

    As changes it outlives what it speaks of, so it holds no keys.  `words` are those of
    whoever wants him told, where somebody does.
    """

    principal = models.BigIntegerField()
    at = models.BigIntegerField()
    actor = models.BigIntegerField()
    verb = models.CharField(max_length=40)
    item = models.BigIntegerField()
    words = models.TextField(db_default="")

    class Meta(Table.Meta):
        indexes = [models.Index(fields=["principal", "id"], name="told_principal")]


class NotificationMark(Table):
    """A person has seen what he was told up to here."""

    person = models.OneToOneField(
        Principal, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    upto = models.BigIntegerField(default=0)
