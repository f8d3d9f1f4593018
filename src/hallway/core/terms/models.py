"""The term store: groups of term sets, their terms, and what these are called."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from hallway.core.fields import KeyField
from hallway.core.managers import Table
from hallway.core.sites.models import Site


class TermGroup(Table):
    """A group of term sets: of the whole company, or of one site."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, null=True)
    title = models.CharField(max_length=255)
    title_key = KeyField()
    description = models.TextField(default="")

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["title_key"],
                condition=Q(site__isnull=True),
                name="term_group_once",
            ),
            models.UniqueConstraint(
                fields=["site", "title_key"],
                condition=Q(site__isnull=False),
                name="term_group_of_site_once",
            ),
        ]


class TermSet(Table):
    """A set of terms; who fills in a form may add to an open one.

    `language` is what terms are called in where the reader's own has no word.
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(
        TermGroup, on_delete=models.PROTECT, related_name="sets", db_index=False
    )
    title = models.CharField(max_length=255)
    title_key = KeyField()
    description = models.TextField(default="")
    is_open = models.BooleanField(default=False)
    language = models.CharField(max_length=10, default="en")

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(fields=["group", "title_key"], name="term_set_once")
        ]


class Term(Table):
    """A term of a set.

    path           the ids from the top of the set to the term itself: `/1/55/`
    is_deprecated  it stays where it is used, and is offered no more
    merged_into    the term that stands for it now; such a row has no labels left
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    of = models.ForeignKey(
        TermSet, on_delete=models.PROTECT, related_name="terms", db_index=False
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="children"
    )
    path = KeyField()
    position = models.IntegerField(default=0)
    description = models.TextField(default="")
    is_deprecated = models.BooleanField(default=False)
    merged_into = models.BigIntegerField(null=True)
    created = models.BigIntegerField()
    author = models.BigIntegerField()

    class Meta(Table.Meta):
        indexes = [
            models.Index(fields=["of", "path"], name="term_path"),
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="term_merged",
            ),
        ]


class TermLabel(Table):
    """What a term is called in a language: one default, and its synonyms.

    `place` is the set and the parent, `<set>/<parent or 0>`: no two terms of one
    parent have the same default label.
    """

    term = models.ForeignKey(
        Term, on_delete=models.CASCADE, related_name="labels", db_index=False
    )
    of = models.BigIntegerField()
    place = KeyField()
    language = models.CharField(max_length=10)
    text = models.CharField(max_length=255)
    key = KeyField()
    is_default = models.BooleanField(default=False)

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["term", "language", "key"], name="term_label_once"
            ),
            models.UniqueConstraint(
                fields=["term", "language"],
                condition=Q(is_default=True),
                name="term_default_once",
            ),
            models.UniqueConstraint(
                fields=["place", "language", "key"],
                condition=Q(is_default=True),
                name="term_once_below",
            ),
        ]
        indexes = [models.Index(fields=["of", "key"], name="term_label_key")]
