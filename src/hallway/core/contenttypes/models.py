"""Content types of sites and of lists, and the columns they have."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hallway.core.fields import KeyField
from hallway.core.lists.models import Column, List
from hallway.core.managers import Table
from hallway.core.sitecolumns.models import SiteColumn
from hallway.core.sites.models import Site


class ContentType(Table):
    """A content type: of a site, or of a list that took it from one.

    type_id       says what it descends from, see `wire.typeids`
    parent        the row it descends from; null below a built-in type, for copies, and
                  where the parent is gone
    is_read_only  nobody changes it until somebody says otherwise
    order         internal names of its columns, in their order; others follow
    source        the type it is a copy of, while it is published from there
    is_whole      its own columns are all it has: a copy, or one that was
    is_base       of a list's types: what items are that say nothing else
    is_offered    of a list's types: people choose it for new items
    came          of a list's types: name and description as they came from the site
    """

    order = models.JSONField(default=list)
    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    list = models.ForeignKey(
        List, on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    type_id = KeyField()
    name = models.CharField(max_length=255)
    name_key = KeyField()
    description = models.TextField(default="")
    group = models.CharField(max_length=255, default="")
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True)
    is_read_only = models.BooleanField(default=False)
    source = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="copies"
    )
    is_whole = models.BooleanField(default=False)
    is_base = models.BooleanField(default=False)
    is_offered = models.BooleanField(default=True)
    position = models.IntegerField(default=0)
    came = models.JSONField(default=dict)

    class Meta(Table.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(site__isnull=True) ^ Q(list__isnull=True),
                name="content_type_has_place",
            ),
            models.UniqueConstraint(
                fields=["site", "type_id"], name="content_type_of_site_once"
            ),
            models.UniqueConstraint(
                fields=["list", "type_id"], name="content_type_of_list_once"
            ),
            models.UniqueConstraint(
                fields=["site", "name_key"], name="content_type_name_once"
            ),
            models.UniqueConstraint(
                fields=["list", "name_key"], name="list_type_name_once"
            ),
            models.UniqueConstraint(
                fields=["list"], condition=Q(is_base=True), name="list_type_base_once"
            ),
        ]


class TypeColumn(Table):
    """A column of a content type: a site's column, or for a list's type a list's.

    is_own  of a list's type: it was added or changed there, and stays as it is
    """

    of = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, related_name="links", db_index=False
    )
    site_column = models.ForeignKey(SiteColumn, on_delete=models.PROTECT, null=True)
    column = models.ForeignKey(Column, on_delete=models.CASCADE, null=True)
    position = models.IntegerField(default=0)
    is_required = models.BooleanField(default=False)
    is_hidden = models.BooleanField(default=False)
    is_own = models.BooleanField(default=True)

    class Meta(Table.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(site_column__isnull=True) ^ Q(column__isnull=True),
                name="type_column_is_one",
            ),
            models.UniqueConstraint(
                fields=["of", "site_column"], name="type_site_column_once"
            ),
            models.UniqueConstraint(fields=["of", "column"], name="type_column_once"),
        ]
