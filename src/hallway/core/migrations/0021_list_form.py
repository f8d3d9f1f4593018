"""How the form of a list's items looks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0020_forms"),
    ]

    operations = [
        migrations.AddField(
            model_name="list",
            name="form",
            field=models.JSONField(null=True),
        ),
    ]
