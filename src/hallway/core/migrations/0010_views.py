"""Saved views of lists."""

import uuid

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import hallway.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0009_list_deletion"),
    ]

    operations = [
        migrations.CreateModel(
            name="View",
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
                (
                    "guid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                ("shown", models.JSONField(default=list)),
                ("owner", models.BigIntegerField(null=True)),
                ("name", hallway.core.fields.KeyField()),
                ("title", models.CharField(max_length=255)),
                ("layout", models.CharField(max_length=20)),
                ("query", models.JSONField(default=dict)),
                ("settings", models.JSONField(default=dict)),
                ("is_default", models.BooleanField(default=False)),
                ("created", models.BigIntegerField()),
                ("modified", models.BigIntegerField()),
                ("author", models.BigIntegerField()),
                (
                    "list",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="views",
                        to="core.list",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("list", "name"), name="view_name_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("is_default", True), ("owner__isnull", True)
                        ),
                        fields=("list",),
                        name="view_default_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("is_default", True), ("owner__isnull", False)
                        ),
                        fields=("list", "owner"),
                        name="view_own_default_once",
                    ),
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
    ]
