import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import hallway.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_item_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="photo",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="core.blob"
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="profile_key",
            field=hallway.core.fields.KeyField(default=""),
        ),
        migrations.AddField(
            model_name="person",
            name="stands_for",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="PersonFacet",
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
                ("name", models.CharField(max_length=20)),
                ("key", hallway.core.fields.KeyField()),
                ("label", models.CharField(max_length=255)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="facets",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "indexes": [models.Index(fields=["name", "key"], name="facet_by_key")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "name", "key"), name="facet_once"
                    )
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
    ]
