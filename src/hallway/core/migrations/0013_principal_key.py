"""Keep beside a principal's title what it is sorted and searched by."""

import unicodedata
from typing import Any

from django.db import migrations

import hallway.core.fields

_BATCH = 500


def _fold(text: str) -> str:
    def bare(one: str) -> str:
        one = unicodedata.normalize("NFKD", one)
        return "".join(c for c in one if not unicodedata.combining(c))

    return bare(bare(text).casefold())


def fill(apps: Any, schema_editor: Any) -> None:
    """Give keys to principals that have none; may be run again."""
    principal = apps.get_model("core", "Principal")
    last = 0
    while True:
        rows = principal.unscoped.filter(pk__gt=last, title_key="")
        batch = list(rows.order_by("pk").only("pk", "title")[:_BATCH])
        for one in batch:
            principal.unscoped.filter(pk=one.pk).update(title_key=_fold(one.title))
        if len(batch) < _BATCH:
            return
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("core", "0012_sheets")]
    operations = [
        migrations.AddField(
            "principal", "title_key", hallway.core.fields.KeyField(default="")
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
