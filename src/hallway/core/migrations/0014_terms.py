"""The term store."""

import uuid

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import hallway.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0013_principal_key"),
    ]

    operations = [
        migrations.CreateModel(
            name="Term",
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
                ("path", hallway.core.fields.KeyField()),
                ("position", models.IntegerField(default=0)),
                ("description", models.TextField(default="")),
                ("is_deprecated", models.BooleanField(default=False)),
                ("merged_into", models.BigIntegerField(null=True)),
                ("created", models.BigIntegerField()),
                ("author", models.BigIntegerField()),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="core.term",
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
            name="TermGroup",
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
                ("title", models.CharField(max_length=255)),
                ("title_key", hallway.core.fields.KeyField()),
                ("description", models.TextField(default="")),
                (
                    "site",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="core.site",
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
            name="TermLabel",
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
                ("place", hallway.core.fields.KeyField()),
                ("language", models.CharField(max_length=10)),
                ("text", models.CharField(max_length=255)),
                ("key", hallway.core.fields.KeyField()),
                ("is_default", models.BooleanField(default=False)),
                (
                    "term",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="labels",
                        to="core.term",
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
            name="TermSet",
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
                ("title", models.CharField(max_length=255)),
                ("title_key", hallway.core.fields.KeyField()),
                ("description", models.TextField(default="")),
                ("is_open", models.BooleanField(default=False)),
                ("language", models.CharField(default="en", max_length=10)),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sets",
                        to="core.termgroup",
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
        migrations.AddField(
            model_name="term",
            name="of",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="terms",
                to="core.termset",
            ),
        ),
        migrations.AddConstraint(
            model_name="termgroup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("site__isnull", True)),
                fields=("title_key",),
                name="term_group_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="termgroup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("site__isnull", False)),
                fields=("site", "title_key"),
                name="term_group_of_site_once",
            ),
        ),
        migrations.AddIndex(
            model_name="termlabel",
            index=models.Index(fields=["of", "key"], name="term_label_key"),
        ),
        migrations.AddConstraint(
            model_name="termlabel",
            constraint=models.UniqueConstraint(
                fields=("term", "language", "key"), name="term_label_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="termlabel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)),
                fields=("term", "language"),
                name="term_default_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="termlabel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)),
                fields=("place", "language", "key"),
                name="term_once_below",
            ),
        ),
        migrations.AddConstraint(
            model_name="termset",
            constraint=models.UniqueConstraint(
                fields=("group", "title_key"), name="term_set_once"
            ),
        ),
        migrations.AddIndex(
            model_name="term",
            index=models.Index(fields=["of", "path"], name="term_path"),
        ),
        migrations.AddIndex(
            model_name="term",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="term_merged",
            ),
        ),
    ]
