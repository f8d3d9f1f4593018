"""Which scopes somebody reads is found in an index, without those of others."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0021_list_form"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(
                fields=["principal", "also", "scope", "role"], name="grant_mine"
            ),
        ),
        migrations.AlterField(
            model_name="grant",
            name="principal",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                to="core.principal",
            ),
        ),
    ]
