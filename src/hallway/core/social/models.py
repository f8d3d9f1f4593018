"""What each person has seen of the news that concern him."""

from __future__ import annotations

from django.db import models

from hallway.core.access.models import Principal
from hallway.core.managers import Table


class NotificationMark(Table):
    """A person has seen what the change log told him up to here."""

    person = models.OneToOneField(
        Principal, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    upto = models.BigIntegerField(default=0)
