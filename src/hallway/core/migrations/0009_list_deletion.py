"""Lists go to the recycle bin; an address is taken only by one that lives."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0008_told")]
    operations = [
        migrations.AddField(
            "list",
            "deletion",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="core.deletion",
            ),
        ),
        migrations.RemoveConstraint("list", "list_url_once"),
        migrations.AddConstraint(
            "list",
            models.UniqueConstraint(
                condition=models.Q(("deletion__isnull", True)),
                fields=("site", "url_key"),
                name="list_url_once",
            ),
        ),
        migrations.AddIndex("list", models.Index(fields=["site"], name="list_of_site")),
    ]
