"""Rules of lists: what they are, what they did, and what they sent."""

import uuid

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import hallway.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0015_content_types"),
    ]

    operations = [
        migrations.AddField(
            model_name="told",
            name="words",
            field=models.TextField(db_default=""),
        ),
        migrations.CreateModel(
            name="ChangeRule",
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
                ("content", models.JSONField(default=dict)),
                ("title", models.CharField(max_length=255)),
                ("event", models.CharField(max_length=10)),
                ("is_on", models.BooleanField(default=True)),
                ("owner", models.BigIntegerField()),
                ("upto", models.BigIntegerField(default=0)),
                ("since", models.BigIntegerField()),
                ("stopped", models.CharField(default="", max_length=10)),
                ("round", models.IntegerField(default=1)),
                ("turned", models.BigIntegerField(default=0)),
                ("failing", models.BigIntegerField(null=True)),
                ("created", models.BigIntegerField()),
                ("modified", models.BigIntegerField()),
                (
                    "list",
                    models.ForeignKey(
                        db_index=False,
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
            name="RuleRun",
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
                ("cause", hallway.core.fields.KeyField()),
                ("item", models.BigIntegerField()),
                ("by", models.BigIntegerField()),
                ("at", models.BigIntegerField()),
                ("depth", models.IntegerField(default=0)),
                ("facts", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "Due"),
                            ("done", "Done"),
                            ("skipped", "Skipped"),
                            ("failed", "Failed"),
                            ("looped", "Looped"),
                        ],
                        default="due",
                        max_length=10,
                    ),
                ),
                ("said", models.JSONField(default=dict)),
                ("tries", models.IntegerField(default=0)),
                ("due", models.BigIntegerField()),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="core.changerule",
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
            name="RuleCall",
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
                ("url", models.TextField()),
                ("body", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("tries", models.IntegerField(default=0)),
                ("due", models.BigIntegerField()),
                ("answers", models.JSONField(default=list)),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="call",
                        to="core.rulerun",
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
            model_name="changerule",
            index=models.Index(fields=["list"], name="change_rule_of_list"),
        ),
        migrations.AddIndex(
            model_name="rulerun",
            index=models.Index(
                condition=models.Q(("state", "due")),
                fields=["due"],
                name="rule_run_is_due",
            ),
        ),
        migrations.AddIndex(
            model_name="rulerun",
            index=models.Index(fields=["at"], name="rule_run_at"),
        ),
        migrations.AddConstraint(
            model_name="rulerun",
            constraint=models.UniqueConstraint(
                fields=("rule", "cause"), name="rule_run_once"
            ),
        ),
    ]
