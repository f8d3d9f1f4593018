import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0007_collection_pause"),
    ]

    operations = [
        migrations.CreateModel(
            name="Told",
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
                ("principal", models.BigIntegerField()),
                ("at", models.BigIntegerField()),
                ("actor", models.BigIntegerField()),
                ("verb", models.CharField(max_length=40)),
                ("item", models.BigIntegerField()),
            ],
            options={
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "unscoped",
                "indexes": [
                    models.Index(fields=["principal", "id"], name="told_principal")
                ],
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        # Marks spoke of changes, and speak of what was told from now on.
        migrations.RunSQL("DELETE FROM core_notificationmark", migrations.RunSQL.noop),
    ]
