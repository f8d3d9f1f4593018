"""Keep beside an item's values what its texts are sorted and searched by."""

import re
import unicodedata
from typing import Any

from django.db import migrations, models

_BATCH = 500


def _fold(text: str) -> str:
    def bare(one: str) -> str:
        one = unicodedata.normalize("NFKD", one)
        return "".join(c for c in one if not unicodedata.combining(c))

    return bare(bare(text).casefold())


def _keys(data: dict[str, Any]) -> dict[str, str]:
    keys = {}
    for column, value in data.items():
        if isinstance(value, str) and column.isdigit():
            keys[f"s{column}"] = re.sub(
                r"\d+",
                lambda run: run.group().lstrip("0").rjust(16, "0"),
                _fold(value[:255]),
            )
            keys[f"f{column}"] = _fold(value[:2000])
    return keys


def fill(apps: Any, schema_editor: Any) -> None:
    """Give keys to items that have none; may be run again."""
    item = apps.get_model("core", "Item")
    last = 0
    while True:
        rows = item.unscoped.filter(pk__gt=last, keys__isnull=True)
        batch = list(rows.exclude(data={}).order_by("pk").only("pk", "data")[:_BATCH])
        for one in batch:
            item.unscoped.filter(pk=one.pk).update(keys=_keys(one.data))
        if len(batch) < _BATCH:
            return
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("core", "0003_sign_in")]
    operations = [
        migrations.AddField("item", "keys", models.JSONField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
