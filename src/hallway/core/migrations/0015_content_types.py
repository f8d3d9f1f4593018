"""Site columns and content types."""

import uuid

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import hallway.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0014_terms"),
    ]

    operations = [
        migrations.AddField(
            model_name="column",
            name="came",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="list",
            name="has_types",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="ContentType",
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
                ("order", models.JSONField(default=list)),
                ("type_id", hallway.core.fields.KeyField()),
                ("name", models.CharField(max_length=255)),
                ("name_key", hallway.core.fields.KeyField()),
                ("description", models.TextField(default="")),
                ("group", models.CharField(default="", max_length=255)),
                ("is_read_only", models.BooleanField(default=False)),
                ("is_whole", models.BooleanField(default=False)),
                ("is_base", models.BooleanField(default=False)),
                ("is_offered", models.BooleanField(default=True)),
                ("position", models.IntegerField(default=0)),
                ("came", models.JSONField(default=dict)),
                (
                    "list",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="core.list",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="core.contenttype",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="core.site",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="copies",
                        to="core.contenttype",
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
            name="SiteColumn",
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
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("internal_name", hallway.core.fields.KeyField()),
                ("title", models.CharField(max_length=255)),
                ("group", models.CharField(default="", max_length=255)),
                ("type", models.CharField(max_length=20)),
                ("required", models.BooleanField(default=False)),
                ("settings", models.JSONField(default=dict)),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="core.site",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="core.sitecolumn",
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
            model_name="column",
            name="site_column",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="core.sitecolumn",
            ),
        ),
        migrations.CreateModel(
            name="TypeColumn",
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
                ("position", models.IntegerField(default=0)),
                ("is_required", models.BooleanField(default=False)),
                ("is_hidden", models.BooleanField(default=False)),
                ("is_own", models.BooleanField(default=True)),
                (
                    "column",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="core.column",
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="core.contenttype",
                    ),
                ),
                (
                    "site_column",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="core.sitecolumn",
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
        migrations.AddConstraint(
            model_name="contenttype",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("site__isnull", True), ("list__isnull", True), _connector="XOR"
                ),
                name="content_type_has_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="contenttype",
            constraint=models.UniqueConstraint(
                fields=("site", "type_id"), name="content_type_of_site_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="contenttype",
            constraint=models.UniqueConstraint(
                fields=("list", "type_id"), name="content_type_of_list_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="contenttype",
            constraint=models.UniqueConstraint(
                fields=("site", "name_key"), name="content_type_name_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="contenttype",
            constraint=models.UniqueConstraint(
                fields=("list", "name_key"), name="list_type_name_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="contenttype",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_base", True)),
                fields=("list",),
                name="list_type_base_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitecolumn",
            constraint=models.UniqueConstraint(
                fields=("site", "internal_name"), name="site_column_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="sitecolumn",
            constraint=models.UniqueConstraint(
                fields=("site", "guid"), name="site_column_guid"
            ),
        ),
        migrations.AddConstraint(
            model_name="typecolumn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("site_column__isnull", True),
                    ("column__isnull", True),
                    _connector="XOR",
                ),
                name="type_column_is_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="typecolumn",
            constraint=models.UniqueConstraint(
                fields=("of", "site_column"), name="type_site_column_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="typecolumn",
            constraint=models.UniqueConstraint(
                fields=("of", "column"), name="type_column_once"
            ),
        ),
    ]
