"""Roll-backs of libraries and folders, and the steps of each."""

import uuid

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0022_grant_mine"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rollback",
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
                ("owner", models.BigIntegerField(db_index=True)),
                ("folder", models.BigIntegerField()),
                ("moment", models.BigIntegerField()),
                ("state", models.CharField(max_length=10)),
                ("many", models.IntegerField(default=0)),
                ("done", models.IntegerField(default=0)),
                ("size", models.BigIntegerField(default=0)),
                ("created", models.BigIntegerField()),
                ("modified", models.BigIntegerField()),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="core.list",
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
            name="RollbackStep",
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
                ("position", models.IntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("state", models.CharField(max_length=10)),
                ("item", models.BigIntegerField()),
                ("parent", models.BigIntegerField(null=True)),
                ("name", models.TextField(default="")),
                ("major", models.IntegerField(default=0)),
                ("minor", models.IntegerField(default=0)),
                ("to_parent", models.BigIntegerField(null=True)),
                ("to_name", models.TextField(default="")),
                ("to_major", models.IntegerField(default=0)),
                ("to_minor", models.IntegerField(default=0)),
                ("deletion", models.BigIntegerField(null=True)),
                ("items", models.BigIntegerField(default=1)),
                ("said", models.TextField(default="")),
                (
                    "rollback",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="core.rollback",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "indexes": [
                    models.Index(
                        fields=["rollback", "state", "position"],
                        name="rollback_step_next",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("rollback", "position"), name="rollback_step_once"
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
    ]
