"""Files that hang on items, and whether a list takes them."""

import uuid

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import hallway.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0016_change_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="list",
            name="attachments",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.CreateModel(
            name="Attachment",
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
                ("name", models.TextField()),
                ("name_key", hallway.core.fields.KeyField()),
                ("size", models.BigIntegerField()),
                ("sniffed_type", models.CharField(max_length=100)),
                ("author", models.BigIntegerField()),
                ("created", models.BigIntegerField()),
                ("removed", models.BigIntegerField(null=True)),
                (
                    "blob",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="core.blob",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="core.item",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "indexes": [
                    models.Index(fields=["item"], name="attachment_of_item"),
                    models.Index(
                        condition=models.Q(("removed__isnull", False)),
                        fields=["removed"],
                        name="attachment_removed",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed__isnull", True)),
                        fields=("item", "name_key"),
                        name="attachment_name_once",
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
    ]
