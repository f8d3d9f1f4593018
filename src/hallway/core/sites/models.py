"""Sites: where lists live."""

from __future__ import annotations

import uuid

from django.db import models

from hallway.core.access.models import Scope
from hallway.core.fields import KeyField
from hallway.core.managers import Scoped, Table


class Site(Table):
    """A site at a path (`/`, `/sites/hr`); the longest path wins."""

    class Kind(models.TextChoices):
        TEAM = "team"
        COMMUNICATION = "communication"
        CUSTOMER = "customer"

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    web_guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    path = models.TextField()
    path_key = KeyField(unique=True)
    title = models.CharField(max_length=255)
    description = models.TextField(default="")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    organisation = models.ForeignKey(
        "core.Organisation", on_delete=models.PROTECT, null=True
    )
    hub = models.ForeignKey("self", on_delete=models.SET_NULL, null=True)
    is_hub = models.BooleanField(default=False)
    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    time_zone = models.CharField(max_length=64, default="UTC")
    permission_epoch = models.BigIntegerField(default=1)
    used_bytes = models.BigIntegerField(default=0)
    quota_bytes = models.BigIntegerField(null=True)
    warning_bytes = models.BigIntegerField(null=True)
    created = models.BigIntegerField()
    created_by = models.BigIntegerField()

    objects = Scoped["Site"]()


class SiteRedirect(Table):
    """A path a site once had."""

    path_key = KeyField(unique=True)
    site = models.ForeignKey(Site, on_delete=models.CASCADE)
