"""The words things are found by."""

from __future__ import annotations

from django.db import models

from hallway.core.fields import KeyField
from hallway.core.items.models import Item
from hallway.core.lists.models import List
from hallway.core.managers import Table


class Word(Table):
    """A word of an item's name or title; a list's title is its root folder's.

    Who may see the item is asked of the item, when somebody searches.
    """

    item = models.ForeignKey(
        Item,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    list = models.ForeignKey(
        List,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    word = KeyField()

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(fields=["item", "word"], name="word_once")
        ]
        indexes = [models.Index(fields=["list", "word", "item"], name="word_in_list")]
