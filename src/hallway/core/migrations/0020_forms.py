"""Forms that collect answers for a list."""

import uuid

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0019_row_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="Form",
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
                ("columns", models.JSONField(default=list)),
                ("title", models.CharField(max_length=255)),
                ("intro", models.TextField(default="")),
                ("thanks", models.TextField(default="")),
                ("audience", models.CharField(max_length=10)),
                ("nonce", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("opens", models.BigIntegerField(null=True)),
                ("closes", models.BigIntegerField(null=True)),
                ("most", models.BigIntegerField(null=True)),
                ("is_single", models.BooleanField(default=False)),
                ("notify", models.BigIntegerField(null=True)),
                ("ended", models.BigIntegerField(null=True)),
                ("answers", models.BigIntegerField(default=0)),
                ("created", models.BigIntegerField()),
                ("created_by", models.BigIntegerField()),
                (
                    "list",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="forms",
                        to="core.list",
                    ),
                ),
                (
                    "principal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.principal",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="FormAnswer",
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
                ("once", models.UUIDField()),
                ("person", models.BigIntegerField(null=True)),
                ("item", models.BigIntegerField()),
                ("at", models.BigIntegerField()),
                (
                    "form",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="received",
                        to="core.form",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddIndex(
            model_name="form",
            index=models.Index(fields=["list"], name="form_of_list"),
        ),
        migrations.AddIndex(
            model_name="formanswer",
            index=models.Index(fields=["form", "person"], name="answer_of_person"),
        ),
        migrations.AddConstraint(
            model_name="formanswer",
            constraint=models.UniqueConstraint(
                fields=("form", "once"), name="answer_once"
            ),
        ),
    ]
