"""Columns that are unique, hidden, read-only, removed or being retyped."""

import django.db.models.manager
from django.db import migrations, models

import hallway.core.fields


class Migration(migrations.Migration):
    dependencies = [("core", "0010_views")]
    operations = [
        migrations.AddField("list", "rule", models.JSONField(default=dict)),
        migrations.AddField("column", "is_unique", models.BooleanField(default=False)),
        migrations.AddField("column", "is_hidden", models.BooleanField(default=False)),
        migrations.AddField(
            "column", "is_read_only", models.BooleanField(default=False)
        ),
        migrations.AddField(
            "column",
            "state",
            models.CharField(
                choices=[
                    ("living", "Living"),
                    ("removed", "Removed"),
                    ("filling", "Filling"),
                ],
                default="living",
                max_length=10,
            ),
        ),
        migrations.AddField("column", "counter", models.BigIntegerField(default=0)),
        migrations.AddField("column", "origin", models.BigIntegerField(null=True)),
        migrations.AddField("column", "removed", models.BigIntegerField(null=True)),
        migrations.AddField("column", "removed_by", models.BigIntegerField(null=True)),
        migrations.RemoveConstraint("column", "column_name_once"),
        migrations.AddConstraint(
            "column",
            models.UniqueConstraint(
                condition=models.Q(("state", "living")),
                fields=("list", "internal_name"),
                name="column_name_once",
            ),
        ),
        migrations.AddIndex(
            "column", models.Index(fields=["list"], name="column_of_list")
        ),
        migrations.AddIndex(
            "column",
            models.Index(
                condition=models.Q(("type__in", ("lookup", "lookups"))),
                fields=["type"],
                name="column_looks_up",
            ),
        ),
        migrations.CreateModel(
            name="UniqueValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("of", models.BigIntegerField()),
                ("key", hallway.core.fields.KeyField()),
                ("item", models.BigIntegerField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "indexes": [models.Index(fields=["item"], name="value_of_item")],
                "constraints": [
                    models.UniqueConstraint(fields=("of", "key"), name="value_once")
                ],
            },
            managers=[("unscoped", django.db.models.manager.Manager())],
        ),
    ]
